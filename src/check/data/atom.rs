//! What is known on a way besides the place that is looked for: tags, comparisons, emptiness of others. A way on which a
//! condition would have to hold and not to hold is none.

use crate::ir::{Comparison, Expr, Value};

use super::act::Act;
use super::condition::{self, slot};
use super::slot::Slot;

/// How many conditions are kept apart on a way.
pub(super) const ATOMS_MAX: usize = 24;

/// A condition without `and`, `or` and `not`.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Test<'p> {
    /// As it is written.
    Holds(&'p Expr),
    /// These are equal.
    Equal(&'p Expr, &'p Expr),
}

/// A condition that is kept apart, with the flow whose locals it knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Atom<'p> {
    test: Test<'p>,
    flow: Option<u32>,
}

/// The place that is looked for, and whether it is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sought<'p> {
    /// The place.
    pub slot: Slot<'p>,
    /// The flow whose local it is.
    pub flow: Option<u32>,
    /// Whether it is empty.
    pub empty: bool,
}

impl Sought<'_> {
    fn is(&self, slot: Slot<'_>, flow: Option<u32>) -> bool {
        self.slot == slot && (self.flow.is_none() || self.flow == flow)
    }
}

/// The conditions that are kept apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Atoms<'p> {
    all: Vec<Atom<'p>>,
    /// The places that each reads.
    reads: Vec<Vec<Slot<'p>>>,
}

/// What is known of them: for each that it holds, that it does not, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Known(u64);

impl Known {
    fn get(self, at: usize) -> Option<bool> {
        match self.0 >> (2 * at) & 3 {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    fn put(&mut self, at: usize, holds: Option<bool>) {
        let bits = holds.map_or(0, |holds| 1 + u64::from(holds));
        self.0 = self.0 & !(3 << (2 * at)) | bits << (2 * at);
    }
}

impl<'p> Atoms<'p> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether nothing is kept apart.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether no more can be kept apart.
    pub fn is_full(&self) -> bool {
        self.all.len() >= ATOMS_MAX
    }

    /// Adds the conditions of which a condition is made. Whether there were new ones.
    pub fn add(&mut self, condition: &'p Expr, flow: Option<u32>) -> bool {
        match condition {
            _ if self.is_full() => false,
            Expr::Not(inner) => self.add(inner, flow),
            Expr::And(left, right) | Expr::Or(left, right) => {
                let added = self.add(left, flow);
                self.add(right, flow) || added
            }
            Expr::Literal(_) => false,
            other => {
                let atom = Atom { test: test(other).0, flow };
                let is_new = self.find(atom).is_none();
                if is_new {
                    let mut reads = Vec::new();
                    each_place(atom.test, &mut |slot| reads.push(slot));
                    self.all.push(atom);
                    self.reads.push(reads);
                }
                is_new
            }
        }
    }

    fn find(&self, wanted: Atom<'p>) -> Option<usize> {
        // Without locals a condition means the same in every flow.
        let same = |at: &usize| {
            let atom = &self.all[*at];
            atom.test == wanted.test && (atom.flow == wanted.flow || !self.reads_local(*at))
        };
        (0..self.all.len()).find(same)
    }

    /// What is known of a new contact: no tags, empty fields but for their defaults.
    pub fn at_the_beginning(&self, default: impl Fn(&str) -> &'p Value) -> Known {
        let mut known = Known::default();
        for (at, atom) in self.all.iter().enumerate() {
            let value = |expr: &'p Expr| match expr {
                Expr::Field(name) => Some(default(name)),
                Expr::Literal(value) => Some(value),
                Expr::Answer | Expr::AnswerImage => Some(&Value::Empty),
                _ => None,
            };
            let holds = match atom.test {
                Test::Equal(left, right) => match (value(left), value(right)) {
                    (Some(left), Some(right)) => Some(equal(left, right)),
                    _ => None,
                },
                Test::Holds(Expr::Tag(_) | Expr::InFlow(_)) => Some(false),
                Test::Holds(Expr::IsEmpty(inner)) => value(inner).map(Value::is_empty),
                Test::Holds(other) => {
                    let mut is_empty = false;
                    each_operand(other, &mut |operand| {
                        is_empty |= value(operand).is_some_and(Value::is_empty);
                    });
                    is_empty.then_some(false)
                }
            };
            known.put(at, holds);
        }
        known
    }

