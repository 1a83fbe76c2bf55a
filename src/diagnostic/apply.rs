//! Fixes, applied to texts in memory.

use std::collections::BTreeMap;

use super::{Edit, Fix};
use crate::source::{FileId, SourceMap, Span};

/// What came of applying fixes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The new texts of the files that change.
    pub texts: BTreeMap<FileId, String>,
    /// Which of the fixes were applied, by their places in what was given.
    pub taken: Vec<usize>,
}

/// Applies fixes in their order. Of two that would change the same place the first one is applied: the other may be
/// meant for a text that is no more.
pub fn apply<'f>(sources: &SourceMap, fixes: impl IntoIterator<Item = &'f Fix>) -> Applied {
    let mut edits: BTreeMap<(FileId, u32), &Edit> = BTreeMap::new();
    let mut applied = Applied::default();
    for (at, fix) in fixes.into_iter().enumerate() {
        if fix.edits.iter().any(|edit| touches(&edits, edit.span)) {
            continue;
        }
        edits.extend(fix.edits.iter().map(|edit| ((edit.span.file, edit.span.start), edit)));
        applied.taken.push(at);
    }
    // From the last one to the first, so that the places of those before stay what they are.
    for edit in edits.values().rev() {
        let text = applied.texts.entry(edit.span.file).or_insert_with(|| {
            sources.get(edit.span.file).map_or_else(String::new, |source| source.text.clone())
        });
        if text.get(edit.span.range()).is_some() {
            text.replace_range(edit.span.range(), &edit.text);
        }
    }
    applied
}

/// Whether a place overlaps or touches one that is edited already.
fn touches(edits: &BTreeMap<(FileId, u32), &Edit>, span: Span) -> bool {
    let before = edits.range(..=(span.file, span.end)).next_back();
    before.is_some_and(|((file, _), edit)| *file == span.file && edit.span.end >= span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;

    fn fix(edits: &[(FileId, usize, usize, &str)]) -> Fix {
        let edits = edits.iter().map(|(file, start, end, text)| Edit {
            span: Span::new(*file, *start, *end),
            text: (*text).to_owned(),
        });
        Fix { title: "x".to_owned(), edits: edits.collect(), applicability: Applicability::Safe }
    }

    #[test]
    fn fixes_are_applied_together_and_of_two_for_one_place_the_first() {
        let mut sources = SourceMap::default();
        let one = sources.add("one", "Жbcdef");
        let two = sources.add("two", "xyz");
        let fixes = [
            fix(&[(one, 2, 3, "B")]),
            fix(&[(one, 2, 4, "no")]),
            fix(&[(one, 6, 7, "F"), (two, 0, 0, "-")]),
            fix(&[(one, 4, 4, "+")]),
            fix(&[(two, 0, 0, "twice")]),
            fix(&[(one, 5, 5, "no"), (two, 1, 2, "no"), (one, 6, 6, "no")]),
        ];
        let applied = apply(&sources, &fixes);
        assert_eq!(applied.taken, [0, 2, 3]);
        let texts: Vec<&str> = applied.texts.values().map(String::as_str).collect();
        assert_eq!(texts, ["ЖBc+deF", "-xyz"]);
    }

    #[test]
    fn a_place_that_the_text_does_not_have_changes_nothing() {
        let mut sources = SourceMap::default();
        let one = sources.add("one", "Ж");
        assert_eq!(apply(&sources, &[fix(&[(one, 1, 9, "x")])]).texts[&one], "Ж");
    }
}
