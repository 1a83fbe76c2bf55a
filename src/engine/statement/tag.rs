//! `add tag`, `remove tag`.

use crate::engine::contact::Internal;
use crate::engine::run::{Next, Run};
use crate::ir::Node;

pub(crate) fn add(run: &mut Run<'_>, node: &Node, tag: &str) -> Next {
    if run.contact.tags.insert(tag.to_owned()) {
        run.changed(Internal::TagAdded(tag.to_owned()));
    }
    Next::Go(node.next)
}

pub(crate) fn remove(run: &mut Run<'_>, node: &Node, tag: &str) -> Next {
    if run.contact.tags.remove(tag) {
        run.changed(Internal::TagRemoved(tag.to_owned()));
    }
    Next::Go(node.next)
}
