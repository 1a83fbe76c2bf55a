//! What happens at a place, in two lines.

use crate::ir::{AskKind, EventPattern, Expr, Handler, Message, NodeIx, Op, Program, Template, Value, words};

/// What happens at a place.
#[derive(Debug, Default)]
pub struct Story {
    /// The first things that it tells, asks, waits for or does.
    pub lines: Vec<Line>,
    /// When it reminds a contact who is silent: `4h, 1d, 7d`.
    pub reminds: Vec<String>,
    /// The goals that can be reached there.
    pub goals: Vec<String>,
    /// Whether an AI leads a talk there.
    pub talks: bool,
    /// Whether the first thing is that a person of the team is called.
    pub calls: bool,
}

/// One thing that happens.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// The script's word for it.
    pub word: &'static str,
    /// What of it a person wants to know.
    pub text: String,
}

/// The most lines of a place.
const LINES_MAX: usize = 2;

/// Reads the statements of a place; `order` has all of them, `first` leads to those of the main way.
pub fn of(program: &Program, first: Option<NodeIx>, handlers: &[Handler], order: &[NodeIx]) -> Story {
    let mut story = Story::default();
    let mut at = first;
    while let Some(node) = at.map(|at| program.node(at)) {
        if story.lines.len() == LINES_MAX {
            break;
        }
        story.lines.extend(line(&node.op));
        if let Op::Ab { arms, .. } = &node.op {
            let inside = arms.first().and_then(|arm| arm.body.0).filter(|inside| Some(*inside) != node.next);
            story.lines.extend(inside.and_then(|inside| line(&program.node(inside).op)));
        }
        at = node.next;
    }
    let nodes = || order.iter().map(|at| program.node(*at));
    if story.lines.is_empty() {
        story.lines.extend(nodes().find_map(|node| line(&node.op)));
    }
    if story.lines.is_empty() {
        story.lines.extend(nodes().find_map(|node| quiet(&node.op)));
    }
    if story.lines.is_empty() {
        story.lines.extend(nodes().find_map(|node| match &node.op {
            Op::Branch { condition, .. } => Some(Line { word: "if", text: words::expr(condition) }),
            _ => None,
        }));
    }
    story.lines.truncate(LINES_MAX);
    story.calls = story.lines.iter().any(|line| line.word == "handoff");
    reminders(program, handlers, &mut story);
    for node in nodes() {
        match &node.op {
            Op::Reach(goal) if !story.goals.contains(goal) => story.goals.push(goal.clone()),
            Op::AiReply(reply) => {
                story.talks = true;
                reminders(program, &reply.handlers, &mut story);
            }
            _ => {}
        }
    }
    story
}

/// Handlers of a silence that come back; those that lead away are ways.
fn reminders(program: &Program, handlers: &[Handler], story: &mut Story) {
    for handler in handlers {
        let EventPattern::Silence { after, .. } = handler.event else { continue };
        let mut at = handler.body;
        while let Some(node) = at.map(|at| program.node(at)) {
            if matches!(node.op, Op::Jump { .. } | Op::End(_)) {
                break;
            }
            at = node.next;
        }
        if at.is_none() {
            story.reminds.push(words::length(after));
        }
    }
}

/// What a statement tells.
fn line(op: &Op) -> Option<Line> {
    let told = |word: &'static str, text: String| Some(Line { word, text });
    let plain = |text: &Template| words::plain(text);
    match op {
        Op::Say(message) => told("say", message_words(message)),
        Op::SendTemplate(sent) => told("send", sent.template.clone()),
        Op::Ask(ask) => told(if ask.ai { "ai ask" } else { asked(ask.kind) }, message_words(&ask.message)),
        Op::Wait(wait) => told("wait", words::event(&wait.event)),
        Op::AiSay { instruction, .. } => told("ai say", plain(instruction)),
        Op::AiReply(reply) => told("ai", reply.goal.as_ref().map_or_else(|| reply.name.clone(), plain)),
        Op::Read(read) => {
            let slots = read.slots.iter().map(|slot| slot.slot.place.name());
            told("read", slots.collect::<Vec<_>>().join(", "))
        }
        Op::Ab { router, .. } => told("ab", router.clone()),
        Op::Delay(delay) => match &delay.until {
            Expr::Literal(Value::Duration(length)) => told("delay", words::length(*length)),
            until => told("delay", format!("until {}", words::expr(until))),
        },
        Op::Call(call) => told("do", call.action.clone()),
        Op::Handoff(handoff) => told("handoff", plain(&handoff.text)),
        Op::Notify { text, .. } => told("notify", plain(text)),
        _ => None,
    }
}

/// What is said of a place that tells nothing.
fn quiet(op: &Op) -> Option<Line> {
    let told = |word: &'static str, text: String| Some(Line { word, text });
    match op {
        Op::Set { slot, value } => told("set", format!("{} = {}", slot.place.name(), words::expr(value))),
        Op::AddTag(tag) => told("add", format!("tag {tag}")),
        Op::RemoveTag(tag) => told("remove", format!("tag {tag}")),
        Op::AddTo { slot, value } => told("add", format!("{} to {}", words::expr(value), slot.place.name())),
        Op::RemoveFrom { slot, value } => {
            told("remove", format!("{} from {}", words::expr(value), slot.place.name()))
        }
        Op::AskAgain => told("ask", "again".to_owned()),
        _ => None,
    }
}

fn message_words(message: &Message) -> String {
    match message.wordings.first() {
        Some(wording) => words::plain(wording),
        None => message.media.first().map_or(String::new(), |sent| words::media(sent.kind).to_owned()),
    }
}

fn asked(kind: Option<AskKind>) -> &'static str {
    match kind {
        Some(AskKind::Image) => "ask image",
        Some(AskKind::Voice) => "ask voice",
        Some(AskKind::Video) => "ask video",
        Some(AskKind::File) => "ask file",
        Some(AskKind::Location) => "ask location",
        _ => "ask",
    }
}
