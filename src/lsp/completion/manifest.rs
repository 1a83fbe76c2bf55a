//! Keys and values of `flow.yaml`.

use gen_lsp_types::{CompletionItem, CompletionItemKind as Kind};

use super::item::{Item, Near};
use crate::lsp::here::Here;
use crate::project;
use crate::source::Span;

/// What can be written at a byte of the manifest.
pub fn all(here: &Here, offset: u32, snippets: bool) -> Option<Vec<CompletionItem>> {
    let before = &here.snapshot.project.manifest;
    let offered = project::offered(here.text(), offset as usize, before)?;
    let range = here.snapshot.range(Span::new(here.file, offered.word.start, offered.word.end));
    let kind = if offered.is_key { Kind::Property } else { Kind::Value };
    let colon = if offered.is_key && offered.lacks_colon { ": " } else { "" };
    let items = offered.words.iter().enumerate().map(|(at, word)| {
        let item = Item::new(word, kind, Near::Language).snippet(format!("{word}{colon}"));
        // They stand in the order of the format.
        let sort_text = Some(format!("{at:03}"));
        CompletionItem { sort_text, ..item.finished((range, range), snippets) }
    });
    Some(items.collect())
}
