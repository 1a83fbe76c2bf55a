//! `if`.

use crate::engine::run::{Next, Run};
use crate::ir::{Choice, Expr, Node, NodeIx};

pub(crate) fn run(
    run: &mut Run<'_>,
    node: &Node,
    condition: &Expr,
    then: Option<NodeIx>,
    otherwise: Option<NodeIx>,
) -> Next {
    let (choice, next) = if run.holds(condition) { (Choice::Then, then) } else { (Choice::Else, otherwise) };
    run.chose(node.point, choice);
    Next::Go(next)
}
