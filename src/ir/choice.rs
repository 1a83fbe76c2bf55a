//! Which way on a statement took.

use serde::{Deserialize, Serialize};

use super::PointId;

/// What decides where a statement goes on. With the statement's point it names one way of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Choice {
    /// What follows: an answer, a result, the end of a delay, a person who handed back.
    Next,
    /// The condition of an `if` holds.
    Then,
    /// `else`, also one that is not written: the condition does not hold, nothing fits, it failed.
    Else,
    /// An arm of an A/B router, by its place.
    Arm(u32),
    /// A `when` or `until`.
    When(PointId),
    /// `unanswered`.
    Unanswered,
    /// A button's body, by its place among the statement's.
    Button(u32),
    /// `at most` is reached.
    AtMost,
    /// `within` is over.
    Within,
    /// The block of a `for each`.
    Each,
    /// The flow of a `visit` begins.
    Visit,
    /// A handler.
    Handler(PointId),
}
