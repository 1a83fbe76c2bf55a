//! All the contacts that conditions can tell apart, and sets of them.
//!
//! A [`Space`] gathers what conditions look at. From that come [`Cases`]: each variable is cut into the values that
//! make a difference, and a case is one choice for each. There are few, so a set of them is a row of bits, a condition is
//! the set in which it holds, and every question is an intersection. Where there would be too many, there is no answer.

use super::atom::{Atom, Key, Test, atom};
use super::domain::{Cell, Domain, Kind, holds};
use super::mention::{Symbol, each_symbol};
use super::variable::{Arrived, kind};
use crate::ir::{Expr, Symbols};

/// The most variables of a space.
const VARIABLES_MAX: usize = 12;
/// The most cases of a space.
const CASES_MAX: usize = 4096;
/// The most leaves of all conditions of a space.
const ATOMS_MAX: usize = 512;

/// What conditions look at.
#[derive(Debug)]
pub struct Space<'e> {
    symbols: &'e Symbols,
    arrived: Arrived<'e>,
    variables: Vec<(Key<'e>, Domain<'e>)>,
    atoms: usize,
}

impl<'e> Space<'e> {
    /// Nothing is looked at yet; in a handler of `arrived` its event is there.
    pub fn new(symbols: &'e Symbols, arrived: Arrived<'e>) -> Self {
        Space { symbols, arrived, variables: Vec::new(), atoms: 0 }
    }

    /// Takes in a condition.
    pub fn add(&mut self, condition: &'e Expr) {
        each_atom(condition, &mut |found| {
            self.atoms += 1;
            let Atom::Of(key, test) = found else { return self.is_small() };
            let known = self.variables.iter_mut().find(|(own, _)| own.is(key).is_some());
            match known {
                Some((_, domain)) => domain.learn(&test),
                None => {
                    let mut domain = Domain::new(kind(key, self.symbols, self.arrived));
                    domain.learn(&test);
                    self.variables.push((key, domain));
                }
            }
            self.is_small()
        });
    }

    /// Whether a condition looks at something that the others look at too.
    pub fn meets(&self, condition: &Expr) -> bool {
        let mut meets = false;
        each_atom(condition, &mut |found| {
            if let Atom::Of(key, _) = found {
                meets |= self.variables.iter().any(|(own, _)| own.is(key).is_some());
            }
            !meets
        });
        meets
    }

    /// How many things are looked at.
    pub fn len(&self) -> usize {
        self.variables.len()
    }

    fn is_small(&self) -> bool {
        self.variables.len() <= VARIABLES_MAX && self.atoms <= ATOMS_MAX
    }

    /// The cases; `None` where they are too many, or a variable is not understood.
    pub fn cases(self) -> Option<Cases<'e>> {
        if !self.is_small() {
            return None;
        }
        let mut cases = Cases { variables: Vec::new(), count: 1, arrived: self.arrived };
        for (key, mut domain) in self.variables {
            let cells = domain.cells()?;
            let stride = cases.count;
            cases.count = stride.checked_mul(cells.len()).filter(|count| *count <= CASES_MAX)?;
            cases.variables.push(Variable { key, kind: domain.kind, cells, stride });
        }
        Some(cases)
    }
}

/// Calls `on` with the leaves of a condition, until it says no.
fn each_atom<'e>(condition: &'e Expr, on: &mut impl FnMut(Atom<'e>) -> bool) -> bool {
    match condition {
        Expr::Not(operand) => each_atom(operand, on),
        Expr::And(left, right) | Expr::Or(left, right) => each_atom(left, on) && each_atom(right, on),
        leaf => atom(leaf).is_none_or(on),
    }
}

/// Something that conditions look at.
#[derive(Debug)]
pub struct Variable<'e> {
    /// What it is.
    pub key: Key<'e>,
    /// What kind of values it has.
    pub kind: Kind<'e>,
    /// The values that make a difference.
    pub cells: Vec<Cell<'e>>,
    stride: usize,
}

/// The cases that conditions tell apart.
#[derive(Debug)]
pub struct Cases<'e> {
    /// What they differ in.
    pub variables: Vec<Variable<'e>>,
    count: usize,
    arrived: Arrived<'e>,
}

