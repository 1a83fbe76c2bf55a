//! What is known of the contact at a place, because of the way that leads there.

use std::rc::Rc;

use super::mention::{Symbol, is_short, reads};
use crate::ir::{Comparison, Expr, Slot, SlotPlace, Value};
use crate::source::Span;

/// The most facts that are kept; the oldest is forgotten.
const FACTS_MAX: usize = 16;

/// A condition that holds, or does not.
#[derive(Debug, Clone)]
pub struct Fact<'p> {
    condition: Condition<'p>,
    /// Whether it holds.
    pub holds: bool,
    /// What made it known.
    pub at: Span,
    /// What that place says of it.
    pub why: &'static str,
}

#[derive(Debug, Clone)]
enum Condition<'p> {
    Written(&'p Expr),
    Made(Rc<Expr>),
}

impl Fact<'_> {
    /// The condition.
    pub fn condition(&self) -> &Expr {
        match &self.condition {
            Condition::Written(expr) => expr,
            Condition::Made(expr) => expr,
        }
    }

    fn is(&self, other: &Fact<'_>) -> bool {
        self.holds == other.holds && std::ptr::eq(self.condition(), other.condition())
    }
}

/// What is known at a place.
#[derive(Debug, Clone, Default)]
pub struct Known<'p> {
    facts: Vec<Fact<'p>>,
}

impl<'p> Known<'p> {
    /// The facts, the oldest first.
    pub fn facts(&self) -> &[Fact<'p>] {
        &self.facts
    }

    /// The same, and that a condition holds or does not.
    pub fn with(mut self, condition: &'p Expr, holds: bool, at: Span) -> Self {
        let why = match holds {
            true => "only a contact that meets this comes further",
            false => "a contact that meets this goes another way",
        };
        if is_short(condition) {
            self.push(Fact { condition: Condition::Written(condition), holds, at, why });
        }
        self
    }

    /// The tag is there, or is not.
    pub fn tagged(mut self, tag: &str, holds: bool, at: Span) -> Self {
        self.forget(Symbol::Tag(tag));
        let why = if holds { "the tag is added here" } else { "the tag is removed here" };
        let condition = Condition::Made(Rc::new(Expr::Tag(tag.to_owned())));
        self.push(Fact { condition, holds, at, why });
        self
    }

    /// A place has a new value: it is known where that is written.
    pub fn set(mut self, slot: &Slot, value: &Expr, at: Span) -> Self {
        self.changed(&slot.place);
        let place = Box::new(match &slot.place {
            SlotPlace::Field(name) => Expr::Field(name.clone()),
            SlotPlace::Local(name) => Expr::Local(name.clone()),
            // What is not a zone's or a language's name is not kept.
            SlotPlace::Contact(_) => return self,
        });
        let condition = match value {
            Expr::Literal(Value::Empty) => Expr::IsEmpty(place),
            Expr::Literal(Value::Text(_) | Value::Number(_) | Value::Bool(_)) => {
                Expr::Compare(Comparison::Equal, place, Box::new(value.clone()))
            }
            _ => return self,
        };
        let condition = Condition::Made(Rc::new(condition));
        self.push(Fact { condition, holds: true, at, why: "it is set here" });
        self
    }

    /// A place has a new value.
    pub fn changed(&mut self, place: &SlotPlace) {
        self.forget(Symbol::of(place));
    }

    /// What is known on every one of several ways; `None` where there is no way.
    pub fn on_all(ways: Vec<Known<'p>>) -> Option<Self> {
        let (first, others) = ways.split_first()?;
        let on_others =
            |fact: &&Fact<'p>| others.iter().all(|way| way.facts.iter().any(|other| other.is(fact)));
        Some(Known { facts: first.facts.iter().filter(on_others).cloned().collect() })
    }

    fn forget(&mut self, symbol: Symbol<'_>) {
        self.facts.retain(|fact| !reads(fact.condition(), symbol));
    }

    fn push(&mut self, fact: Fact<'p>) {
        if self.facts.len() == FACTS_MAX {
            self.facts.remove(0);
        }
        self.facts.push(fact);
    }
}
