//! Time: how long ago the contact wrote, timers that fight, the quiet hours.

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
use crate::diagnostic::Sink;

/// Looks at what time does to a lowered project.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    timers::check(graph.program, sink);
    quiet::check(graph, sink);
    window::check(graph, sink);
}
