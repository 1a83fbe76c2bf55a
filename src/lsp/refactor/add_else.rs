//! A `route` without `else`.

use crate::diagnostic::Edit;
use crate::diagnostic::codes::graph::MISSING_ELSE;
use crate::lsp::action::{At, Offer};
use crate::lsp::cursor::{between, indent};
use crate::syntax::ast::Statement;

use super::lists;

/// Says that the contact goes on as they do now, so that it is seen.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let missing = at.findings().filter(|finding| finding.code.id == MISSING_ELSE.id);
    let offers = missing.filter_map(|finding| {
        let lists = lists::around(at.tree, finding.span);
        let route = lists.last()?.statements.iter().find_map(|statement| match statement {
            Statement::Route(route) if route.span.start == finding.span.start => Some(route),
            _ => None,
        })?;
        let text = at.text();
        let close = route.span.end.checked_sub(1).filter(|close| text[*close as usize..].starts_with('}'))?;
        let before = text[..close as usize].trim_end().len() as u32;
        let is_one_line = !text[before as usize..close as usize].contains('\n');
        let text = match is_one_line {
            true => " else { }".to_owned(),
            false => format!("\n{}  else {{ }}", indent(text, close)),
        };
        let edit = Edit { span: between(finding.span, before), text };
        Some(Offer::of(finding, "add an `else` that goes on behind the router", vec![edit]))
    });
    offers.collect()
}
