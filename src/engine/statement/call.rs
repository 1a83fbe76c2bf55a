//! `do`.

use super::empty_slots;
use crate::engine::effect::{ActionRequest, EffectKind};
use crate::engine::frame::{Flight, Purpose, Wait};
use crate::engine::run::{Next, Run};
use crate::ir::{Call, Choice, EventPattern, Node, Op, Value};

pub(crate) fn run(run: &mut Run<'_>, node: &Node, call: &Call) -> Next {
    run.contact.requests += 1;
    let id = run.contact.requests;
    let args = call.args.iter().map(|(name, value)| (name.clone(), run.value(value))).collect();
    // Where the script does not say how often, the manifest does.
    let action = run.machine.program().outside.actions.get(&call.action);
    let written = call.tail.times.map(|times| times.bound);
    let tries = written.or(action.map(|action| action.retry.tries)).unwrap_or(1).max(1);
    let request = ActionRequest { id, action: call.action.clone(), args, tries };
    let flight =
        Flight { request: id, since: run.now, purpose: Purpose::Statement, down: None, stashed: None };
    run.wait(Wait::Result(flight), &super::what(&node.op));
    if !run.emit(EffectKind::Action(request)) {
        take_answer(run, node, None);
    }
    Next::Stay
}

/// The action answered; `None` is a failure.
pub(crate) fn take_answer(run: &mut Run<'_>, node: &Node, value: Option<Value>) {
    let Op::Call(call) = &node.op else { return };
    if value.is_some_and(|value| keep(run, call, value)) {
        run.chose(node.point, Choice::Next);
        return run.follow(Next::Go(node.next));
    }
    empty_slots(run, &node.op);
    let given_up = call.tail.times.and_then(|times| times.body);
    run.chose(node.point, if given_up.is_some() { Choice::AtMost } else { Choice::Else });
    if let Some(body) = given_up.or(call.tail.otherwise) {
        return run.follow(Next::Go(body.0));
    }
    let failed = run.search(|event| *event == EventPattern::ActionFailed, None);
    run.follow(Next::Go(node.next));
    if let Some(found) = failed
        && !run.contact.frames.is_empty()
    {
        run.enter_handler(&found, None);
    }
}

/// Keeps the result; `false` where it does not fit.
fn keep(run: &mut Run<'_>, call: &Call, value: Value) -> bool {
    match &call.tail.save {
        Some(slot) if value == Value::Empty => {
            run.set(&slot.place, Value::Empty);
            true
        }
        Some(slot) => run.set_all(&[(slot, value)], call.tail.guard.as_ref(), None),
        None => true,
    }
}
