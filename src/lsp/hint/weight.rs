//! The shares of arms that have no weight of their own.

use super::Hint;
use crate::check::tickets;
use crate::ir::words;
use crate::lsp::refactor::lists;
use crate::syntax::ast::{File, Statement};

/// `33.3%` before an arm.
pub fn add(tree: &File, hints: &mut Vec<Hint>) {
    lists::each(tree, &mut |list| {
        for statement in list.statements {
            let Statement::Ab(ab) = statement else { continue };
            let arms = ab.arms.iter().zip(tickets(ab)).filter(|(arm, _)| arm.weight.is_none());
            hints.extend(arms.map(|(arm, share)| Hint {
                at: arm.span.start,
                label: words::share(share),
                more: None,
                behind: false,
            }));
        }
    });
}
