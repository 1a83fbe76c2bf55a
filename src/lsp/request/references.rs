//! `textDocument/references`: every place of a name, in all projects that know it.

use std::sync::Arc;

use gen_lsp_types::{Location, ReferenceParams};

use crate::lsp::here::World;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::symbols::{Role, Symbol};

/// The places of the name at a place, file by file in the order of the text.
pub fn answer(world: &World, params: ReferenceParams) -> Option<Vec<Location>> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    let names = here.names_at(offset).iter();
    let known = names.flat_map(|named| world.everywhere(&here, named.symbol));
    let places = places(known, params.context.include_declaration);
    (!places.is_empty()).then_some(places)
}

/// The places of things as projects know them.
pub fn places(known: impl Iterator<Item = (Arc<Snapshot>, Symbol)>, with_definition: bool) -> Vec<Location> {
    let mut places: Vec<Location> = Vec::new();
    for (snapshot, symbol) in known {
        let found = snapshot.symbols().places(symbol);
        let found = found.filter(|it| with_definition || it.role != Role::Definition);
        places.extend(found.filter_map(|it| snapshot.location(it.span)));
    }
    // A folder that two projects use is read twice.
    places.sort_by(|one, other| order(one).cmp(&order(other)));
    places.dedup();
    places
}

/// Files by their addresses, then the order of the text.
fn order(place: &Location) -> (&str, u32, u32) {
    (place.uri.as_str(), place.range.start.line, place.range.start.character)
}
