//! `textDocument/references`: every place of a name, in all projects that read the file.

use gen_lsp_types::{Location, ReferenceParams};

use crate::lsp::here::World;
use crate::lsp::symbols::Role;

/// The places of the name at a place, in the order of the files and of the text.
pub fn answer(world: &World, params: ReferenceParams) -> Option<Vec<Location>> {
    let with_definition = params.context.include_declaration;
    let mut places: Vec<Location> = Vec::new();
    for (here, offset) in world.places(&params.text_document_position_params) {
        let symbols = here.snapshot.symbols();
        let found = here.names_at(offset).iter().flat_map(|it| symbols.places(it.symbol));
        let found = found.filter(|it| with_definition || it.role != Role::Definition);
        for location in found.filter_map(|it| here.snapshot.location(it.span)) {
            // A folder that two projects use is read twice.
            if !places.contains(&location) {
                places.push(location);
            }
        }
    }
    (!places.is_empty()).then_some(places)
}
