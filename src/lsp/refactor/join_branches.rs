//! `if`s that stand one after another and whose arms all leave: one `if` with `else if`.

use crate::diagnostic::Edit;
use crate::lsp::action::{At, Offer, REWRITE};
use crate::lsp::cursor::{between, indent};
use crate::source::Span;
use crate::syntax::ast::{Body, If, Statement};

use super::lists::{self, leaves};

/// Joins the ones around the place.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let lists = lists::around(at.tree, at.span);
    lists.iter().rev().find_map(|list| offer(at, list.statements)).into_iter().collect()
}

fn offer<'w>(at: &At<'w>, statements: &[Statement]) -> Option<Offer<'w>> {
    let own = statements
        .iter()
        .position(|it| it.span().start <= at.span.start && at.span.start <= it.span().end)?;
    simple(&statements[own])?;
    let first = (0..=own).rev().take_while(|at| simple(&statements[*at]).is_some()).last()?;
    let length = statements[first..].iter().take_while(|it| simple(it).is_some()).count();
    let (chain, rest) = statements[first..].split_at(length);
    let mut edits: Vec<Edit> =
        chain.windows(2).filter_map(|pair| gap(at, pair[0].span(), pair[1].span())).collect();
    // An arrow behind the last one is taken where none of them holds.
    if let (Some(last), [arrow @ Statement::Jump(jump)]) = (chain.last(), rest)
        && jump.bound.is_none()
    {
        edits.extend(gap(at, last.span(), arrow.span()));
    }
    let joins = chain.len() > 1 && edits.len() >= chain.len() - 1;
    joins.then(|| Offer::new("join these into one `if` with `else`", REWRITE, edits))
}

/// An `if` with one branch that leaves.
fn simple(statement: &Statement) -> Option<&If> {
    let Statement::If(written) = statement else { return None };
    let [branch] = written.branches.as_slice() else { return None };
    let gone = match &branch.body {
        Body::Arrow(_) => true,
        Body::Block(block) => block.statements.last().is_some_and(leaves),
        Body::Missing(_) => false,
    };
    (gone && written.else_body.is_none()).then_some(written)
}

/// `else` between two statements; `None` where a comment would stand in its way.
fn gap(at: &At<'_>, before: Span, behind: Span) -> Option<Edit> {
    let between_them = Span { end: behind.start, ..between(before, before.end) };
    let is_bare = at.slice(between_them).trim().is_empty();
    let text = match at.slice(before).ends_with('}') {
        true => " else ".to_owned(),
        false => format!("\n{}else ", indent(at.text(), before.start)),
    };
    is_bare.then_some(Edit { span: between_them, text })
}
