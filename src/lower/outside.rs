//! What of the world outside a program needs: a library's actions are part of it where it calls them, and a connection
//! where one of its actions goes over it. What is left out asks for no variable of the environment.

use std::collections::BTreeSet;

use crate::check::CheckInput;
use crate::ir::{Binding, Node, Op, Outside};

/// The world outside of a program with these statements.
pub(super) fn outside(input: &CheckInput, nodes: &[Node]) -> Outside {
    let mut outside = input.outside.clone();
    let called: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| match &node.op {
            Op::Call(call) => Some(call.action.as_str()),
            _ => None,
        })
        .collect();
    let of_a_library = |name: &str| {
        name.split_once('.')
            .is_some_and(|(word, _)| input.folders.iter().any(|folder| folder.namespace == word))
    };
    outside.actions.retain(|name, _| !of_a_library(name) || called.contains(name.as_str()));
    let used: BTreeSet<String> = outside
        .actions
        .values()
        .filter_map(|action| match &action.binding {
            Binding::Http(call) => call.connection.clone(),
            _ => None,
        })
        .collect();
    outside.connections.retain(|name, _| used.contains(name));
    outside
}
