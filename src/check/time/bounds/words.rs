//! Bounds in words.

use std::collections::BTreeMap;

use super::{Bound, Bounds, Measure};
use crate::check::graph::length;
use crate::ir::{NodeIx, Program};

/// The bounds of a flow: `4 to 11 messages, 0s to 9d, at most 6 model calls, then all unbounded in talk`.
pub fn in_words(program: &Program, bounds: &Bounds) -> String {
    told(bounds, |place| format!(" in {}", step_of(program, place)))
}

/// The bounds of a step: `1 to 3 messages, 0s to 2d, 0 model calls`.
pub fn in_words_of_step(bounds: &Bounds) -> String {
    told(bounds, |_| String::new())
}

fn told(bounds: &Bounds, place: impl Fn(NodeIx) -> String) -> String {
    let mut parts: Vec<String> =
        Measure::ALL.iter().map(|measure| span(*measure, bounds.of(*measure))).collect();
    let mut endless: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for measure in Measure::ALL {
        if let Some(at) = bounds.of(measure).endless {
            endless.entry(place(at)).or_default().push(measure.word());
        }
    }
    for (place, what) in endless {
        let what = if what.len() == Measure::ALL.len() { "all".to_owned() } else { what.join(" and ") };
        parts.push(format!("then {what} unbounded{place}"));
    }
    parts.join(", ")
}

/// The name of the step in which a statement stands; of the flow where it stands in none.
pub fn step_of(program: &Program, at: NodeIx) -> &str {
    let place = program.node(at).place;
    let flow = place.flow.and_then(|flow| program.flows.get(flow as usize));
    let step = flow.zip(place.step).and_then(|(flow, step)| flow.steps.get(step as usize));
    step.map(|step| step.name.as_str()).or(flow.map(|flow| flow.name.as_str())).unwrap_or("")
}

/// So much of something: `1 message`, `2d`.
pub fn amount(measure: Measure, count: u64) -> String {
    match measure {
        Measure::Time => length(i64::try_from(count).unwrap_or(i64::MAX)),
        Measure::Messages => counted(count, "message"),
        Measure::AiCalls => counted(count, "model call"),
    }
}

fn counted(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn span(measure: Measure, bound: &Bound) -> String {
    let most = amount(measure, bound.most);
    if bound.least < bound.most {
        return match measure {
            Measure::Time => format!("{} to {most}", amount(measure, bound.least)),
            Measure::AiCalls if bound.least == 0 => format!("at most {most}"),
            Measure::AiCalls | Measure::Messages => format!("{} to {most}", bound.least),
        };
    }
    match bound.endless {
        Some(_) => format!("{most} or more"),
        None => most,
    }
}
