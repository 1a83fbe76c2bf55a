//! What counts and transcripts are made of.

use serde::{Deserialize, Serialize};

/// Something worth counting. Records leave no person in them: names of the script, never values of a contact.
///
/// Journals hold the places of the variants: a new one stands last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// A step was entered.
    Step {
        /// The flow.
        flow: String,
        /// The step.
        step: String,
    },
    /// An arm was shown for the first time.
    Exposed {
        /// The router.
        router: String,
        /// The arm.
        arm: String,
    },
    /// A branch of a router was taken.
    Branch {
        /// `route`, the `ai reply`'s name, or the statement's words.
        router: String,
        /// The branch's label, `else`, or `unanswered`.
        branch: String,
    },
    /// A goal was reached.
    Goal {
        /// The goal.
        goal: String,
        /// Arms to which the contact was exposed before: (router, arm).
        arms: Vec<(String, String)>,
    },
    /// A handler took an event.
    Handler {
        /// The event in the script's words.
        event: String,
    },
    /// The contact's event was taken by nobody and nothing was said.
    Untaken {
        /// The event's kind.
        event: String,
    },
    /// A named limit was reached; what was beyond it did not happen.
    Limit {
        /// The limit's name, such as `statements per event`.
        limit: String,
    },
    /// A reminder was dropped by the cap, or passed over because several were due together.
    Dropped {
        /// Why.
        why: String,
    },
    /// The contact's flow ended.
    Finished,
    /// A run of a flow began.
    Flow {
        /// The flow.
        flow: String,
    },
    /// A run of a flow ended where it stood.
    Ended {
        /// The flow.
        flow: String,
        /// The step.
        step: String,
    },
    /// The contact opted out of a run of a flow.
    OptedOut {
        /// The flow.
        flow: String,
        /// The step in which it stood.
        step: String,
    },
    /// A statement went on by one of its ways: a branch of a `route`, a button with a body.
    Way {
        /// The flow in which the statement is written; empty at the top.
        flow: String,
        /// Its step; empty outside steps.
        step: String,
        /// The branch's label, `else`, or `button "…"`.
        way: String,
    },
    /// An arm was drawn by a contact who had drawn none of its router.
    Drawn {
        /// The router.
        router: String,
        /// The arm.
        arm: String,
        /// The arms among which it was drawn, with their tickets: `long=5000 short=5000`.
        weights: String,
    },
}
