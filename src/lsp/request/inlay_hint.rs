//! `textDocument/inlayHint`: what stands between the words though nobody wrote it.

use gen_lsp_types::{InlayHint, InlayHintParams};

use crate::lsp::here::World;
use crate::lsp::hint;

/// The hints of a part of a file.
pub fn answer(world: &World, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let here = world.file(&params.text_document.uri)?;
    Some(hint::all(world, &here, params.range))
}
