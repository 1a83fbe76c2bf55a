//! `visit`.

use std::collections::BTreeMap;

use super::empty_slots;
use crate::engine::frame::Wait;
use crate::engine::limits::FRAMES_MAX;
use crate::engine::run::{Next, Run};
use crate::ir::{Choice, Node, Op, Value, Visit};

/// The flow begins on top of the statement. One visit too many takes its `else`.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, visit: &Visit) -> Next {
    if run.contact.frames.len() >= FRAMES_MAX {
        run.limit("frames");
        return without(run, node, visit);
    }
    let args: BTreeMap<_, _> =
        visit.args.iter().map(|(name, value)| (name.clone(), run.value(value))).collect();
    let flow = run.program.flows.get(visit.flow as usize).map_or("", |flow| flow.name.as_str());
    run.chose(node.point, Choice::Visit);
    run.wait(Wait::Visit { since: run.now }, &format!("visit {flow}"));
    run.push_flow(visit.flow, args);
    Next::Stay
}

/// The innermost frame's visit has ended with a value; without one, what is saved is empty.
pub(crate) fn returned(run: &mut Run<'_>, value: Value) {
    let Some(node) = run.standing() else { return };
    let Op::Visit(visit) = &node.op else { return };
    let kept = match &visit.tail.save {
        Some(slot) if value == Value::Empty => {
            run.set(&slot.place, Value::Empty);
            true
        }
        Some(slot) => run.set_all(&[(slot, value)], None, None),
        None => true,
    };
    let next = if kept {
        run.chose(node.point, Choice::Next);
        Next::Go(node.next)
    } else {
        without(run, node, visit)
    };
    run.follow(next);
}

fn without(run: &mut Run<'_>, node: &Node, visit: &Visit) -> Next {
    empty_slots(run, &node.op);
    run.chose(node.point, Choice::Else);
    Next::Go(visit.tail.otherwise.map_or(node.next, |body| body.0))
}
