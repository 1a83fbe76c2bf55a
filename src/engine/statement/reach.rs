//! `reach`.

use crate::engine::Record;
use crate::engine::contact::Exposure;
use crate::engine::run::{Next, Run};
use crate::ir::Node;

/// A goal counts once, for each arm that the contact was shown before it.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, goal: &str) -> Next {
    if !run.contact.goals.contains_key(goal) {
        run.contact.goals.insert(goal.to_owned(), run.now);
        let arms = compared(&run.contact.exposures);
        run.record(Record::Goal { goal: goal.to_owned(), arms });
    }
    Next::Go(node.next)
}

/// The arms that count: a contact who drew twice from a router, because its first arm was gone, is left out there.
fn compared(exposures: &[Exposure]) -> Vec<(String, String)> {
    let drew_once =
        |shown: &&Exposure| !exposures.iter().any(|other| other.router == shown.router && other.redrawn);
    exposures.iter().filter(drew_once).map(|shown| (shown.router.clone(), shown.arm.clone())).collect()
}
