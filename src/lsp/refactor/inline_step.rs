//! A step that one arrow leads to, put in the arrow's place.

use crate::diagnostic::Edit;
use crate::lsp::action::{At, INLINE, Offer};
use crate::lsp::cursor::{self, indent, line_start};
use crate::source::Span;
use crate::syntax::ast::{Flow, Statement, Step, Target};

use super::extract_step::shifted;
use super::lists::{self, List, leaves};

/// Puts it there, where nothing else names it.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    offer(at).into_iter().collect()
}

fn offer<'w>(at: &At<'w>) -> Option<Offer<'w>> {
    let flow = cursor::flow(at.tree, at.span.start)?;
    let word = word(at.text(), at.span.start as usize);
    let step =
        flow.steps.iter().skip(1).find(|step| step.name.as_ref().is_some_and(|name| name.text == word))?;
    let name = step.name.as_ref()?;
    if !step.handlers.is_empty() || !step.statements.last().is_some_and(leaves) {
        return None;
    }
    let (list, jump) = only_jump(at, flow, name.text.as_str())?;
    let from = list.step?;
    if list.is_bound
        || !from.handlers.is_empty()
        || std::ptr::eq(from, step)
        || is_named_elsewhere(at, flow, step)
    {
        return None;
    }
    let text = at.text();
    let (first, last) = (step.statements.first()?.span(), step.statements.last()?.span());
    let body = Span { end: last.end, ..first };
    // A remark outside of the statements would be lost.
    let around =
        [Span { start: name.span.end, end: first.start, ..first }, Span { start: last.end, ..step.span }];
    if around.iter().any(|part| at.slice(*part).contains('#')) {
        return None;
    }
    let body = shifted(at.slice(body), indent(text, first.start), indent(text, jump.start))?;
    // The step goes with what is said about it, and the empty lines before it.
    let start = step.doc.as_ref().map_or(step.span.start, |doc| doc.span.start.min(step.span.start));
    let line = &text[line_start(text, start)..start as usize];
    let start = if line.trim().is_empty() { start - line.len() as u32 } else { start };
    let start = text[..start as usize].trim_end().len() as u32;
    let gone = Edit { span: Span { start, ..step.span }, text: String::new() };
    let edits = vec![Edit { span: jump, text: body }, gone];
    Some(Offer::new(format!("inline step `{}`", name.text), INLINE, edits))
}

/// The word at a byte.
fn word(text: &str, at: usize) -> &str {
    let start = text[..at].trim_end_matches(unicode_ident::is_xid_continue).len();
    let end = text.len() - text[at..].trim_start_matches(unicode_ident::is_xid_continue).len();
    &text[start..end]
}

/// The one arrow of a flow that leads to a step, where it is a statement of its own.
fn only_jump<'w>(at: &At<'w>, flow: &Flow, name: &str) -> Option<(List<'w>, Span)> {
    let mut found = None;
    lists::each(at.tree, &mut |list| {
        if !list.flow.is_some_and(|other| std::ptr::eq(other, flow)) {
            return;
        }
        for statement in list.statements {
            if let Statement::Jump(jump) = statement
                && jump.bound.is_none()
                && matches!(&jump.arrow.target, Target::Step(step) if step.text == name)
            {
                found = Some((*list, jump.span));
            }
        }
    });
    found
}

/// Whether anything but one arrow of its flow names a step.
fn is_named_elsewhere(at: &At<'_>, flow: &Flow, step: &Step) -> bool {
    let Some(name) = &step.name else { return true };
    let mut arrows = 0;
    lists::arrows(flow, &mut |target| {
        arrows += usize::from(matches!(target, Target::Step(step) if step.text == name.text));
    });
    arrows != 1
        || at.here.snapshot.project.folders.iter().flat_map(|folder| &folder.files).any(|script| {
            let Some(source) = at.here.snapshot.source(script.file) else { return false };
            names_step(&source.text, script.file == at.here.file, name.text.as_str(), name.span)
        })
}

/// Whether a text has `step NAME` at another place than the declaration.
fn names_step(text: &str, is_own: bool, name: &str, declared: Span) -> bool {
    text.match_indices(name).any(|(start, _)| {
        let ends = !text[start + name.len()..].starts_with(unicode_ident::is_xid_continue);
        let before = text[..start].trim_end_matches([' ', '\t']);
        let is_declaration = is_own && start == declared.start as usize;
        ends && before.len() < start && before.ends_with("step") && !is_declaration
    })
}
