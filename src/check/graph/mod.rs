//! The graph of a lowered program: where each statement may go on, and what that says about the whole.

mod cycle;
mod endless;
mod ends;
mod events;
mod exit;
mod fires;
mod parts;
mod reach;
mod recursion;
mod returning;
mod supergraph;
mod trapped;
mod words;

pub use events::{leading_on, leaving, reached};
pub use exit::{By, Exit, Label, To, each_exit, entry, exits, handlers};
pub use returning::Returning;
pub use supergraph::{Edge, EdgeKind, Station, Supergraph, is_wait};
pub use words::length;

use crate::diagnostic::codes::graph::{STEP_IN_ROUTES, STEP_OUTSIDE_FLOW};
use crate::diagnostic::codes::{names as names_area, syntax};
use crate::diagnostic::{Diagnostic, Severity, Sink};

/// Looks at the graph of a lowered project. What nothing leads to is told only where every name is known: a misspelt
/// arrow would make its target seem forgotten.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let program = graph.program;
    let names_known = names_are_known(sink);
    reach::statements(graph, sink);
    ends::check(graph, sink);
    // Flows that visit each other go round by their visits: that is told, and not each way round.
    if !recursion::check(program, sink) {
        cycle::check(graph, sink);
    }
    if names_known {
        reach::steps(graph, sink);
        trapped::check(graph, sink);
        endless::check(graph, sink);
    }
}

/// Whether everything that is named has been found.
pub fn names_are_known(sink: &Sink) -> bool {
    !sink.iter().any(hides_a_target)
}

/// Whether an arrow may be meant for something and not lead there: a hole, an unknown name, a step out of reach.
fn hides_a_target(found: &Diagnostic) -> bool {
    let mut unsure = syntax::ALL.iter().chain(names_area::ALL);
    let hides = [&STEP_IN_ROUTES, &STEP_OUTSIDE_FLOW].into_iter().any(|code| code.id == found.code.id);
    found.severity == Severity::Error && (hides || unsure.any(|code| code.id == found.code.id))
}
