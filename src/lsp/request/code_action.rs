//! `textDocument/codeAction`: what can be done at a place.

use gen_lsp_types::{CodeActionKind, CodeActionParams, CodeActionResponse};

use crate::lsp::action::{self, At, Offer};
use crate::lsp::here::World;
use crate::source::Span;

/// The actions of the kinds that are wanted; all where nothing is said.
pub fn answer(world: &World, params: CodeActionParams) -> Option<Vec<CodeActionResponse>> {
    let here = world.file(&params.text_document.uri)?;
    let (start, end) = (here.offset(params.range.start), here.offset(params.range.end));
    let span = Span { file: here.file, start, end: end.max(start) };
    let at = At::new(&here, span, world.findings(&here));
    let only = params.context.only;
    let offers = action::offers(&at).into_iter().filter(|offer| wants(only.as_deref(), offer));
    let offers = offers.filter(|offer| offer.new_file.is_none() || world.client.creates);
    Some(offers.filter_map(|offer| offer.action(&here)).map(CodeActionResponse::CodeAction).collect())
}

/// Whether an offer is of a kind, or of a part of a kind, that is wanted.
fn wants(only: Option<&[CodeActionKind]>, offer: &Offer<'_>) -> bool {
    let Some(only) = only else { return true };
    only.iter().any(|kind| {
        let kind = String::from(kind.clone());
        offer
            .kind
            .strip_prefix(kind.as_str())
            .is_some_and(|rest| kind.is_empty() || rest.is_empty() || rest.starts_with('.'))
    })
}
