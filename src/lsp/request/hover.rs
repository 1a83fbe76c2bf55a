//! `textDocument/hover`: what there is to say about a place.

use gen_lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind};

use crate::lsp::here::World;
use crate::lsp::hover;

/// What is said, and the place that it is about.
pub fn answer(world: &World, params: HoverParams) -> Option<Hover> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    let (value, span) = hover::about(&here, offset)?;
    let contents = MarkupContent { kind: MarkupKind::Markdown, value };
    Some(Hover { contents: contents.into(), range: Some(here.snapshot.range(span)) })
}
