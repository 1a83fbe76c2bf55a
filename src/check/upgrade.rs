//! Is a changed script safe for the contacts who wait in the old one?

use super::data::{Needed, Slot, SurelySet};
use super::graph::Supergraph;
use crate::ir::compare::{Comparison, Fate, compare};
use crate::ir::{Program, Value};

/// Compares two programs, and tells for each wait of the old one what its contacts would lack in the new one: what is read
/// on some way from there, what the new program itself would have given them before, and what the old one did not.
pub fn compare_safely(old: &Program, new: &Program) -> Comparison {
    let mut comparison = compare(old, new);
    let (before, after) = (Supergraph::of(old), Supergraph::of(new));
    let (got, needed) = (SurelySet::of(&before), Needed::of(&after));
    for wait in &mut comparison.waits {
        let (Fate::Same(now) | Fate::Moved(now, _)) = wait.fate else { continue };
        let needs = needed.at(now);
        if needs.is_empty() {
            continue;
        }
        let (has, would_have) = (got.surely(wait.at), needed.set().surely(now));
        let lacks = needs.into_iter().filter(|slot| {
            let known = has.iter().any(|had| had.name() == slot.name() && same_kind(*had, *slot));
            would_have.contains(slot) && !known && !has_default(new, *slot)
        });
        wait.lacks = lacks.map(|slot| slot.name().to_owned()).collect();
    }
    comparison
}

fn same_kind(one: Slot<'_>, other: Slot<'_>) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

/// A field with a default is never empty: the program that reads it says what it holds.
fn has_default(program: &Program, slot: Slot<'_>) -> bool {
    let Slot::Field(name) = slot else { return false };
    program.symbols.fields.get(name).is_some_and(|field| field.default != Value::Empty)
}
