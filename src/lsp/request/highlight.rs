//! `textDocument/documentHighlight`: the places of a name in its file, those that set it apart from those that read it.

use gen_lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::lsp::here::World;
use crate::lsp::symbols::Role;

/// The places in the order of the text.
pub fn answer(world: &World, params: DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    let symbols = here.snapshot.symbols();
    let found = here.names_at(offset).iter().flat_map(|it| symbols.places(it.symbol));
    let places = found.filter(|it| it.span.file == here.file).map(|it| DocumentHighlight {
        range: here.snapshot.range(it.span),
        kind: Some(match it.role {
            Role::Definition | Role::Write => DocumentHighlightKind::Write,
            Role::Read => DocumentHighlightKind::Read,
        }),
    });
    let places: Vec<_> = places.collect();
    (!places.is_empty()).then_some(places)
}
