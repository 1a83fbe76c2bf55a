//! The places of a program and the ways between them: what pictures show.

mod part;
mod story;
mod walk;

pub use part::Part;
pub use story::Story;

use crate::ir::{Handler, Program, words};
use crate::source::Span;

/// A program as places and ways.
#[derive(Debug)]
pub struct Sketch<'p> {
    /// The program.
    pub program: &'p Program,
    /// The flow in which new contacts begin.
    pub start: Option<u32>,
    /// The handlers at the top, then each flow's steps and its handlers, in the order of the text.
    pub spots: Vec<Spot<'p>>,
    /// The ways in the order of the spots and of the text.
    pub ways: Vec<Way<'p>>,
}

/// A place from which ways lead on.
#[derive(Debug)]
pub struct Spot<'p> {
    /// Which one.
    pub kind: Kind<'p>,
    /// What happens there.
    pub story: Story,
    /// Where it is written.
    pub span: Span,
}

/// A step, or a handler that holds wider than a step.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'p> {
    /// A step, by the places of its flow and its own.
    Step(u32, u32),
    /// A handler of a flow, or of the top.
    Handler(Option<u32>, &'p Handler),
}

/// A way from a place to another one.
#[derive(Debug, Clone)]
pub struct Way<'p> {
    /// The place in [`Sketch::spots`] from which it leads.
    pub from: usize,
    /// Where it leads.
    pub to: Goal,
    /// What must happen on it, from outside in; empty for what simply follows.
    pub parts: Vec<Part<'p>>,
    /// Whether it is a visit, which comes back.
    pub visits: bool,
    /// The arrow.
    pub span: Span,
}

/// Where a way leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// A step, by the places of its flow and its own.
    Step(u32, u32),
    /// The end of the flow.
    End,
}

impl<'p> Sketch<'p> {
    /// Looks at a program.
    pub fn of(program: &'p Program) -> Self {
        let start = program.flows.iter().position(|flow| flow.name == program.bot.start);
        let mut sketch =
            Sketch { program, start: start.map(|at| at as u32), spots: Vec::new(), ways: Vec::new() };
        for handler in &program.handlers {
            walk::spot(&mut sketch, Kind::Handler(None, handler));
        }
        for (at, flow) in program.flows.iter().enumerate() {
            for step in 0..flow.steps.len() {
                walk::spot(&mut sketch, Kind::Step(at as u32, step as u32));
            }
            for handler in &flow.handlers {
                walk::spot(&mut sketch, Kind::Handler(Some(at as u32), handler));
            }
        }
        sketch
    }

    /// The name of a flow.
    pub fn flow(&self, flow: u32) -> &'p str {
        self.program.flows.get(flow as usize).map_or("", |flow| flow.name.as_str())
    }

    /// The name of a step.
    pub fn step(&self, flow: u32, step: u32) -> &'p str {
        let steps = self.program.flows.get(flow as usize).map(|flow| &flow.steps);
        steps.and_then(|steps| steps.get(step as usize)).map_or("", |step| step.name.as_str())
    }
}

impl Kind<'_> {
    /// The flow to which it belongs; `None` is the top.
    pub fn flow(self) -> Option<u32> {
        match self {
            Kind::Step(flow, _) => Some(flow),
            Kind::Handler(flow, _) => flow,
        }
    }

    /// What a person would call it: a step's name, a handler's event with its guard.
    pub fn name(self, sketch: &Sketch<'_>) -> String {
        match self {
            Kind::Step(flow, step) => sketch.step(flow, step).to_owned(),
            Kind::Handler(_, handler) => format!("on {}", taken(handler)),
        }
    }
}

/// What a handler takes, with its guard.
pub fn taken(handler: &Handler) -> String {
    let event = words::event(&handler.event);
    match &handler.guard {
        Some(guard) => format!("{event} if {}", words::expr(guard)),
        None => event,
    }
}

impl Way<'_> {
    /// What must happen, in the script's words: the last of it, and what is needed to understand that.
    pub fn label(&self) -> String {
        match self.parts.as_slice() {
            [.., Part::Else, Part::Else] => "else".to_owned(),
            [.., outer, last] if last.needs_more() => format!("{outer}, {last}"),
            [.., last] => last.to_string(),
            [] => String::new(),
        }
    }

    /// All that must happen, from outside in.
    pub fn whole_label(&self) -> String {
        self.parts.iter().map(Part::to_string).collect::<Vec<_>>().join(", ")
    }
}
