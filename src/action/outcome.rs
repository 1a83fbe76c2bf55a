//! What is made of an attempt whose outcome nobody knows.

use crate::ir::{Action, Unknown, Value};
use crate::runtime::ActionTry;

/// What the action's manifest says of an unknown outcome; `why` it is unknown, in words without secrets.
pub(super) fn unknown(action: &Action, why: impl std::fmt::Display) -> ActionTry {
    let why = format!("{why}; whether it was done is not known");
    match action.retry.unknown {
        Unknown::Failed => ActionTry::Failed(why),
        Unknown::Again => ActionTry::again(why),
        Unknown::Done => ActionTry::Done(Value::Empty),
    }
}
