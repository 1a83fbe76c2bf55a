//! The fixes that findings carry.

use super::{At, Offer};
use crate::diagnostic::Applicability;

/// The fixes of the findings at the place; what is only a guess is never preferred.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let fixes = at.findings().filter_map(|finding| Some((finding, finding.fix.as_ref()?)));
    let offers = fixes.map(|(finding, fix)| Offer {
        preferred: fix.applicability == Applicability::Safe,
        ..Offer::of(finding, fix.title.clone(), fix.edits.clone())
    });
    offers.collect()
}
