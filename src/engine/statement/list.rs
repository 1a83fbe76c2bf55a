//! `add … to`, `remove … from`.

use crate::engine::limits::LIST_ITEMS_MAX;
use crate::engine::run::{Next, Run};
use crate::ir::{Expr, Node, Slot, Value};

/// At the end, unless it is in it.
pub(crate) fn add(run: &mut Run<'_>, node: &Node, slot: &Slot, value: &Expr) -> Next {
    let value = run.value(value);
    let mut items = items(run, slot);
    if !value.is_empty() && !items.contains(&value) {
        if items.len() < LIST_ITEMS_MAX {
            items.push(value);
            run.set(&slot.place, Value::List(items));
        } else {
            run.limit("items of a list");
        }
    }
    Next::Go(node.next)
}

/// All equal ones.
pub(crate) fn remove(run: &mut Run<'_>, node: &Node, slot: &Slot, value: &Expr) -> Next {
    let value = run.value(value);
    let mut items = items(run, slot);
    let before = items.len();
    items.retain(|item| *item != value);
    if items.len() < before {
        run.set(&slot.place, Value::List(items));
    }
    Next::Go(node.next)
}

fn items(run: &Run<'_>, slot: &Slot) -> Vec<Value> {
    match run.get(&slot.place) {
        Value::List(items) => items,
        _ => Vec::new(),
    }
}
