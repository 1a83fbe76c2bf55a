//! Branches that no contact comes to.

use super::chain::{Chain, holding};
use super::space::Set;
use crate::diagnostic::codes::graph::BRANCH_NEVER_TAKEN;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;

/// Tells branches that are never taken, and gives their places; the place behind the last is the `else`.
pub fn check(chain: &Chain<'_>, sink: &mut Sink) -> Vec<usize> {
    let mut dead = Vec::new();
    let mut rest = chain.before.clone();
    if rest.is_empty() {
        return dead;
    }
    for (nth, own) in chain.taken.iter().enumerate() {
        let Some(own) = own else { continue };
        if rest.clone().and(own).is_empty() {
            sink.push(never(chain, nth, own));
            dead.push(nth);
        }
        rest = rest.without(own);
    }
    if let Some(otherwise) = &chain.written.else_body
        && rest.is_empty()
    {
        sink.push(no_else(chain, otherwise.span()));
        dead.push(chain.taken.len());
    }
    dead
}

/// The finding of a branch.
fn never(chain: &Chain<'_>, nth: usize, own: &Set) -> Diagnostic {
    let at = chain.written.branches[nth].condition.span;
    let found = Diagnostic::new(&BRANCH_NEVER_TAKEN, at, "this branch is never taken");
    if own.is_empty() {
        return found
            .label("no contact can meet this")
            .help("its parts exclude each other, or the type does: mend it, or take the branch out");
    }
    let mut left = chain.before.clone().and(own);
    if left.is_empty() {
        let found = found.label("what is known here excludes this");
        return because(chain, found, own).help("take it out, or mend one of the conditions");
    }
    let mut found = found.label("what meets this is taken above");
    let above = chain.taken.iter().zip(&chain.written.branches).take(nth);
    for (set, branch) in above.filter_map(|(set, branch)| Some((set.as_ref()?, branch))) {
        if !left.clone().and(set).is_empty() {
            found = found.also(branch.condition.span, "this takes it first");
        }
        left = left.without(set);
    }
    because(chain, found, &untaken(chain, nth, own))
        .help("take it out, move it up, or mend one of the conditions")
}

/// The finding of an `else`.
fn no_else(chain: &Chain<'_>, body: Span) -> Diagnostic {
    // The first character stands for the whole body.
    let at = Span { end: body.start + 1, ..body };
    let found = Diagnostic::new(&BRANCH_NEVER_TAKEN, at, "this `else` is never taken")
        .label("the branches above take every case");
    let left = untaken(chain, chain.taken.len(), &chain.cases.all());
    because(chain, found, &left).help("take it out, or mend the conditions above")
}

/// What the branches above leave of these cases, were nothing known.
fn untaken(chain: &Chain<'_>, before: usize, own: &Set) -> Set {
    chain.taken[..before].iter().flatten().fold(own.clone(), |left, set| left.without(set))
}

/// With the facts without which some of these cases would be left.
fn because(chain: &Chain<'_>, mut found: Diagnostic, left: &Set) -> Diagnostic {
    let mut needed = chain.facts.clone();
    let mut at = 0;
    while at < needed.len() {
        let mut fewer = needed.clone();
        fewer.remove(at);
        if holding(&chain.cases, &fewer).and(left).is_empty() {
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
