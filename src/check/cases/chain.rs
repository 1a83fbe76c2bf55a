//! An `if … else if … else` as sets of cases: what is known before it, and what each branch takes.

use super::known::{Fact, Known};
use super::space::{Cases, Set, Space};
use super::variable::Arrived;
use crate::ir::{Expr, Symbols};
use crate::syntax::ast::If;

/// An `if` and where it stands.
pub struct Here<'h, 'p> {
    /// What is declared.
    pub symbols: &'h Symbols,
    /// The event whose handler this is in.
    pub arrived: Arrived<'h>,
    /// The `if`.
    pub written: &'h If,
    /// Its conditions; `None` where a mistake in one has been told.
    pub conditions: &'h [Option<&'p Expr>],
    /// What is known before it.
    pub known: &'h Known<'p>,
}

/// The cases of a chain.
#[derive(Debug)]
pub struct Chain<'h> {
    /// As it is written.
    pub written: &'h If,
    /// The cases that it and what is known before it tell apart; the variables of the chain come first.
    pub cases: Cases<'h>,
    /// How many of the variables it looks at itself.
    pub own: usize,
    /// What is known before it, as far as it matters here.
    pub facts: Vec<&'h Fact<'h>>,
    /// The cases that come to it.
    pub before: Set,
    /// The cases in which each condition holds.
    pub taken: Vec<Option<Set>>,
}

impl<'h> Chain<'h> {
    /// The cases of an `if`; `None` where they are too many, or not understood.
    pub fn of(here: &Here<'h, '_>) -> Option<Self> {
        let facts = here.known.facts().iter().collect();
        Chain::with(here, facts).or_else(|| Chain::with(here, Vec::new()))
    }

    fn with(here: &Here<'h, '_>, mut open: Vec<&'h Fact<'h>>) -> Option<Self> {
        let mut space = Space::new(here.symbols, here.arrived);
        here.conditions.iter().flatten().for_each(|condition| space.add(condition));
        let own = space.len();
        // A fact matters where it says something of what the conditions look at, or of what such facts look at.
        let mut facts: Vec<&Fact<'_>> = Vec::new();
        while let Some(at) = open.iter().position(|fact| space.meets(fact.condition())) {
            let fact = open.remove(at);
            space.add(fact.condition());
            facts.push(fact);
        }
        facts.sort_by_key(|fact| fact.at);
        let cases = space.cases()?;
        let before = holding(&cases, &facts);
        let taken = here.conditions.iter().map(|it| it.map(|condition| cases.of(condition))).collect();
        Some(Chain { written: here.written, cases, own, facts, before, taken })
    }
}

/// The cases in which all facts hold.
pub fn holding(cases: &Cases<'_>, facts: &[&Fact<'_>]) -> Set {
    facts.iter().fold(cases.all(), |set, fact| {
        let own = cases.of(fact.condition());
        if fact.holds { set.and(&own) } else { set.without(&own) }
    })
}
