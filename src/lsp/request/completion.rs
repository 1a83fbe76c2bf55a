//! `textDocument/completion`: what can be written at a place.

use gen_lsp_types::{CompletionParams, CompletionResponse};

use crate::lsp::completion;
use crate::lsp::here::World;

/// Everything that fits there; the editor chooses among it by what is typed on.
pub fn answer(world: &World, params: CompletionParams) -> Option<CompletionResponse> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    let items = match here.snapshot.project.manifest_file == Some(here.file) {
        true => completion::manifest::all(&here, offset, world.client.snippets),
        false => completion::script(world, &here, offset),
    };
    items.map(CompletionResponse::CompletionItemList)
}
