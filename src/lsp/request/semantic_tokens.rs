//! `textDocument/semanticTokens/full`, `full/delta` and `range`: what the words are, for colours.

use gen_lsp_types::{
    SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams,
    SemanticTokensDeltaResponse, SemanticTokensParams, SemanticTokensRangeParams,
};
use serde_json::{Value, json};

use crate::lsp::here::{Here, World};
use crate::lsp::position::Encoding;
use crate::lsp::semantic::{self, Coloured, Modifier, Role};

/// What the numbers of the answers mean.
pub fn legend() -> Value {
    json!({ "tokenTypes": Role::ALL.map(Role::name), "tokenModifiers": Modifier::NAMES })
}

/// The whole file.
pub fn full(world: &World, params: SemanticTokensParams) -> Option<SemanticTokens> {
    let here = world.file(&params.text_document.uri)?;
    let data = whole(&here)?;
    let mark = world.colours.note(here.name(), &data);
    Some(SemanticTokens { result_id: Some(mark), data })
}

/// What has changed in a file since it was told of; the whole file where that is not known.
pub fn delta(world: &World, params: SemanticTokensDeltaParams) -> Option<SemanticTokensDeltaResponse> {
    let here = world.file(&params.text_document.uri)?;
    let data = whole(&here)?;
    let edits = world.colours.since(here.name(), &params.previous_result_id, &data);
    let result_id = Some(world.colours.note(here.name(), &data));
    Some(match edits {
        Some(edits) => SemanticTokensDelta { result_id, edits }.into(),
        None => SemanticTokens { result_id, data }.into(),
    })
}

fn whole(here: &Here) -> Option<Vec<SemanticToken>> {
    Some(encoded(here.text(), here.snapshot.encoding, coloured(here)?.into_iter()))
}

/// What touches a range.
pub fn range(world: &World, params: SemanticTokensRangeParams) -> Option<SemanticTokens> {
    let here = world.file(&params.text_document.uri)?;
    let (start, end) = (here.offset(params.range.start), here.offset(params.range.end));
    let all = coloured(&here)?.into_iter();
    let inside = all.filter(|word| start <= word.token.end && word.token.start <= end);
    Some(SemanticTokens { result_id: None, data: encoded(here.text(), here.snapshot.encoding, inside) })
}

fn coloured(here: &Here) -> Option<Vec<Coloured>> {
    let parsed = here.parsed()?;
    let (folder, _) = here.snapshot.tree(here.file)?;
    let folders = &here.snapshot.project.folders;
    let values =
        semantic::values(folders.get(folder)?, folders.iter().map(|folder| folder.namespace.as_str()));
    Some(semantic::coloured(here.text(), &parsed, &values))
}

/// Words as the protocol counts them: each from the one before it, none over several lines.
fn encoded(text: &str, encoding: Encoding, words: impl Iterator<Item = Coloured>) -> Vec<SemanticToken> {
    let mut data = Vec::new();
    let (mut line, mut column, mut done) = (0, 0, 0);
    let mut told = (0, 0);
    for Coloured { token, role, modifier } in words {
        for part in text[token.range()].split_inclusive('\n') {
            let start = part.as_ptr() as usize - text.as_ptr() as usize;
            let between = &text[done..start];
            match between.rfind('\n') {
                Some(end) => {
                    line += between.matches('\n').count() as u32;
                    column = encoding.length(&between[end + 1..]);
                }
                None => column += encoding.length(between),
            }
            done = start;
            let length = encoding.length(part.trim_end_matches(['\n', '\r']));
            if length == 0 {
                continue;
            }
            data.push(SemanticToken {
                delta_line: line - told.0,
                delta_start: if line == told.0 { column - told.1 } else { column },
                length,
                token_type: role.number(),
                token_modifiers_bitset: modifier.map_or(0, Modifier::bit),
            });
            told = (line, column);
        }
    }
    data
}
