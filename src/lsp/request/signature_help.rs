//! `textDocument/signatureHelp`: what the call takes in whose parentheses the place is.

use gen_lsp_types::{SignatureHelp, SignatureHelpParams};

use crate::lsp::completion::{self, signature};
use crate::lsp::here::World;

/// The call with the argument that is being written.
pub fn answer(world: &World, params: SignatureHelpParams) -> Option<SignatureHelp> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    completion::at(world, &here, offset, signature::help)?
}
