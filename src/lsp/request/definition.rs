//! `textDocument/definition`: where a name is declared.

use gen_lsp_types::{Definition, DefinitionParams, DefinitionResponse, Location};

use crate::lsp::here::World;

/// The declaration of the name at a place; several where it may mean several things.
pub fn answer(world: &World, params: DefinitionParams) -> Option<DefinitionResponse> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    let found = here.names_at(offset).iter();
    let places: Vec<Location> = found.filter_map(|it| here.snapshot.location(it.symbol.at)).collect();
    (!places.is_empty()).then(|| Definition::LocationList(places).into())
}
