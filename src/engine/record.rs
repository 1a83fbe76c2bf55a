//! What counts and transcripts are made of.

use serde::{Deserialize, Serialize};

/// Something worth counting. Records leave no person in them: names of the script, never values of a contact.
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
}
