//! Statements by what they are, not by how they are worded.

use super::event::{event, media};
use super::{expr, length, quoted};
use crate::ir::{Ask, AskKind, Expr, Move, Node, Op, Program, ReadFrom, Target, Value};

/// A statement in a few words: `ask image save proof`, `delay 1d`, `-> flow menu`.
pub fn statement(program: &Program, node: &Node) -> String {
    match &node.op {
        Op::Say(message) if message.wordings.is_empty() => match message.media.first() {
            Some(sent) => format!("send {}", media(sent.kind)),
            None => "send".to_owned(),
        },
        Op::Say(_) => "say".to_owned(),
        Op::SendTemplate(sent) => format!("send template {}", sent.template),
        Op::Ask(asked) => ask(asked),
        Op::AskAgain => "ask again".to_owned(),
        Op::Wait(wait) => format!("wait for {}", event(&wait.event)),
        Op::AiSay { .. } => "ai say".to_owned(),
        Op::AiReply(reply) => format!("ai reply {}", reply.name),
        Op::Route(_) => "route".to_owned(),
        Op::Read(read) => {
            let slots: Vec<String> = read.slots.iter().map(|slot| slot.slot.place.name()).collect();
            let from = match read.from {
                ReadFrom::Image => "image",
                ReadFrom::Message => "message",
                ReadFrom::Voice => "voice",
                ReadFrom::File => "file",
            };
            format!("read {} from {from}", slots.join(", "))
        }
        Op::Branch { condition, .. } => format!("if {}", expr(condition)),
        Op::Ab { router, .. } => format!("ab {router}"),
        Op::Set { slot, value } => format!("set {} = {}", slot.place.name(), expr(value)),
        Op::AddTag(tag) => format!("add tag {tag}"),
        Op::RemoveTag(tag) => format!("remove tag {tag}"),
        Op::AddTo { slot, value } => format!("add {} to {}", expr(value), slot.place.name()),
        Op::RemoveFrom { slot, value } => format!("remove {} from {}", expr(value), slot.place.name()),
        Op::Delay(delay) => match &delay.until {
            Expr::Literal(Value::Duration(span)) => format!("delay {}", length(*span)),
            until => format!("delay until {}", expr(until)),
        },
        Op::Call(call) => format!("do {}", call.action),
        Op::Handoff(handoff) => match &handoff.operator {
            Some(operator) => format!("handoff to {operator}"),
            None => "handoff".to_owned(),
        },
        Op::Notify { operator, text } => format!("notify {operator} {}", quoted(text)),
        Op::Reach(goal) => format!("reach {goal}"),
        Op::Jump { target, .. } => self::target(program, node, target),
        Op::End(None) => "end".to_owned(),
        Op::End(Some(value)) => format!("end with {}", expr(value)),
        Op::Visit(visit) => format!("visit flow {}", flow(program, visit.flow)),
        Op::ForEach { list, most, .. } => format!("for each in {} at most {most}", expr(list)),
    }
}

/// A declaration about contacts whose place is gone: `moved a step b to c`.
pub fn declaration(program: &Program, declared: &Move) -> String {
    let place = |flow: &str, step: Option<&str>| match step {
        Some(step) => format!("{flow} step {step}"),
        None => flow.to_owned(),
    };
    let from = place(&declared.flow, declared.step.as_deref());
    match declared.to {
        None => format!("drop {from}"),
        Some(to) => {
            let step = to.step.map(|at| step(program, to.flow, at));
            format!("moved {from} to {}", place(flow(program, to.flow), step))
        }
    }
}

fn target(program: &Program, node: &Node, target: &Target) -> String {
    match target {
        Target::Step(step) => {
            format!("-> {}", self::step(program, node.place.flow.unwrap_or(u32::MAX), *step))
        }
        Target::Flow { flow, step: 0, .. } => format!("-> flow {}", self::flow(program, *flow)),
        Target::Flow { flow, step, .. } => {
            format!("-> flow {} step {}", self::flow(program, *flow), self::step(program, *flow, *step))
        }
        Target::End => "-> end".to_owned(),
    }
}

fn flow(program: &Program, flow: u32) -> &str {
    program.flows.get(flow as usize).map_or("", |flow| flow.name.as_str())
}

fn step(program: &Program, flow: u32, step: u32) -> &str {
    let steps = program.flows.get(flow as usize).map(|flow| &flow.steps);
    steps.and_then(|steps| steps.get(step as usize)).map_or("", |step| step.name.as_str())
}

fn ask(ask: &Ask) -> String {
    let mut words = asked(ask);
    if let Some(slot) = &ask.tail.save {
        words.push_str(&format!(" save {}", slot.place.name()));
    }
    words
}

/// What a question asks for: `ask image`.
pub fn asked(ask: &Ask) -> String {
    let mut words = if ask.ai { "ai ask".to_owned() } else { "ask".to_owned() };
    let kind = ask.kind.map(|kind| match kind {
        AskKind::Text => " text",
        AskKind::Number => " number",
        AskKind::Phone => " phone",
        AskKind::Email => " email",
        AskKind::Time => " time",
        AskKind::Date => " date",
        AskKind::Image => " image",
        AskKind::Voice => " voice",
        AskKind::Video => " video",
        AskKind::File => " file",
        AskKind::Location => " location",
    });
    words.push_str(kind.unwrap_or(""));
    words
}
