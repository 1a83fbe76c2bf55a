//! Branches that no contact comes to.

use super::known::{Fact, Known};
use super::space::{Cases, Set, Space};
use super::variable::Arrived;
use crate::diagnostic::codes::graph::BRANCH_NEVER_TAKEN;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Expr, Symbols};
use crate::source::Span;
use crate::syntax::ast::If;

/// An `if` and where it stands.
pub struct Here<'h, 'p> {
    /// What is declared.
    pub symbols: &'h Symbols,
    /// The event whose handler this is in.
    pub arrived: Arrived<'h>,
    /// The `if`.
    pub chain: &'h If,
    /// What is known before it.
    pub known: &'h Known<'p>,
}

/// Tells branches that are never taken, and gives their places; the place behind the last is the `else`.
pub fn check(here: &Here<'_, '_>, conditions: &[Option<&Expr>], sink: &mut Sink) -> Vec<usize> {
    let mut dead = Vec::new();
    let facts = relevant(here, conditions);
    let Some(cases) = cases(here, conditions, &facts) else { return dead };
    let before = holding(&cases, &facts);
    if before.is_empty() {
        return dead;
    }
    let taken: Vec<Option<Set>> =
        conditions.iter().map(|it| it.map(|condition| cases.of(condition))).collect();
    let mut rest = before.clone();
    let why = Why { here, cases: &cases, facts: &facts, taken: &taken };
    for (nth, own) in taken.iter().enumerate() {
        let Some(own) = own else { continue };
        if rest.clone().and(own).is_empty() {
            sink.push(why.branch(nth, own));
            dead.push(nth);
        }
        rest = rest.without(own);
    }
    if let Some(otherwise) = &here.chain.else_body
        && rest.is_empty()
    {
        sink.push(why.otherwise(otherwise.span()));
        dead.push(conditions.len());
    }
    dead
}

/// The facts that say something of what the conditions look at, and of what such facts look at.
pub fn relevant<'h>(here: &Here<'h, '_>, conditions: &[Option<&'h Expr>]) -> Vec<&'h Fact<'h>> {
    let mut space = Space::new(here.symbols, here.arrived);
    conditions.iter().flatten().for_each(|condition| space.add(condition));
    let mut open: Vec<&Fact<'_>> = here.known.facts().iter().collect();
    let mut found = Vec::new();
    while let Some(at) = open.iter().position(|fact| space.meets(fact.condition())) {
        let fact = open.remove(at);
        space.add(fact.condition());
        found.push(fact);
    }
    found.sort_by_key(|fact| fact.at);
    found
}

/// The cases of a chain and of what is known before it.
pub fn cases<'h>(
    here: &Here<'h, '_>,
    conditions: &[Option<&'h Expr>],
    facts: &[&'h Fact<'_>],
) -> Option<Cases<'h>> {
    let mut space = Space::new(here.symbols, here.arrived);
    conditions.iter().flatten().for_each(|condition| space.add(condition));
    facts.iter().for_each(|fact| space.add(fact.condition()));
    space.cases()
}

/// The cases in which all facts hold.
pub fn holding(cases: &Cases<'_>, facts: &[&Fact<'_>]) -> Set {
    facts.iter().fold(cases.all(), |set, fact| set.and(&of(cases, fact)))
}

fn of(cases: &Cases<'_>, fact: &Fact<'_>) -> Set {
    let set = cases.of(fact.condition());
    if fact.holds { set } else { cases.all().without(&set) }
}

/// Why nothing is left for a branch.
struct Why<'w, 'h, 'p> {
    here: &'w Here<'h, 'p>,
    cases: &'w Cases<'h>,
    facts: &'w [&'h Fact<'h>],
    taken: &'w [Option<Set>],
}

impl Why<'_, '_, '_> {
    fn branch(&self, nth: usize, own: &Set) -> Diagnostic {
        let at = self.here.chain.branches[nth].condition.span;
        let found = Diagnostic::new(&BRANCH_NEVER_TAKEN, at, "this branch is never taken");
        if own.is_empty() {
            return found
                .label("no contact can meet this")
                .help("its parts exclude each other, or the type does: mend it, or take the branch out");
        }
        if holding(self.cases, self.facts).and(own).is_empty() {
            let found = found.label("what is known here excludes this");
            return self.facts(found, own).help("take it out, or mend one of the conditions");
        }
        let mut found = found.label("what meets this is taken above");
        let above = self.taken.iter().zip(&self.here.chain.branches).take(nth);
        let mut left = holding(self.cases, self.facts).and(own);
        for (set, branch) in above.filter_map(|(set, branch)| Some((set.as_ref()?, branch))) {
            if !left.clone().and(set).is_empty() {
                found = found.also(branch.condition.span, "this takes it first");
            }
            left = left.without(set);
        }
        self.facts(found, &self.untaken(nth, own))
            .help("take it out, move it up, or mend one of the conditions")
    }

    fn otherwise(&self, body: Span) -> Diagnostic {
        // The first character stands for the whole body.
        let at = Span { end: body.start + 1, ..body };
        let found = Diagnostic::new(&BRANCH_NEVER_TAKEN, at, "this `else` is never taken")
            .label("the branches above take every case");
        let left = self.untaken(self.taken.len(), &self.cases.all());
        self.facts(found, &left).help("take it out, or mend the conditions above")
    }

    /// What the branches above leave of these cases, were nothing known.
    fn untaken(&self, before: usize, own: &Set) -> Set {
        self.taken[..before].iter().flatten().fold(own.clone(), |left, set| left.without(set))
    }

    /// With the facts without which some of these cases would be left.
    fn facts(&self, mut found: Diagnostic, left: &Set) -> Diagnostic {
        let mut needed = self.facts.to_vec();
        let mut at = 0;
        while at < needed.len() {
            let mut fewer = needed.clone();
            fewer.remove(at);
            if holding(self.cases, &fewer).and(left).is_empty() {
                needed = fewer;
            } else {
                at += 1;
            }
        }
        for fact in needed {
            found = found.also(fact.at, fact.why);
        }
        found
    }
}