    /// Whether a condition holds, as far as that is known.
    pub fn holds(
        &self,
        condition: &'p Expr,
        flow: Option<u32>,
        known: Known,
        sought: &Sought<'p>,
    ) -> Option<bool> {
        match condition {
            Expr::Literal(Value::Bool(holds)) => Some(*holds),
            Expr::Not(inner) => self.holds(inner, flow, known, sought).map(|holds| !holds),
            Expr::And(left, right) | Expr::Or(left, right) => {
                let decides = matches!(condition, Expr::Or(..));
                let left = self.holds(left, flow, known, sought);
                let right = self.holds(right, flow, known, sought);
                match (left, right) {
                    (Some(one), _) | (_, Some(one)) if one == decides => Some(decides),
                    (Some(_), Some(_)) => Some(!decides),
                    _ => None,
                }
            }
            other => {
                let (test, positive) = test(other);
                let told = self.find(Atom { test, flow }).and_then(|at| known.get(at));
                let holds = told.or_else(|| by_sought(test, flow, sought));
                holds.map(|holds| holds == positive)
            }
        }
    }

    /// What is known where a condition is taken to hold, or not to; `None` where that cannot be.
    pub fn assume(
        &self,
        condition: &'p Expr,
        flow: Option<u32>,
        holds: bool,
        known: Known,
        sought: &Sought<'p>,
    ) -> Option<Known> {
        if let Some(told) = self.holds(condition, flow, known, sought) {
            return (told == holds).then_some(known);
        }
        match condition {
            Expr::Not(inner) => self.assume(inner, flow, !holds, known, sought),
            Expr::And(left, right) | Expr::Or(left, right) => {
                let decides = matches!(condition, Expr::Or(..));
                if holds != decides {
                    let known = self.assume(left, flow, holds, known, sought)?;
                    return self.assume(right, flow, holds, known, sought);
                }
                // One of them decides; which one is known only where the other does not.
                match (self.holds(left, flow, known, sought), self.holds(right, flow, known, sought)) {
                    (Some(_), None) => self.assume(right, flow, holds, known, sought),
                    (None, Some(_)) => self.assume(left, flow, holds, known, sought),
                    _ => Some(known),
                }
            }
            other => {
                let (test, positive) = test(other);
                Some(self.learnt(Atom { test, flow }, holds == positive, known))
            }
        }
    }

    /// A condition is known, and with it that others do not hold.
    fn learnt(&self, atom: Atom<'p>, holds: bool, mut known: Known) -> Known {
        let Some(at) = self.find(atom) else { return known };
        known.put(at, Some(holds));
        let is_empty = |test| match test {
            Test::Holds(Expr::IsEmpty(inner)) => slot(inner),
            _ => None,
        };
        for (other_at, other) in self.all.iter().enumerate().filter(|(other, _)| *other != at && holds) {
            match (atom.test, other.test) {
                // It equals one value, so no other.
                (Test::Equal(place, Expr::Literal(value)), Test::Equal(same, Expr::Literal(differs)))
                    if place == same && !equal(value, differs) =>
                {
                    known.put(other_at, Some(false));
                }
                (Test::Equal(place, _), test)
                    if is_empty(test).is_some() && is_empty(test) == slot(place) =>
                {
                    known.put(other_at, Some(false));
                }
                (test, Test::Equal(place, _))
                    if is_empty(test).is_some() && is_empty(test) == slot(place) =>
                {
                    known.put(other_at, Some(false));
                }
                _ => {}
            }
        }
        known
    }

    /// What is known behind something that happens in a flow; conditions are assumed apart.
    pub fn behind(&self, act: Act<'p>, flow: Option<u32>, mut known: Known) -> Known {
        for (at, atom) in self.all.iter().enumerate() {
            let changes = |slot: Slot<'p>| self.changes(at, slot, flow);
            match act {
                Act::Tag(tag, has) => {
                    if matches!(atom.test, Test::Holds(Expr::Tag(own)) if own == tag) {
                        known.put(at, Some(has));
                    }
                }
                Act::Set(slot) if changes(slot) => {
                    let tests_empty = matches!(atom.test, Test::Holds(Expr::IsEmpty(inner)) if condition::slot(inner).is_some());
                    known.put(at, tests_empty.then_some(false));
                }
                Act::Clear(slot) if changes(slot) => known.put(at, without(atom.test)),
                Act::Either(slot) | Act::Thin(slot) if changes(slot) => known.put(at, None),
                Act::Copy(slot, Expr::Literal(value)) if changes(slot) => {
                    known.put(at, with(atom.test, value))
                }
                Act::Copy(slot, _) if changes(slot) => known.put(at, None),
                _ => {}
            }
        }
        known
    }

    /// Whether a condition reads a place of a flow's statement.
    fn changes(&self, at: usize, slot: Slot<'p>, flow: Option<u32>) -> bool {
        self.reads[at].contains(&slot) && (!matches!(slot, Slot::Local(_)) || self.all[at].flow == flow)
    }

    fn reads_local(&self, at: usize) -> bool {
        self.reads[at].iter().any(|slot| matches!(slot, Slot::Local(_)))
    }

    /// What is known where a place has got this value.
    pub fn saved(&self, slot: Slot<'p>, flow: Option<u32>, value: &Value, mut known: Known) -> Known {
        for (at, atom) in self.all.iter().enumerate() {
            if self.changes(at, slot, flow) {
                known.put(at, if value.is_empty() { without(atom.test) } else { with(atom.test, value) });
            }
        }
        known
    }

