//! What of a program can be tried: its steps, and every way that is not the only one.

use crate::check::graph::{Exit, Label, exits, handlers};
use crate::engine::Mark;
use crate::ir::{Choice, EventPattern, Handler, Node, NodeIx, Op, Place, Program, words};
use crate::source::Span;

/// Something that a test can come through.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What the engine leaves where a contact comes through.
    pub mark: Mark,
    /// Of which kind it is.
    pub kind: ItemKind,
    /// Where it is written; for a way that is not written, the statement.
    pub span: Span,
    /// The flow in which it is written; empty at the top.
    pub flow: String,
    /// The step; empty outside of steps.
    pub step: String,
    /// What it is, in the script's words.
    pub words: String,
}

/// The kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A step is entered.
    Step,
    /// A way of an `if`, an arm, a button, a result or its absence.
    Branch,
    /// A `when`, an `until`, `unanswered`, a route's `else`.
    Route,
    /// A handler takes its event.
    Handler,
    /// A time or a number that is reached: `within`, `at most`, their `else`, a silence, a delay.
    Timeout,
}

impl ItemKind {
    /// All of them, in the order of a report.
    pub const ALL: [ItemKind; 5] =
        [ItemKind::Step, ItemKind::Branch, ItemKind::Route, ItemKind::Handler, ItemKind::Timeout];

    /// The kind's name, of many.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Step => "steps",
            ItemKind::Branch => "branches",
            ItemKind::Route => "routes",
            ItemKind::Handler => "handlers",
            ItemKind::Timeout => "timeouts",
        }
    }
}

/// All items of a program, in the order of the text.
pub fn items(program: &Program) -> Vec<Item> {
    let mut items = Vec::new();
    let handled = |handlers_of: &[Handler], place: Place, items: &mut Vec<Item>| {
        handlers(handlers_of, &mut |exit| items.extend(handler(program, place, &exit)));
    };
    handled(&program.handlers, Place::default(), &mut items);
    for (flow_at, flow) in (0..).zip(&program.flows) {
        let place = Place { flow: Some(flow_at), step: None };
        handled(&flow.handlers, place, &mut items);
        for (step_at, step) in (0..).zip(&flow.steps) {
            let place = Place { step: Some(step_at), ..place };
            let mark = Mark::Step(flow_at, step_at);
            items.push(item(program, place, mark, ItemKind::Step, step.span, format!("step {}", step.name)));
            handled(&step.handlers, place, &mut items);
        }
    }
    for node in &program.nodes {
        let ways = exits(node);
        for exit in ways.iter().filter(|exit| decides(node, exit, ways.len())) {
            match exit.label {
                Label::Handler(_) => items.extend(handler(program, node.place, exit)),
                _ => items.push(way(program, node, exit)),
            }
        }
    }
    items.sort_by_key(|item| (item.span.file, item.span.start, item.mark));
    items
}

/// Whether another way could have been taken instead: what simply follows needs no test of its own.
fn decides(node: &Node, exit: &Exit<'_>, ways: usize) -> bool {
    match (exit.choice, &node.op) {
        (Choice::Visit, _) => false,
        // What is sent goes on whatever is pressed later, and a loop ends in any case.
        (Choice::Next, Op::Say(_) | Op::ForEach { .. }) => false,
        (Choice::Next, _) => ways > 1,
        // A visit fails by itself only where flows lie on each other eight deep, or a value does not fit.
        (Choice::Else, Op::Visit(_)) => false,
        // In virtual time a result is there at once, or it fails.
        (Choice::Within, Op::Call(_) | Op::Read(_)) => false,
        _ => true,
    }
}

