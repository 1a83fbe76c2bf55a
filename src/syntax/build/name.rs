//! Names, lists of names, paths.

use super::{Builder, Node};
use crate::syntax::ast::{Name, Path, Required};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn name(&mut self, node: &Node<'i>) -> Name {
        Name { text: node.as_str().to_owned(), span: self.span(node) }
    }

    /// `a, b, c`
    pub(super) fn names(&mut self, node: Node<'i>) -> Vec<Name> {
        let mut names = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                _ => self.rest(part),
            }
        }
        names
    }

    /// The one name among a node's parts.
    pub(super) fn name_in(&mut self, node: Node<'i>) -> Required<Name> {
        let mut name = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name | Rule::step_name if name.is_none() => name = Some(self.name(&part)),
                _ => self.rest(part),
            }
        }
        name
    }

    /// `a.b.c`
    pub(super) fn path(&mut self, node: Node<'i>) -> Path {
        let span = self.span(&node);
        let mut segments = Vec::with_capacity(node.into_inner().count().div_ceil(2));
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name | Rule::member => segments.push(self.name(&part)),
                _ => self.rest(part),
            }
        }
        Path { segments, span }
    }
}
