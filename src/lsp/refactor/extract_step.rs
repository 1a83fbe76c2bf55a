//! Statements that become a step of their own.

use std::collections::BTreeSet;

use crate::diagnostic::Edit;
use crate::lsp::action::{At, EXTRACT, Offer};
use crate::lsp::cursor::indent;
use crate::source::Span;

use super::create_step::new_step;
use super::lists::{self, leaves};

/// Takes out what is selected: whole statements to the end of their list, after which nothing else runs.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    offer(at).into_iter().collect()
}

fn offer<'w>(at: &At<'w>) -> Option<Offer<'w>> {
    let text = at.text();
    let selected = at.slice(at.span);
    let start = at.span.start + (selected.len() - selected.trim_start().len()) as u32;
    let end = at.span.start + selected.trim_end().len() as u32;
    if start >= end {
        return None;
    }
    let span = Span { start, end, ..at.span };
    let lists = lists::around(at.tree, span);
    let list = lists.last()?;
    let first = list.statements.iter().position(|statement| statement.span().start == start)?;
    let last = list.statements.last()?;
    let (flow, step) = (list.flow?, list.step?);
    let is_all = first == 0 && list.is_whole;
    let ends = list.is_whole || leaves(last);
    if last.span().end != end || is_all || !ends || list.is_bound || !step.handlers.is_empty() {
        return None;
    }
    let taken: BTreeSet<&str> =
        flow.steps.iter().filter_map(|step| Some(step.name.as_ref()?.text.as_str())).collect();
    let base = format!("{}_more", step.name.as_ref()?.text);
    let numbered = (2..).map(|count| format!("{base}_{count}"));
    let name = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name.as_str()))?;
    let body =
        shifted(selected.trim(), indent(text, start), &format!("{}  ", indent(text, step.span.start)))?;
    let create = new_step(text, flow, span, &name, &body)?;
    let jump = Edit { span, text: format!("-> {name}") };
    Some(Offer::new(format!("extract into step `{name}`"), EXTRACT, vec![jump, create]))
}

/// Lines whose layout is another block's; the first one has none. `None` where a line of a text begins before its block:
/// it cannot be moved with the others.
pub fn shifted(text: &str, from: &str, to: &str) -> Option<String> {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        out.push('\n');
        match line.strip_prefix(from) {
            _ if line.trim().is_empty() => out.push_str(line),
            Some(rest) => out.push_str(&format!("{to}{rest}")),
            None => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::shifted;

    #[test]
    fn lines_are_moved_together_or_not_at_all() {
        assert_eq!(shifted("a\n\n  b\n    c", "  ", "\t").as_deref(), Some("a\n\n\tb\n\t  c"));
        assert_eq!(shifted("a\n b", "  ", ""), None);
    }
}