impl<'e> Cases<'e> {
    /// Every case.
    pub fn all(&self) -> Set {
        Set::of(self.count, |_| true)
    }

    /// The cases in which a condition holds. It has been taken in.
    pub fn of(&self, condition: &Expr) -> Set {
        match condition {
            Expr::Not(operand) => self.all().without(&self.of(operand)),
            Expr::And(left, right) => self.of(left).and(&self.of(right)),
            Expr::Or(left, right) => self.of(left).or(&self.of(right)),
            leaf => match atom(leaf) {
                None | Some(Atom::Always(false)) => Set::of(self.count, |_| false),
                Some(Atom::Always(true)) => self.all(),
                Some(Atom::Of(key, test)) => self.tested(key, test),
            },
        }
    }

    fn tested(&self, key: Key<'_>, test: Test<'_>) -> Set {
        let found = self.variables.iter().find_map(|own| own.key.is(key).map(|turned| (own, turned)));
        let Some((variable, turned)) = found else { return self.all() };
        let test = match test {
            Test::Ordered(comparison) if turned => Test::Ordered(super::atom::mirrored(comparison)),
            test => test,
        };
        let table: Vec<bool> = variable.cells.iter().map(|cell| holds(variable.kind, &test, *cell)).collect();
        Set::of(self.count, |case| table[case / variable.stride % table.len()])
    }

    /// What a variable holds in a case.
    pub fn cell(&self, case: usize, variable: usize) -> Cell<'e> {
        let variable = &self.variables[variable];
        variable.cells[case / variable.stride % variable.cells.len()]
    }

    /// Whether a condition looks at a variable.
    pub fn depends(&self, condition: &Expr, variable: usize) -> bool {
        let mut found = false;
        each_atom(condition, &mut |leaf| {
            if let Atom::Of(key, _) = leaf {
                found |= self.variables[variable].key.is(key).is_some();
            }
            !found
        });
        found
    }

    /// Whether each case is one that a contact can really have: no two variables look at the same thing.
    pub fn are_real(&self) -> bool {
        let mut seen: Vec<Symbol<'_>> = Vec::new();
        self.variables.iter().all(|variable| {
            let mut own = Vec::new();
            let mut look = |expr| each_symbol(expr, &mut |symbol| own.push(self.shared(symbol)));
            match variable.key {
                Key::Value(expr) => look(expr),
                Key::Order(left, right) => {
                    look(left);
                    look(right);
                }
            }
            let is_new = own.iter().all(|symbol| !seen.contains(symbol));
            seen.extend(own);
            is_new
        })
    }

    /// What an event has brought hangs together, but for the event that has certainly come.
    fn shared<'s>(&self, symbol: Symbol<'s>) -> Symbol<'s> {
        match symbol {
            Symbol::Brought(inbound, name, _) if self.arrived != Some((inbound, name)) => {
                Symbol::Brought(inbound, name, "")
            }
            other => other,
        }
    }
}

/// Some of the cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    bits: Vec<u64>,
}

impl Set {
    fn of(count: usize, holds: impl Fn(usize) -> bool) -> Self {
        let mut bits = vec![0; count.div_ceil(64)];
        for case in (0..count).filter(|case| holds(*case)) {
            bits[case / 64] |= 1 << (case % 64);
        }
        Set { bits }
    }

    /// Those that are in both.
    pub fn and(mut self, other: &Set) -> Self {
        self.bits.iter_mut().zip(&other.bits).for_each(|(own, other)| *own &= other);
        self
    }

    /// Those that are in either.
    pub fn or(mut self, other: &Set) -> Self {
        self.bits.iter_mut().zip(&other.bits).for_each(|(own, other)| *own |= other);
        self
    }

    /// Those that are not in the other.
    pub fn without(mut self, other: &Set) -> Self {
        self.bits.iter_mut().zip(&other.bits).for_each(|(own, other)| *own &= !other);
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|bits| *bits == 0)
    }

    /// The cases, from the first.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.bits.iter().enumerate();
        words.flat_map(|(at, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}
