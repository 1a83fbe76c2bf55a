//! `flowc/graph`: the project of a file as a picture and as data, also while it has mistakes.

use gen_lsp_types::TextDocumentIdentifier;
use lsp_server::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::draw::{self, Look};
use crate::lower;
use crate::lsp::here::World;
use crate::lsp::pool::{Answer, error};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    text_document: TextDocumentIdentifier,
    /// Draw this flow alone.
    flow: Option<String>,
    /// What places in the picture link to.
    link: Option<String>,
}

/// `{ "svg": "…", "graph": { … } }`; the graph is what `flowc graph --format json` says.
pub fn answer(world: &World, params: Value) -> Answer {
    let params: Params = read(params)?;
    let wrong = |words: String| error(ErrorCode::InvalidParams, &words);
    let Some(here) = world.file(&params.text_document.uri) else {
        return Err(wrong(format!("no project reads `{}`", params.text_document.uri.as_str())));
    };
    let (program, _) = lower::lower(here.snapshot.names());
    let mut look = Look::default();
    if let Some(link) = params.link {
        look.link = link;
    }
    if let Some(name) = params.flow {
        let place = program.flows.iter().position(|flow| flow.name == name);
        look.flow = Some(place.ok_or_else(|| wrong(format!("there is no flow `{name}`")))? as u32);
    }
    let sources = &here.snapshot.project.sources;
    let graph: Value = serde_json::from_str(&draw::json(&program, sources)).unwrap_or_default();
    Ok(json!({ "svg": draw::svg(&program, sources, &look), "graph": graph }))
}
