//! Where each statement may go on.

use crate::ir::{
    AiReply, Body, ButtonAct, Buttons, EventPattern, Expr, Handler, Inbound, MediaKind, Node, NodeIx, Op,
    Program, Tail, Target, Value, When,
};

/// A way on from a statement.
#[derive(Debug, Clone)]
pub struct Exit<'p> {
    /// Where it goes on.
    pub to: To,
    /// What must happen, in the script's words; empty for what simply follows.
    pub label: String,
    /// Whether something is waited for on the way: a contact, a person, a postback, a `delay DUR`.
    pub waits: bool,
    /// Whether the statement stays underneath: a handler's or button's body, a branch of an `ai reply`.
    pub covers: bool,
    /// Whether it can be taken a written number of times only.
    pub bounded: bool,
    /// The handler, if it is one.
    pub handler: Option<&'p Handler>,
    /// The flow that must come back first, behind a visit.
    pub visited: Option<u32>,
}

/// Where a way leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A statement, or `None`: the end of the chain.
    Next(Option<NodeIx>),
    /// A step, by the places of its flow and its own.
    Step(u32, u32),
    /// The end of the flow.
    End,
}

/// All ways on from a statement, what simply follows first.
pub fn exits(node: &Node) -> Vec<Exit<'_>> {
    let mut exits = Vec::new();
    let mut on = |to: To, label: &str, waits: bool| {
        exits.push(way(to, label, waits));
    };
    let next = To::Next(node.next);
    match &node.op {
        Op::Say(message) => {
            on(next, "", false);
            buttons(&message.buttons, &mut exits);
        }
        Op::Ask(ask) => {
            on(next, "", true);
            tail(&ask.tail, true, &mut exits);
            buttons(&ask.message.buttons, &mut exits);
        }
        Op::Wait(wait) => {
            on(next, &event(&wait.event), true);
            tail(&wait.tail, true, &mut exits);
        }
        Op::AiReply(reply) => talk(reply, &mut exits),
        Op::Route(route) => {
            if route.otherwise.is_none() {
                on(next, "else", false);
            }
            for when in &route.whens {
                exits.push(branch(when, false));
            }
            if let Some(otherwise) = route.otherwise {
                exits.push(body(otherwise, "else", false));
            }
        }
        Op::Read(read) => {
            on(next, "", false);
            tail(&read.tail, false, &mut exits);
        }
        Op::Branch { then, otherwise, .. } => {
            on(To::Next(*then), "if", false);
            on(To::Next(*otherwise), "else", false);
        }
        Op::Ab { arms, .. } => {
            for arm in arms {
                on(To::Next(arm.body.0), &arm.name, false);
            }
        }
        Op::Delay(delay) => {
            let fixed = matches!(delay.until, Expr::Literal(Value::Duration(length)) if length.0 > 0);
            on(next, "", fixed);
            handlers(&delay.handlers, &mut exits);
        }
        Op::Call(call) => {
            on(next, "", false);
            tail(&call.tail, false, &mut exits);
        }
        Op::Handoff(handoff) => {
            on(next, "handed back", true);
            for button in &handoff.buttons {
                exits.push(body(button.body, button.text.as_literal().unwrap_or("button"), true));
            }
            handlers(&handoff.handlers, &mut exits);
            tail(&handoff.tail, true, &mut exits);
        }
        Op::Jump { target, bound } => {
            let to = match target {
                Target::Step(step) => node.place.flow.map_or(To::End, |flow| To::Step(flow, *step)),
                Target::Flow { flow, step, .. } => To::Step(*flow, *step),
                Target::End => To::End,
            };
            on(to, "", false);
            if let Some((times, otherwise)) = bound {
                if let Some(taken) = exits.last_mut() {
                    taken.bounded = true;
                }
                exits.push(body(*otherwise, &format!("after {times} times"), false));
            }
        }
        Op::End(_) => on(To::End, "", false),
        Op::Visit(visit) => {
            exits.push(Exit { visited: Some(visit.flow), ..way(next, "", false) });
            let limit = visit.tail.within;
            tail(&visit.tail, limit.is_some(), &mut exits);
            if limit.is_some_and(|limit| limit.body.is_none()) && visit.tail.otherwise.is_none() {
                exits.push(way(next, "within", true));
            }
            exits.push(Exit { covers: true, ..way(To::Step(visit.flow, 0), "visit", false) });
        }
        Op::ForEach { body, .. } => {
            on(next, "", false);
            exits.push(Exit { bounded: true, ..way(To::Next(*body), "each", false) });
        }
        _ => on(next, "", false),
    }
    exits
}

