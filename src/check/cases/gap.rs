//! Cases that an `if … else if …` forgets: one value of several that have a branch each, a number between two ranges.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::chain::Chain;
use super::domain::{Cell, Kind, Scale};
use super::example;
use super::space::{Cases, Set};
use crate::diagnostic::codes::graph::CASE_NOT_COVERED;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::source::Span;

/// The most cases that a finding names.
const NAMED_MAX: usize = 3;

/// Tells what no branch takes. A chain that takes a few cases out of many is a guard: nothing is forgotten there.
pub fn check(chain: &Chain<'_>, sink: &mut Sink) {
    let Chain { written, cases, .. } = chain;
    if written.else_body.is_some() || chain.taken.len() < 2 || chain.own != 1 || chain.taken.contains(&None) {
        return;
    }
    let nothing = cases.all().without(&cases.all());
    let taken = chain.taken.iter().flatten().fold(nothing, |taken, set| taken.or(set));
    let left = chain.before.clone().without(&taken);
    let (forgotten, severity) = match cases.variables[0].kind {
        Kind::OneOf(_) => (values(cases, &taken, &left), Severity::Warning),
        Kind::Ordered(range) => (numbers(cases, range.scale, &taken, &left), Severity::Info),
        _ => return,
    };
    if forgotten.is_empty() {
        return;
    }
    let named = forgotten
        .iter()
        .take(NAMED_MAX)
        .map(|at| example::part(&cases.variables[0], cases.variables[0].cells[*at]));
    let mut named: Vec<String> = named.map(|part| format!("`{part}`")).collect();
    if forgotten.len() > NAMED_MAX {
        named.push(format!("{} more", forgotten.len() - NAMED_MAX));
    }
    let head = Span { end: written.branches[0].condition.span.end, ..written.span };
    let mut found = Diagnostic::new(&CASE_NOT_COVERED, head, format!("no branch takes {}", named.join(", ")))
        .label("a contact like that goes on behind the `if`")
        .help("add a branch, or an `else` for what is left");
    found.severity = severity;
    sink.push(found);
}

/// The places of the values without a branch, where most values have one.
fn values(cases: &Cases<'_>, taken: &Set, left: &Set) -> Vec<usize> {
    let is_value = |at: &usize| matches!(cases.variables[0].cells[*at], Cell::Text(_));
    let (left, taken) = (places(cases, left), places(cases, taken));
    let left: Vec<usize> = left.into_iter().filter(is_value).collect();
    let taken = taken.into_iter().filter(is_value).count();
    if left.len() < taken { left } else { Vec::new() }
}

/// The first place of each gap between two ranges, where the branches take the least and the greatest numbers.
fn numbers(cases: &Cases<'_>, scale: Scale, taken: &Set, left: &Set) -> Vec<usize> {
    let cells = &cases.variables[0].cells;
    let numbers = cells.len() - usize::from(cells.last() == Some(&Cell::Empty));
    let (taken, left) = (places(cases, taken), places(cases, left));
    let is_range = |at: usize| matches!(cells.get(at), Some(Cell::Between { .. })) && taken.contains(&at);
    if numbers == 0 || !is_range(0) || !is_range(numbers - 1) {
        return Vec::new();
    }
    let gaps = (1..numbers).filter(|at| left.contains(at) && is_gap(scale, cells[*at]));
    gaps.filter(|at| !(left.contains(&(at - 1)) && is_gap(scale, cells[at - 1]))).collect()
}

/// Whether people would miss it: between 10 and 11 there are numbers, and whoever writes so counts whole ones.
fn is_gap(scale: Scale, cell: Cell<'_>) -> bool {
    const MINUTE_MS: i64 = 60_000;
    match (scale, cell) {
        (_, Cell::Point(_)) => true,
        (Scale::Number, Cell::Between { from: Some(from), to: Some(to), .. }) => {
            !from.fract().is_zero() || !to.fract().is_zero() || from.floor() + Decimal::ONE < to
        }
        (Scale::Day, Cell::Between { .. }) => true,
        (_, Cell::Between { from: Some(from), to: Some(to), .. }) => to - from > Decimal::from(MINUTE_MS),
        _ => false,
    }
}

/// The places among the first variable's cells that a set has.
fn places(cases: &Cases<'_>, set: &Set) -> BTreeSet<usize> {
    let cells = cases.variables[0].cells.len();
    // The first variable changes with every case.
    set.iter().map(|case| case % cells).collect()
}
