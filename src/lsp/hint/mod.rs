//! Hints: what stands between the words though nobody wrote it. One file per kind.

mod entry;
mod number;
mod weight;

use gen_lsp_types::{InlayHint, Label, Range, Tooltip};

use super::here::{Here, World};
use crate::source::Span;

/// A hint before a word.
pub struct Hint {
    /// The byte before which it stands.
    at: u32,
    /// What it says.
    label: String,
    /// More about it.
    more: Option<String>,
    /// Whether it stands behind the word before it.
    behind: bool,
}

/// The hints of a part of a file, in the order of the text.
pub fn all(world: &World, here: &Here, range: Range) -> Vec<InlayHint> {
    let Some((_, tree)) = here.snapshot.tree(here.file) else { return Vec::new() };
    let part = here.offset(range.start)..=here.offset(range.end);
    let mut hints = Vec::new();
    weight::add(tree, &mut hints);
    entry::add(here, tree, &mut hints);
    number::add(world, here, tree, &mut hints);
    hints.retain(|hint| part.contains(&hint.at));
    hints.sort_by_key(|hint| hint.at);
    hints.into_iter().map(|hint| hint.shown(here)).collect()
}

impl Hint {
    fn shown(self, here: &Here) -> InlayHint {
        let at = Span { file: here.file, start: self.at, end: self.at };
        InlayHint {
            position: here.snapshot.range(at).start,
            label: Label::String(self.label),
            kind: None,
            text_edits: None,
            tooltip: self.more.map(Tooltip::String),
            padding_left: self.behind.then_some(true),
            padding_right: (!self.behind).then_some(true),
            data: None,
        }
    }
}
