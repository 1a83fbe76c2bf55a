//! `delay`.

use crate::engine::eval::clock;
use crate::engine::frame::Wait;
use crate::engine::limits::DELAY_MAX;
use crate::engine::run::{Next, Run};
use crate::ir::{Choice, Delay, Node, Value};

/// A past or empty time passes at once.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, delay: &Delay) -> Next {
    if run.give_kept_to_statement() {
        return Next::Stay;
    }
    let until = match run.value(&delay.until) {
        Value::Duration(span) => run.now + span,
        Value::Time(time) => time,
        Value::Date(day) => clock::start_of_day(day, &clock::zone(run.contact, run.machine)),
        _ => return over(run, node),
    };
    if until <= run.now {
        return over(run, node);
    }
    let longest = run.now + DELAY_MAX;
    if until > longest {
        run.limit("days of a delay");
    }
    run.wait(Wait::Delay { until: until.min(longest) }, "delay");
    Next::Stay
}

fn over(run: &mut Run<'_>, node: &Node) -> Next {
    run.chose(node.point, Choice::Next);
    Next::Go(node.next)
}
