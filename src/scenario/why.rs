//! Records in words: why the bot did what it did.

use crate::engine::Record;

/// A record as a sentence; `None` where another record says the same.
pub fn sentence(record: &Record) -> Option<String> {
    Some(match record {
        Record::Step { flow, step } => format!("entered flow {flow} step {step}"),
        Record::Exposed { router, arm } => format!("drew arm {arm} of {router}"),
        Record::Branch { router, branch } => format!("{router}: took \"{branch}\""),
        Record::Goal { goal, arms } if arms.is_empty() => format!("reached {goal}"),
        Record::Goal { goal, arms } => {
            let arms: Vec<String> = arms.iter().map(|(router, arm)| format!("{router} = {arm}")).collect();
            format!("reached {goal}, counted for {}", arms.join(", "))
        }
        Record::Handler { event } => format!("taken by on {event}"),
        Record::Untaken { event } => format!("nobody took the {event}"),
        Record::Limit { limit } => format!("a limit was reached: {limit}"),
        Record::Dropped { why } => format!("dropped: {why}"),
        Record::Finished => "the flow ended".to_owned(),
        Record::Flow { .. }
        | Record::Ended { .. }
        | Record::OptedOut { .. }
        | Record::Way { .. }
        | Record::Drawn { .. } => return None,
    })
}
