//! `end`.

use crate::engine::run::{Next, Run};

/// The run of the flow in which it is written ends, with all above it; at the top everything does.
pub(crate) fn run(run: &mut Run<'_>) -> Next {
    let Some(at) = run.innermost() else { return Next::Stay };
    let owner = run.contact.frames[at].owner.unwrap_or(0);
    run.end(owner as usize);
    Next::Stay
}
