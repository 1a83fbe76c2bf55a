//! `flowc/text`: what lies in the binary, for editors that open it like a file: `{ "uri": "flowc:/std/std.consent.flow" }`
//! gives the text of a library, `flowc:/explain/F0403.md` the page of a finding.

use lsp_server::ErrorCode;
use serde_json::Value;

use crate::diagnostic::codes;
use crate::lsp::here::World;
use crate::lsp::pool::{Answer, error};
use crate::project::libraries;

/// The text, as JSON's text.
pub fn answer(_: &World, params: Value) -> Answer {
    let uri = params.get("uri").and_then(Value::as_str).unwrap_or("");
    let path = uri.strip_prefix("flowc:/").unwrap_or("");
    let page = || {
        let id = path.strip_prefix("explain/")?.strip_suffix(".md")?;
        codes::find(id).map(|code| code.page)
    };
    let library = || {
        let name = path.strip_prefix("std/")?;
        libraries().iter().find_map(|library| match name.strip_prefix(library.name)? {
            ".flow" => Some(library.script),
            ".yaml" => Some(library.manifest),
            _ => None,
        })
    };
    let text = page().or_else(library);
    text.map(|text| Value::String(text.to_owned()))
        .ok_or_else(|| error(ErrorCode::InvalidParams, &format!("there is no `{uri}`")))
}
