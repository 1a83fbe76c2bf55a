//! What the editor asks for: one file per method.

mod call_hierarchy;
mod chat;
mod code_action;
mod code_lens;
mod completion;
mod definition;
mod document_link;
mod document_symbol;
mod folding_range;
mod formatting;
mod graph;
mod highlight;
mod hover;
mod inlay_hint;
mod references;
mod rename;
mod selection_range;
pub mod semantic_tokens;
mod signature_help;
mod text;
mod will_rename_files;
mod workspace_symbol;

use gen_lsp_types::{self as lsp, Request};
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
            of::<lsp::CallHierarchyIncomingCallsRequest>(world, params, call_hierarchy::incoming)
        },
        "callHierarchy/outgoingCalls" => |world, params| {
            of::<lsp::CallHierarchyOutgoingCallsRequest>(world, params, call_hierarchy::outgoing)
        },
        "textDocument/codeLens" => {
            |world, params| of::<lsp::CodeLensRequest>(world, params, code_lens::answer)
        }
        "textDocument/definition" => {
            |world, params| of::<lsp::DefinitionRequest>(world, params, definition::answer)
        }
        "textDocument/documentHighlight" => {
            |world, params| of::<lsp::DocumentHighlightRequest>(world, params, highlight::answer)
        }
        "textDocument/documentSymbol" => {
            |world, params| of::<lsp::DocumentSymbolRequest>(world, params, document_symbol::answer)
        }
        "textDocument/hover" => |world, params| of::<lsp::HoverRequest>(world, params, hover::answer),
        "textDocument/prepareCallHierarchy" => {
            |world, params| of::<lsp::CallHierarchyPrepareRequest>(world, params, call_hierarchy::prepare)
        }
        "textDocument/prepareRename" => {
            |world, params| tried::<lsp::PrepareRenameRequest>(world, params, rename::prepare)
        }
        "textDocument/references" => {
            |world, params| of::<lsp::ReferencesRequest>(world, params, references::answer)
        }
        "textDocument/rename" => |world, params| tried::<lsp::RenameRequest>(world, params, rename::answer),
        "workspace/symbol" => {
            |world, params| of::<lsp::WorkspaceSymbolRequest>(world, params, workspace_symbol::answer)
        }
        "textDocument/documentLink" => {
            |world, params| of::<lsp::DocumentLinkRequest>(world, params, document_link::answer)
        }
        "textDocument/foldingRange" => {
            |world, params| of::<lsp::FoldingRangeRequest>(world, params, folding_range::answer)
        }
        "textDocument/formatting" => {
            |world, params| of::<lsp::DocumentFormattingRequest>(world, params, formatting::whole)
        }
        "textDocument/rangeFormatting" => {
            |world, params| of::<lsp::DocumentRangeFormattingRequest>(world, params, formatting::range)
        }
        "textDocument/onTypeFormatting" => {
            |world, params| of::<lsp::DocumentOnTypeFormattingRequest>(world, params, formatting::on_type)
        }
        "textDocument/selectionRange" => {
            |world, params| of::<lsp::SelectionRangeRequest>(world, params, selection_range::answer)
        }
        "textDocument/semanticTokens/full" => {
            |world, params| of::<lsp::SemanticTokensRequest>(world, params, semantic_tokens::full)
        }
        "textDocument/semanticTokens/full/delta" => {
            |world, params| of::<lsp::SemanticTokensDeltaRequest>(world, params, semantic_tokens::delta)
        }
        "textDocument/semanticTokens/range" => {
            |world, params| of::<lsp::SemanticTokensRangeRequest>(world, params, semantic_tokens::range)
        }
        "workspace/willRenameFiles" => {
            |world, params| of::<lsp::WillRenameFilesRequest>(world, params, will_rename_files::answer)
        }
        "flowc/chat" => chat::answer,
        "flowc/graph" => graph::answer,
        "textDocument/codeAction" => {
            |world, params| of::<lsp::CodeActionRequest>(world, params, code_action::answer)
        }
        "textDocument/completion" => {
            |world, params| of::<lsp::CompletionRequest>(world, params, completion::answer)
        }
        "textDocument/inlayHint" => {
            |world, params| of::<lsp::InlayHintRequest>(world, params, inlay_hint::answer)
        }
        "textDocument/signatureHelp" => {
            |world, params| of::<lsp::SignatureHelpRequest>(world, params, signature_help::answer)
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
