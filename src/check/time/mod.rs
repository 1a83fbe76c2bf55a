//! Time: how long ago the contact wrote, timers that fight, the quiet hours; what a flow takes of it, of messages and of
//! a model.

pub mod bounds;
mod budget;
mod channel;
mod clock;
mod hearing;
mod longest;
mod quiet;
mod since;
mod span;
mod timers;
mod window;

use super::graph::Supergraph;
use crate::check::CheckInput;
use crate::diagnostic::Sink;

/// Looks at what time does to a lowered project.
pub fn check(graph: &Supergraph<'_>, input: &CheckInput, sink: &mut Sink) {
    timers::check(graph.program, sink);
    quiet::check(graph, sink);
    window::check(graph, sink);
    budget::check(graph.program, &input.budgets, sink);
}