fn way(program: &Program, node: &Node, exit: &Exit<'_>) -> Item {
    let kind = kind(&node.op, exit.choice);
    let body = match exit.to {
        crate::check::graph::To::Next(Some(NodeIx(at))) => program.nodes.get(at as usize),
        _ => None,
    };
    // A block of its own lies inside its statement; what follows does not.
    let inside = |body: &&Node| {
        let (own, around) = (body.span, node.span);
        own.file != around.file || (own.start > around.start && own.end <= around.end)
    };
    let own = !matches!(exit.choice, Choice::Next);
    let span = body.filter(|_| own).filter(inside).map_or(node.span, |body| body.span);
    let words = format!("{}: {}", words::statement(program, node), choice(&node.op, exit));
    item(program, node.place, Mark::Chose(node.point, exit.choice), kind, span, words)
}

fn handler(program: &Program, place: Place, exit: &Exit<'_>) -> Option<Item> {
    let Label::Handler(handler) = exit.label else { return None };
    if handler.event == EventPattern::Blocked {
        // No line of a test says it.
        return None;
    }
    let kind = match handler.event {
        EventPattern::Silence { .. } => ItemKind::Timeout,
        _ => ItemKind::Handler,
    };
    let guarded = if handler.guard.is_some() { " if …" } else { "" };
    let words = format!("on {}{guarded}", words::event(&handler.event));
    Some(item(program, place, Mark::Took(handler.point), kind, handler.span, words))
}

fn item(program: &Program, place: Place, mark: Mark, kind: ItemKind, span: Span, words: String) -> Item {
    let flow = place.flow.and_then(|flow| program.flows.get(flow as usize));
    let step = flow.zip(place.step).and_then(|(flow, step)| flow.steps.get(step as usize));
    Item {
        mark,
        kind,
        span,
        flow: flow.map(|flow| flow.name.clone()).unwrap_or_default(),
        step: step.map(|step| step.name.clone()).unwrap_or_default(),
        words,
    }
}

fn kind(op: &Op, choice: Choice) -> ItemKind {
    match (choice, op) {
        (Choice::When(_) | Choice::Unanswered, _) | (Choice::Else, Op::Route(_)) => ItemKind::Route,
        (Choice::Handler(_), _) => ItemKind::Handler,
        (Choice::Within, _) | (Choice::Next, Op::Delay(_)) => ItemKind::Timeout,
        (Choice::AtMost, Op::Jump { .. }) => ItemKind::Branch,
        (Choice::AtMost, _) => ItemKind::Timeout,
        (Choice::Else, op) if op.tail().is_some() => ItemKind::Timeout,
        _ => ItemKind::Branch,
    }
}

/// A way on in the script's words.
fn choice(op: &Op, exit: &Exit<'_>) -> String {
    let label = exit.label;
    match exit.choice {
        Choice::Next => match op {
            Op::Ask(_) => "answered",
            Op::Wait(_) => "it came",
            Op::Read(_) => "found",
            Op::Call(_) => "done",
            Op::Delay(_) => "over",
            Op::Handoff(_) => "handed back",
            Op::Visit(_) => "came back",
            _ => "taken",
        }
        .to_owned(),
        Choice::Then => "the condition holds".to_owned(),
        Choice::Else if matches!(op, Op::Branch { .. }) => "the condition does not hold".to_owned(),
        Choice::Else => "else".to_owned(),
        Choice::Arm(_) => format!("arm {label}"),
        Choice::When(point) => {
            let gate =
                matches!(op, Op::AiReply(reply) if reply.untils.iter().any(|when| when.point == point));
            format!("{} \"{label}\"", if gate { "until" } else { "when" })
        }
        Choice::Unanswered => "unanswered".to_owned(),
        Choice::Button(_) => format!("button \"{label}\""),
        Choice::AtMost => match (op.tail().and_then(|tail| tail.times), label) {
            (Some(limit), _) => format!("at most {} times", limit.bound),
            (None, label) => label.to_string(),
        },
        Choice::Within => match op.tail().and_then(|tail| tail.within) {
            Some(limit) => format!("within {}", words::length(limit.bound)),
            None => "within".to_owned(),
        },
        Choice::Each => "an item".to_owned(),
        Choice::Visit => "begins".to_owned(),
        Choice::Handler(_) => format!("on {label}"),
    }
}
