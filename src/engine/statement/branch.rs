//! `if`.

use crate::engine::run::{Next, Run};
use crate::ir::{Expr, NodeIx};

pub(crate) fn run(run: &Run<'_>, condition: &Expr, then: Option<NodeIx>, otherwise: Option<NodeIx>) -> Next {
    Next::Go(if run.holds(condition) { then } else { otherwise })
}
