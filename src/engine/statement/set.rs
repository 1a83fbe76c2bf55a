//! `set`.

use crate::engine::eval;
use crate::engine::run::{Next, Run};
use crate::ir::{Expr, Node, Slot, Value};

/// A value that does not fit its place leaves it empty: the checker has seen the types, so only bounds can fail.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, slot: &Slot, value: &Expr) -> Next {
    let value = run.value(value);
    let fitted = eval::fit(value, &slot.ty, run.machine.regexes());
    run.set(&slot.place, fitted.unwrap_or(Value::Empty));
    Next::Go(node.next)
}
