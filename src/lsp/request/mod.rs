//! What the editor asks for: one file per method.

mod call_hierarchy;
mod code_action;
mod code_lens;
mod completion;
mod definition;
mod document_symbol;
mod formatting;
mod highlight;
mod hover;
mod inlay_hint;
mod references;
mod rename;
mod signature_help;
mod text;
mod workspace_symbol;

use gen_lsp_types::Request;
use lsp_server::{ErrorCode, ResponseError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::here::World;
use super::pool::{Answer, error};

/// What answers a request.
pub type Handler = fn(&World, Value) -> Answer;

/// What answers a method; `None` where nothing does.
pub fn find(method: &str) -> Option<Handler> {
    Some(match method {
        "callHierarchy/incomingCalls" => |world, params| {
            of::<gen_lsp_types::CallHierarchyIncomingCallsRequest>(world, params, call_hierarchy::incoming)
        },
        "callHierarchy/outgoingCalls" => |world, params| {
            of::<gen_lsp_types::CallHierarchyOutgoingCallsRequest>(world, params, call_hierarchy::outgoing)
        },
        "textDocument/codeLens" => {
            |world, params| of::<gen_lsp_types::CodeLensRequest>(world, params, code_lens::answer)
        }
        "textDocument/definition" => {
            |world, params| of::<gen_lsp_types::DefinitionRequest>(world, params, definition::answer)
        }
        "textDocument/documentHighlight" => {
            |world, params| of::<gen_lsp_types::DocumentHighlightRequest>(world, params, highlight::answer)
        }
        "textDocument/documentSymbol" => {
            |world, params| of::<gen_lsp_types::DocumentSymbolRequest>(world, params, document_symbol::answer)
        }
        "textDocument/hover" => {
            |world, params| of::<gen_lsp_types::HoverRequest>(world, params, hover::answer)
        }
        "textDocument/prepareCallHierarchy" => |world, params| {
            of::<gen_lsp_types::CallHierarchyPrepareRequest>(world, params, call_hierarchy::prepare)
        },
        "textDocument/prepareRename" => {
            |world, params| tried::<gen_lsp_types::PrepareRenameRequest>(world, params, rename::prepare)
        }
        "textDocument/references" => {
            |world, params| of::<gen_lsp_types::ReferencesRequest>(world, params, references::answer)
        }
        "textDocument/rename" => {
            |world, params| tried::<gen_lsp_types::RenameRequest>(world, params, rename::answer)
        }
        "workspace/symbol" => |world, params| {
            of::<gen_lsp_types::WorkspaceSymbolRequest>(world, params, workspace_symbol::answer)
        },
        "textDocument/formatting" => {
            |world, params| of::<gen_lsp_types::DocumentFormattingRequest>(world, params, formatting::answer)
        }
        "textDocument/codeAction" => {
            |world, params| of::<gen_lsp_types::CodeActionRequest>(world, params, code_action::answer)
        }
        "textDocument/completion" => {
            |world, params| of::<gen_lsp_types::CompletionRequest>(world, params, completion::answer)
        }
        "textDocument/inlayHint" => {
            |world, params| of::<gen_lsp_types::InlayHintRequest>(world, params, inlay_hint::answer)
        }
        "textDocument/signatureHelp" => {
            |world, params| of::<gen_lsp_types::SignatureHelpRequest>(world, params, signature_help::answer)
        }
        "flowc/text" => text::answer,
        _ => return None,
    })
}

/// Answers a request of the protocol.
fn of<R: Request>(world: &World, params: Value, answer: fn(&World, R::Params) -> R::Result) -> Answer {
    made(answer(world, read(params)?))
}

/// Answers a request that may be refused.
fn tried<R: Request>(
    world: &World,
    params: Value,
    answer: fn(&World, R::Params) -> Result<R::Result, ResponseError>,
) -> Answer {
    made(answer(world, read(params)?)?)
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, ResponseError> {
    serde_json::from_value(params).map_err(|it| error(ErrorCode::InvalidParams, &it.to_string()))
}

fn made<R: Serialize>(result: R) -> Answer {
    serde_json::to_value(result).map_err(|it| error(ErrorCode::InternalError, &it.to_string()))
}
