//! `for each`.

use crate::engine::frame::Loop;
use crate::engine::run::{Next, Run};
use crate::ir::{Choice, Expr, Node, NodeIx, Value};

/// The block runs for each item of the list as it was when the loop began, the first `most` of them. The block's last
/// statement leads back here.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, list: &Expr, most: u32, body: Option<NodeIx>) -> Next {
    let Some(at) = run.innermost() else { return Next::Stay };
    let running = run.contact.frames[at].running.take().filter(|running| running.point == node.point);
    let mut rest = match running {
        Some(running) => running.rest,
        None => match run.value(list) {
            Value::List(items) => items.into_iter().take(most as usize).collect(),
            _ => Vec::new(),
        },
    };
    if rest.is_empty() {
        run.chose(node.point, Choice::Next);
        return Next::Go(node.next);
    }
    let item = rest.remove(0);
    run.contact.frames[at].running = Some(Loop { point: node.point, item, rest });
    run.chose(node.point, Choice::Each);
    Next::Go(body)
}
