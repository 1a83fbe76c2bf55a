//! Bounds of each flow, from its first step to where it is left, and of each step: messages to the contact, time, and calls of a model; at
//! least and at most, or where no bound is known.
//!
//! Counted is what the flow does by itself, with the flows that it visits and the reminders that come while it waits.
//! What handlers and buttons answer to a contact's own messages is not, where the contact is back in the same wait; nor
//! is a question that is asked again because a picture came for a text; nor the time that models, actions, the quiet hours and the cap
//! take.

mod cost;
mod flow;
mod least;
mod reminder;
#[cfg(test)]
mod tests;
mod words;

pub use words::{amount, in_words, in_words_of_step, step_of};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use flow::{Piece, Shared};
use reminder::Reminders;

use super::longest::{Cost, ENDLESS};
use crate::check::graph::Supergraph;
use crate::ir::{NodeIx, Op, Program};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Messages to the contact.
    Messages,
    /// Milliseconds.
    Time,
    /// Calls of a model that talks or reads.
    AiCalls,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 3] = [Measure::Messages, Measure::Time, Measure::AiCalls];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Messages => "messages",
            Measure::Time => "time",
            Measure::AiCalls => "model calls",
        }
    }
}

/// How much of something a flow or a step takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    /// At least.
    pub least: u64,
    /// At most; where there is a place without a bound, until it.
    pub most: u64,
    /// The first place at which no bound is known.
    pub endless: Option<NodeIx>,
    /// The steps on the way that takes most.
    pub steps: Vec<u32>,
}

impl Bound {
    /// All of it; [`ENDLESS`] where no bound is known.
    fn whole(&self) -> Cost {
        if self.endless.is_some() { ENDLESS } else { self.most }
    }
}

/// The bounds of a flow or a step, by [`Measure::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bounds([Bound; 3]);

impl Bounds {
    /// That of a measure.
    pub fn of(&self, measure: Measure) -> &Bound {
        &self.0[measure as usize]
    }
}

/// The bounds of a program, everything in its order.
#[derive(Debug)]
pub struct ProgramBounds {
    /// Of each flow.
    pub flows: Vec<Bounds>,
    /// Of each step of each flow, for itself: until it is left.
    pub steps: Vec<Vec<Bounds>>,
}

/// The bounds of all flows, in the order of the program.
pub fn bounds(program: &Program) -> Vec<Bounds> {
    let graph = Supergraph::of(program);
    let (found, _) = of_flows(&Shared::of_flows(&graph));
    found.into_iter().map(Option::unwrap_or_default).collect()
}

/// The bounds of all flows and steps.
pub fn all_bounds(program: &Program) -> ProgramBounds {
    let graph = Supergraph::of(program);
    let shared = Shared::of_flows(&graph);
    let (found, top) = of_flows(&shared);
    let shared = shared.of_steps();
    let mut number = 0..;
    let flows = program.flows.iter().zip(0..);
    let steps = flows.map(|(written, flow)| {
        let steps = (0..written.steps.len() as u32).zip(&mut number);
        let steps =
            steps.map(|(first, number)| of_piece(&shared, Piece { number, flow, first }, &found, &top));
        steps.collect()
    });
    let steps = steps.collect();
    ProgramBounds { flows: found.into_iter().map(Option::unwrap_or_default).collect(), steps }
}

/// The bounds of the flows, as far as they are visited without end, and the reminders of the top.
fn of_flows(shared: &Shared<'_, '_>) -> (Vec<Option<Bounds>>, [Reminders; 3]) {
    let program = shared.graph.program;
    let order = visited_first(program);
    let none = Measure::ALL.map(|_| Reminders::default());
    let found = all(shared, &order, &none);
    // Reminders of the top may visit flows, so they are known only now.
    let top = Measure::ALL.map(|measure| Reminders::of(shared.graph, &program.handlers, measure, &found));
    let found = if top == none { found } else { all(shared, &order, &top) };
    (found, top)
}

fn all(shared: &Shared<'_, '_>, order: &[u32], top: &[Reminders; 3]) -> Vec<Option<Bounds>> {
    let mut found = vec![None; shared.graph.program.flows.len()];
    for flow in order {
        let piece = Piece { number: *flow, flow: *flow, first: 0 };
        found[*flow as usize] = Some(of_piece(shared, piece, &found, top));
    }
    found
}

fn of_piece(shared: &Shared<'_, '_>, piece: Piece, found: &[Option<Bounds>], top: &[Reminders; 3]) -> Bounds {
    Bounds(Measure::ALL.map(|measure| flow::bound(shared, piece, measure, found, &top[measure as usize])))
}

/// The flows, each behind those that it visits.
fn visited_first(program: &Program) -> Vec<u32> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let flows: Vec<_> = program.flows.iter().map(|_| graph.add_node(())).collect();
    for node in &program.nodes {
        if let (Op::Visit(visit), Some(from)) = (&node.op, node.place.flow) {
            graph.update_edge(flows[from as usize], flows[visit.flow as usize], ());
        }
    }
    kosaraju_scc(&graph).into_iter().flatten().map(|flow| flow.index() as u32).collect()
}
