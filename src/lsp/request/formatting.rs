//! `textDocument/formatting`: the whole file in the one style.

use gen_lsp_types::{DocumentFormattingParams, TextEdit};

use crate::lsp::here::World;
use crate::source::Span;

/// One edit of the whole text, or none where nothing changes.
pub fn answer(world: &World, params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let here = world.file(&params.text_document.uri)?;
    here.snapshot.tree(here.file)?;
    let text = here.text();
    let formatted = crate::syntax::format(text);
    if formatted == text {
        return Some(Vec::new());
    }
    let whole = Span::new(here.file, 0, text.len());
    Some(vec![TextEdit { range: here.snapshot.range(whole), new_text: formatted }])
}
