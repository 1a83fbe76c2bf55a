//! `textDocument/prepareRename` and `textDocument/rename`: a name gets another one, at all its places, in
//! all projects that know it.

use std::collections::HashMap;

use gen_lsp_types::{
    PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, TextEdit, Uri,
    WorkspaceEdit,
};
use lsp_server::{ErrorCode, ResponseError};

use crate::lsp::here::{Here, World};
use crate::lsp::pool::error;
use crate::lsp::rename;
use crate::lsp::symbols::{Occurrence, Symbol};

/// The name that would be renamed.
///
/// # Errors
/// Why it cannot be.
pub fn prepare(
    world: &World,
    params: PrepareRenameParams,
) -> Result<Option<PrepareRenameResult>, ResponseError> {
    let Some((here, offset)) = world.place(&params.text_document_position_params) else { return Ok(None) };
    let Some(named) = here.names_at(offset).first() else { return Ok(None) };
    rename::possible(&here.snapshot, named.symbol).map_err(|why| refused(&why))?;
    let placeholder = here.snapshot.text(named.span).to_owned();
    let range = here.snapshot.range(named.span);
    Ok(Some(PrepareRenameResult::PrepareRenamePlaceholder(PrepareRenamePlaceholder { range, placeholder })))
}

/// The edits of all files.
///
/// # Errors
/// Why the new name cannot be given.
pub fn answer(world: &World, params: RenameParams) -> Result<Option<WorkspaceEdit>, ResponseError> {
    let new = params.new_name.trim();
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    let Some((here, offset)) = world.place(&params.text_document_position_params) else { return Ok(None) };
    let Some(symbol) = one(&here, offset)? else { return Ok(None) };
    for (snapshot, symbol) in world.everywhere(&here, symbol) {
        rename::fits(&snapshot, symbol, new).map_err(|why| refused(&why))?;
        for place in rename::places(&snapshot, symbol).map_err(|why| refused(&why))? {
            let Some(location) = snapshot.location(place) else { continue };
            let edit = TextEdit { range: location.range, new_text: new.to_owned() };
            changes.entry(location.uri).or_default().push(edit);
        }
    }
    // A folder that two projects use is read twice.
    for edits in changes.values_mut() {
        edits.sort_by_key(|edit| (edit.range.start.line, edit.range.start.character));
        edits.dedup();
    }
    let nothing = changes.is_empty();
    Ok((!nothing).then(|| WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }))
}

/// What is renamed at a place.
fn one(here: &Here, offset: u32) -> Result<Option<Symbol>, ResponseError> {
    match here.names_at(offset) {
        [] => Ok(None),
        [Occurrence { symbol, .. }] => Ok(Some(*symbol)),
        [Occurrence { span, symbol, .. }, ..] => {
            let (name, kind) = (here.snapshot.text(*span), symbol.kind.words());
            let why =
                format!("`{name}` may mean any {kind} of this name: rename it where the {kind} is declared");
            Err(refused(&why))
        }
    }
}

fn refused(why: &str) -> ResponseError {
    error(ErrorCode::RequestFailed, why)
}
