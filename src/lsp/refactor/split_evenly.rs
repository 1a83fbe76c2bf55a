//! An A/B router whose arms get even shares.

use crate::check::tickets;
use crate::diagnostic::Edit;
use crate::diagnostic::codes::graph::WEIGHTS_NOT_100;
use crate::ir::words;
use crate::lsp::action::{At, Offer, REWRITE};
use crate::lsp::cursor::between;
use crate::syntax::ast::{Ab, Arm, Statement};

use super::lists;

/// Writes the weights anew.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let lists = lists::around(at.tree, at.span);
    let around = lists.iter().rev().flat_map(|list| list.statements).find_map(|statement| match statement {
        Statement::Ab(ab) if ab.span.start <= at.span.start && at.span.end <= ab.span.end => Some(ab),
        _ => None,
    });
    around.and_then(|ab| offer(at, ab)).into_iter().collect()
}

fn offer<'w>(at: &At<'w>, ab: &Ab) -> Option<Offer<'w>> {
    let bare =
        Ab { arms: ab.arms.iter().map(|arm| Arm { weight: None, ..arm.clone() }).collect(), ..ab.clone() };
    let even = tickets(&bare);
    let is_even = ab
        .arms
        .iter()
        .zip(&even)
        .all(|(arm, share)| arm.weight.is_some_and(|weight| weight.hundredths == *share));
    if ab.arms.len() < 2 || is_even {
        return None;
    }
    let edits = ab.arms.iter().zip(even).map(|(arm, share)| {
        let share = words::share(share);
        match arm.weight {
            Some(weight) => Edit { span: weight.span, text: share },
            None => Edit { span: between(arm.span, arm.span.start), text: format!("{share} ") },
        }
    });
    let wrong = at.all.iter().find(|finding| {
        finding.code.id == WEIGHTS_NOT_100.id
            && ab.name.as_ref().is_some_and(|name| name.span == finding.span)
    });
    let title = "split the weights evenly";
    Some(match wrong {
        Some(finding) => Offer::of(finding, title, edits.collect()),
        None => Offer::new(title, REWRITE, edits.collect()),
    })
}
