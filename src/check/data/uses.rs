//! Where values are named in the text: a table beside the program, whose expressions have no places of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::ir::{Expr, NodeIx};
use crate::source::Span;

use super::condition;
use super::read::{self, How};

/// The values that each statement names, in the order of the text.
#[derive(Debug, Default)]
pub struct Uses(BTreeMap<NodeIx, Vec<Named>>);

/// A value by the name of its place.
#[derive(Debug)]
pub struct Named {
    name: String,
    span: Span,
    /// Whether a `default` stands in for it.
    has_default: bool,
}

impl Uses {
    /// What a statement names.
    pub fn put(&mut self, at: NodeIx, named: Vec<Named>) {
        if !named.is_empty() {
            self.0.insert(at, named);
        }
    }

    /// Where a statement names a place for this time without a `default`, counted from 0.
    pub fn place(&self, at: NodeIx, name: &str, time: usize) -> Option<Span> {
        let named = self.0.get(&at)?.iter().filter(|named| named.name == name && !named.has_default);
        named.map(|named| named.span).nth(time)
    }

    /// Where a statement names a place first, with a `default` or without.
    pub fn first(&self, at: NodeIx, name: &str) -> Option<Span> {
        self.0.get(&at)?.iter().find(|named| named.name == name).map(|named| named.span)
    }
}

/// Notes the values that are named, as the names are looked up.
#[derive(Debug, Default)]
pub struct Notes {
    named: RefCell<Vec<Named>>,
}

impl Notes {
    /// How much has been noted.
    pub fn mark(&self) -> usize {
        self.named.borrow().len()
    }

    /// What has been noted since the mark, which is no longer noted.
    pub fn since(&self, mark: usize) -> Vec<Named> {
        self.named.borrow_mut().split_off(mark)
    }

    /// A `default` stands in for what has been noted since the mark.
    pub fn have_default(&self, mark: usize) {
        self.named.borrow_mut()[mark..].iter_mut().for_each(|named| named.has_default = true);
    }

    /// A name stands for a value.
    pub(in crate::check) fn note(&self, value: &Expr, span: Span) {
        match value {
            Expr::Member(inner, _) => self.note(inner, span),
            // A text constant stands for its own holes.
            Expr::Text(text) => read::of_text(text, How::Inserted, &mut |value, how| {
                let slot = condition::slot(value);
                slot.into_iter().for_each(|slot| self.push(slot.name(), span, how == How::WithDefault));
            }),
            other => condition::slot(other).into_iter().for_each(|slot| self.push(slot.name(), span, false)),
        }
    }

    fn push(&self, name: &str, span: Span, has_default: bool) {
        self.named.borrow_mut().push(Named { name: name.to_owned(), span, has_default });
    }
}