    /// A run of a flow begins; all others are left, or covered by it.
    pub fn begun(&self, flow: u32, name: &str, leaves: bool, mut known: Known) -> Known {
        for (at, atom) in self.all.iter().enumerate() {
            match atom.test {
                Test::Holds(Expr::InFlow(own)) if own == name => known.put(at, Some(true)),
                Test::Holds(Expr::InFlow(_)) if leaves => known.put(at, Some(false)),
                test if atom.flow == Some(flow) && self.reads_local(at) => known.put(at, without(test)),
                _ => {}
            }
        }
        known
    }

    /// A contact is heard who waits in a flow; at the top it may be in those that visit it as well.
    pub fn heard(&self, waits_in: Option<&str>, hears: Option<&str>, mut known: Known) -> Known {
        for (at, atom) in self.all.iter().enumerate() {
            let Test::Holds(Expr::InFlow(flow)) = atom.test else { continue };
            if let Some(waits_in) = waits_in {
                known.put(at, Some(flow == waits_in));
            }
            if hears == Some(flow) {
                known.put(at, Some(true));
            }
        }
        known
    }

    /// What is known behind a visit: locals are as they were.
    pub fn returned(&self, flow: Option<u32>, before: Known, mut behind: Known) -> Known {
        for (at, atom) in self.all.iter().enumerate() {
            let in_flow = matches!(atom.test, Test::Holds(Expr::InFlow(_)));
            if in_flow || atom.flow == flow && self.reads_local(at) {
                behind.put(at, before.get(at));
            }
        }
        behind
    }

    /// Whether something that happens changes what is known.
    pub fn concerns(&self, act: Act<'p>, flow: Option<u32>) -> bool {
        let all = Known(u64::MAX / 3);
        self.behind(act, flow, all) != all || self.behind(act, flow, Known(all.0 << 1)) != Known(all.0 << 1)
    }
}

/// A condition as a test, and whether it holds where the test does.
fn test(condition: &Expr) -> (Test<'_>, bool) {
    match condition {
        Expr::Compare(Comparison::Equal, left, right) => (Test::Equal(left, right), true),
        Expr::Compare(Comparison::NotEqual, left, right) => (Test::Equal(left, right), false),
        other => (Test::Holds(other), true),
    }
}

/// What the place that is looked for says about a test.
fn by_sought<'p>(test: Test<'p>, flow: Option<u32>, sought: &Sought<'p>) -> Option<bool> {
    if let Test::Holds(Expr::IsEmpty(inner)) = test {
        let is_it = slot(inner).is_some_and(|slot| sought.is(slot, flow));
        return is_it.then_some(sought.empty);
    }
    let mut needs_it = false;
    each_place(test, &mut |slot| needs_it |= sought.is(slot, flow));
    (needs_it && sought.empty).then_some(false)
}

/// Whether a test holds where a place of it is empty; `None` where that depends.
fn without(test: Test<'_>) -> Option<bool> {
    match test {
        Test::Holds(Expr::IsEmpty(inner)) => slot(inner).map(|_| true),
        Test::Holds(Expr::Call(..) | Expr::Literal(_)) => None,
        _ => Some(false),
    }
}

/// Whether a test holds where its place has a value.
fn with(test: Test<'_>, value: &Value) -> Option<bool> {
    match test {
        Test::Equal(place, Expr::Literal(other)) if slot(place).is_some() => Some(equal(value, other)),
        Test::Holds(Expr::IsEmpty(inner)) if slot(inner).is_some() => Some(value.is_empty()),
        Test::Holds(inner) if slot(inner).is_some() => Some(*value == Value::Bool(true)),
        _ => None,
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Empty, _) | (_, Value::Empty) => false,
        (Value::Text(left), Value::Text(right)) => left.to_lowercase() == right.to_lowercase(),
        _ => left == right,
    }
}

/// The places that a test needs.
fn each_place<'p>(test: Test<'p>, on: &mut impl FnMut(Slot<'p>)) {
    match test {
        Test::Equal(left, right) => {
            condition::each_needed(left, on);
            condition::each_needed(right, on);
        }
        Test::Holds(Expr::IsEmpty(inner)) => condition::each_needed(inner, on),
        Test::Holds(other) => each_operand(other, &mut |operand| condition::each_needed(operand, on)),
    }
}

/// The operands of a test that does not hold where one of them is empty.
fn each_operand<'p>(test: &'p Expr, on: &mut impl FnMut(&'p Expr)) {
    match test {
        Expr::Compare(_, left, right) | Expr::In(left, right) | Expr::Contains(left, right) => {
            on(left);
            on(right);
        }
        Expr::Matches(inner, _) => on(inner),
        other => on(other),
    }
}
