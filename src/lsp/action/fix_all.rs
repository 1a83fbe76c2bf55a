//! All safe fixes of a file together.

use super::{At, FIX_ALL, Offer};
use crate::diagnostic::{Applicability, Fix, apply};

/// One offer, where there is something to mend.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let own = |fix: &&Fix| {
        fix.applicability == Applicability::Safe
            && fix.edits.iter().all(|edit| edit.span.file == at.here.file)
    };
    let fixes: Vec<&Fix> = at.all.iter().filter_map(|finding| finding.fix.as_ref()).filter(own).collect();
    // Of two fixes that meet in one place the second is meant for a text that is no more.
    let applied = apply(&at.here.snapshot.project.sources, fixes.iter().copied());
    if applied.taken.is_empty() {
        return Vec::new();
    }
    let edits = applied.taken.iter().flat_map(|taken| fixes[*taken].edits.clone());
    vec![Offer::new("mend everything that is safe to mend in this file", FIX_ALL, edits.collect())]
}