/// The first statement of where a way leads.
pub fn entry(program: &Program, to: To) -> Option<NodeIx> {
    match to {
        To::Next(next) => next,
        To::Step(flow, step) => step_at(program, flow, step).and_then(|step| step.entry),
        To::End => None,
    }
}

fn step_at(program: &Program, flow: u32, step: u32) -> Option<&crate::ir::Step> {
    program.flows.get(flow as usize)?.steps.get(step as usize)
}

pub(super) fn body(body: Body, label: &str, waits: bool) -> Exit<'static> {
    way(To::Next(body.0), label, waits)
}

fn way(to: To, label: &str, waits: bool) -> Exit<'static> {
    let label = label.to_owned();
    Exit { to, label, waits, covers: false, bounded: false, handler: None, visited: None }
}

fn covering<'p>(to: Option<NodeIx>, label: String, handler: Option<&'p Handler>) -> Exit<'p> {
    Exit { to: To::Next(to), label, waits: true, covers: true, bounded: false, handler, visited: None }
}

fn tail(tail: &Tail, waits: bool, exits: &mut Vec<Exit<'_>>) {
    if let Some(limit) = tail.times.and_then(|limit| limit.body) {
        exits.push(body(limit, "at most", waits));
    }
    if let Some(limit) = tail.within.and_then(|limit| limit.body) {
        exits.push(body(limit, "within", waits));
    }
    if let Some(otherwise) = tail.otherwise {
        exits.push(body(otherwise, "else", waits));
    }
}

fn buttons<'p>(buttons: &'p Buttons, exits: &mut Vec<Exit<'p>>) {
    for button in buttons {
        if let ButtonAct::Body(body) = button.act {
            exits.push(covering(body.0, button.text.as_literal().unwrap_or("button").to_owned(), None));
        }
    }
}

fn branch(when: &When, covers: bool) -> Exit<'static> {
    Exit { covers, ..way(To::Next(when.body.0), when.label(), covers) }
}

fn talk<'p>(reply: &'p AiReply, exits: &mut Vec<Exit<'p>>) {
    for when in reply.untils.iter().chain(&reply.whens) {
        exits.push(branch(when, true));
    }
    if let Some(unanswered) = reply.unanswered {
        exits.push(covering(unanswered.0, "unanswered".to_owned(), None));
    }
    handlers(&reply.handlers, exits);
}

/// The ways that handlers open.
pub fn handlers<'p>(handlers: &'p [Handler], exits: &mut Vec<Exit<'p>>) {
    for handler in handlers {
        exits.push(covering(handler.body, event(&handler.event), Some(handler)));
    }
}

/// An event in the script's words.
pub fn event(event: &EventPattern) -> String {
    match event {
        EventPattern::Message => "message".to_owned(),
        EventPattern::MessageText(texts) => texts.join(", "),
        EventPattern::MessageMatches(regex) => format!("/{}/", regex.pattern),
        EventPattern::Media(kind) => match kind {
            MediaKind::Image => "image",
            MediaKind::Voice => "voice",
            MediaKind::Video | MediaKind::Note => "video",
            MediaKind::File => "file",
            MediaKind::Location => "location",
        }
        .to_owned(),
        EventPattern::Button(text) => format!("button {text}"),
        EventPattern::Start(_) => "start".to_owned(),
        EventPattern::Inbound(Inbound::Postback, name) => format!("postback {name}"),
        EventPattern::Inbound(Inbound::Webhook, name) => format!("webhook {name}"),
        EventPattern::Silence { after, .. } => format!("silence {}", length(after.0)),
        EventPattern::TagAdded(tag) => format!("tag {tag} added"),
        EventPattern::TagRemoved(tag) => format!("tag {tag} removed"),
        EventPattern::FieldChanged(field) => format!("field {field} changed"),
        EventPattern::OperatorJoined => "operator joined".to_owned(),
        EventPattern::OperatorLeft => "operator left".to_owned(),
        EventPattern::AiDown => "ai down".to_owned(),
        EventPattern::ActionFailed => "action failed".to_owned(),
        EventPattern::OptOut => "opt out".to_owned(),
        EventPattern::Blocked => "blocked".to_owned(),
    }
}

fn length(ms: i64) -> String {
    let mut rest = ms.max(0) / 1000;
    let mut words = String::new();
    for (unit, seconds) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= seconds {
            words.push_str(&format!("{}{unit}", rest / seconds));
            rest %= seconds;
        }
    }
    if words.is_empty() { "0s".to_owned() } else { words }
}
