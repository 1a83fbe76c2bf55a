//! What the editor asks for: one file per method.

mod formatting;
mod text;

use gen_lsp_types::Request;
use lsp_server::ErrorCode;
use serde_json::Value;

use super::here::World;
use super::pool::{Answer, error};

/// What answers a request.
pub type Handler = fn(&World, Value) -> Answer;

/// What answers a method; `None` where nothing does.
pub fn find(method: &str) -> Option<Handler> {
    Some(match method {
        "textDocument/formatting" => {
            |world, params| of::<gen_lsp_types::DocumentFormattingRequest>(world, params, formatting::answer)
        }
        "flowc/text" => text::answer,
        _ => return None,
    })
}

/// Answers a request of the protocol.
fn of<R: Request>(world: &World, params: Value, answer: fn(&World, R::Params) -> R::Result) -> Answer {
    let params =
        serde_json::from_value(params).map_err(|it| error(ErrorCode::InvalidParams, &it.to_string()))?;
    serde_json::to_value(answer(world, params)).map_err(|it| error(ErrorCode::InternalError, &it.to_string()))
}
