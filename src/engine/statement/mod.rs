//! What does this statement do? One file per statement.

pub(crate) mod ab;
pub(crate) mod ai_reply;
pub(crate) mod ai_say;
pub(crate) mod ask;
pub(crate) mod ask_again;
pub(crate) mod branch;
pub(crate) mod call;
pub(crate) mod delay;
pub(crate) mod end;
pub(crate) mod for_each;
pub(crate) mod handoff;
pub(crate) mod judge;
pub(crate) mod jump;
pub(crate) mod list;
pub(crate) mod notify;
pub(crate) mod reach;
pub(crate) mod read;
pub(crate) mod route;
pub(crate) mod say;
pub(crate) mod set;
pub(crate) mod tag;
pub(crate) mod template;
pub(crate) mod visit;
pub(crate) mod wait;

use super::frame::{Purpose, Wait};
use super::model::ModelAnswer;
use super::run::{Next, Run};
use super::take::Incoming;
use crate::ir::{Node, NodeIx, Op, Slot, Value, words};

/// Whether the statement that waits took a message.
pub(crate) enum Taken {
    /// It did: an answer, or an unfit one.
    Yes,
    /// It is not of the kind that it waits for.
    OtherKind,
}

/// Runs a statement.
pub(crate) fn execute(run: &mut Run<'_>, at: NodeIx) -> Next {
    let node = run.node(at);
    match &node.op {
        Op::Say(message) => say::run(run, node, message),
        Op::SendTemplate(sent) => template::run(run, node, sent),
        Op::Ask(ask) => ask::run(run, node, ask),
        Op::AskAgain => ask_again::run(run, node),
        Op::Wait(wait) => wait::run(run, node, wait),
        Op::AiSay { any_hour, .. } => ai_say::run(run, *any_hour),
        Op::AiReply(reply) => ai_reply::run(run, node, reply),
        Op::Route(route) => route::run(run, node, route),
        Op::Read(read) => read::run(run, node, read),
        Op::Branch { condition, then, otherwise } => branch::run(run, node, condition, *then, *otherwise),
        Op::Ab { router, arms } => ab::run(run, node, router, arms),
        Op::Set { slot, value } => set::run(run, node, slot, value),
        Op::AddTag(tag) => tag::add(run, node, tag),
        Op::RemoveTag(tag) => tag::remove(run, node, tag),
        Op::AddTo { slot, value } => list::add(run, node, slot, value),
        Op::RemoveFrom { slot, value } => list::remove(run, node, slot, value),
        Op::Delay(delay) => delay::run(run, node, delay),
        Op::Call(call) => call::run(run, node, call),
        Op::Handoff(handoff) => handoff::run(run, handoff),
        Op::Notify { operator, text } => notify::run(run, node, operator, text),
        Op::Reach(goal) => reach::run(run, node, goal),
        Op::Jump { target, bound } => jump::run(run, node, target, bound.as_ref()),
        Op::End(value) => end::run(run, value.as_ref()),
        Op::Visit(visit) => visit::run(run, node, visit),
        Op::ForEach { list, most, body } => for_each::run(run, node, list, *most, *body),
    }
}

/// Offers a message to the innermost statement, if it waits for one.
pub(crate) fn take_message(run: &mut Run<'_>, incoming: &Incoming) -> Taken {
    let Some(node) = run.standing() else { return Taken::OtherKind };
    let wait = run.contact.frames.last().map(|frame| &frame.wait);
    match (&node.op, wait) {
        (Op::Ask(ask), Some(Wait::Ask { .. })) => ask::take_message(run, node, ask, incoming),
        (Op::Wait(wait), Some(Wait::Event { .. })) => wait::take_message(run, node, wait, incoming),
        (Op::AiReply(_), Some(wait)) if wait.listens() => ai_reply::take_message(run, incoming),
        _ => Taken::OtherKind,
    }
}

/// The answer of a model to the innermost statement; `false` where it answers another task.
pub(crate) fn take_model_answer(
    run: &mut Run<'_>,
    node: &Node,
    purpose: Purpose,
    answer: ModelAnswer,
) -> bool {
    match (&node.op, purpose, answer) {
        (Op::AiSay { any_hour, .. }, _, ModelAnswer::Wrote(text)) => {
            ai_say::wrote(run, node, *any_hour, text);
        }
        (Op::Ask(ask), Purpose::Question { since, unfit }, ModelAnswer::Wrote(text)) => {
            ask::wrote(run, node, ask, since, unfit, text);
        }
        (Op::AiReply(reply), Purpose::Open, ModelAnswer::Wrote(text)) => ai_reply::opened(run, reply, text),
        (
            Op::AiReply(reply),
            Purpose::Judge { messages, bare, .. },
            ModelAnswer::Judged { until, when, saves, covered, reply: words },
        ) => {
            let verdict = judge::Verdict { until, when, saves, covered, words };
            judge::judged(run, reply, &messages, bare, verdict);
        }
        (Op::Route(route), _, ModelAnswer::Routed { when, saves }) => {
            route::routed(run, node, route, when, &saves);
        }
        (Op::Read(read), _, ModelAnswer::Found(values)) => read::found(run, node, read, &values),
        _ => return false,
    }
    true
}

/// A statement got no value: its places are empty, and so is `answer` where it asked for one.
pub(crate) fn empty_slots(run: &mut Run<'_>, op: &Op) {
    let slots: Vec<&Slot> = match op {
        Op::Read(read) => read.slots.iter().map(|slot| &slot.slot).collect(),
        op => op.tail().and_then(|tail| tail.save.as_ref()).into_iter().collect(),
    };
    if matches!(op, Op::Ask(_) | Op::Wait(_)) {
        run.contact.given.answered(Value::Empty, &super::Message::default());
    }
    for slot in slots {
        run.set(&slot.place, Value::Empty);
    }
}

/// What a statement that can wait is called.
pub(crate) fn what(op: &Op) -> String {
    match op {
        Op::Say(_) => "say".into(),
        Op::SendTemplate(_) => "send template".into(),
        Op::Ask(ask) if ask.ai => "ai ask".into(),
        Op::Ask(_) => "ask".into(),
        Op::Wait(wait) => format!("wait for {}", words::event(&wait.event)),
        Op::AiSay { .. } => "ai say".into(),
        Op::AiReply(reply) => format!("ai reply {}", reply.name),
        Op::Route(_) => "route".into(),
        Op::Read(_) => "read".into(),
        Op::Delay(_) => "delay".into(),
        Op::Call(call) => format!("do {}", call.action),
        Op::Handoff(_) => "handoff".into(),
        _ => String::new(),
    }
}
