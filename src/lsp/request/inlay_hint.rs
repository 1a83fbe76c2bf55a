//! `textDocument/inlayHint`: the shares of arms without a weight.

use gen_lsp_types::{InlayHint, InlayHintParams, Label};

use crate::check::tickets;
use crate::ir::words;
use crate::lsp::here::{Here, World};
use crate::lsp::refactor::lists;
use crate::source::Span;
use crate::syntax::ast::{Ab, Statement};

/// The hints of a part of a file.
pub fn answer(world: &World, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let here = world.file(&params.text_document.uri)?;
    let (_, tree) = here.snapshot.tree(here.file)?;
    let (start, end) = (here.offset(params.range.start), here.offset(params.range.end));
    let mut hints = Vec::new();
    lists::each(tree, &mut |list| {
        for statement in list.statements {
            if let Statement::Ab(ab) = statement
                && ab.span.start <= end
                && start <= ab.span.end
            {
                hints.extend(shares(&here, ab));
            }
        }
    });
    hints.sort_by_key(|hint| (hint.position.line, hint.position.character));
    Some(hints)
}

/// The shares of a router's arms that have no weight of their own.
fn shares(here: &Here, ab: &Ab) -> Vec<InlayHint> {
    let arms = ab.arms.iter().zip(tickets(ab)).filter(|(arm, _)| arm.weight.is_none());
    let hints = arms.map(|(arm, share)| {
        let at = Span { end: arm.span.start, ..arm.span };
        InlayHint {
            position: here.snapshot.range(at).start,
            label: Label::String(words::share(share)),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: None,
            padding_right: Some(true),
            data: None,
        }
    });
    hints.collect()
}
