//! `end`.

use crate::engine::run::{Next, Run};
use crate::ir::{Expr, Value};

/// The run of the flow in which it is written ends, with all above it; at the top everything does.
pub(crate) fn run(run: &mut Run<'_>, value: Option<&Expr>) -> Next {
    let Some(at) = run.innermost() else { return Next::Stay };
    let value = value.map_or(Value::Empty, |value| run.value(value));
    let owner = run.contact.frames[at].owner.unwrap_or(0);
    run.end(owner as usize, value);
    Next::Stay
}
