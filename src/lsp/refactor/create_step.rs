//! A step that an arrow leads to and that is not there.

use crate::diagnostic::codes::names::UNKNOWN_STEP;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lsp::action::{At, Offer};
use crate::lsp::cursor::{self, between, indent};
use crate::syntax::ast;
use crate::syntax::cursor::Slot;

/// Writes it.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let unknown = at.findings().filter(|finding| finding.code.id == UNKNOWN_STEP.id);
    unknown.filter_map(|finding| offer(at, finding)).collect()
}

fn offer<'w>(at: &At<'w>, finding: &'w Diagnostic) -> Option<Offer<'w>> {
    let name = at.slice(finding.span);
    let flow = match cursor::at(at.here, finding.span.start)?.slot? {
        Slot::Target => cursor::flow(at.tree, finding.span.start)?,
        Slot::Step(Some(path)) => at.names().flows[at.flow(&path)?].ast,
        _ => return None,
    };
    let text = &at.here.snapshot.source(flow.span.file)?.text;
    let edit = new_step(text, flow, finding.span, name, "-> end")?;
    Some(Offer {
        preferred: finding.fix.is_none(),
        ..Offer::of(finding, format!("create step `{name}`"), vec![edit])
    })
}

/// A step behind the one that a place belongs to, or behind the last one.
pub fn new_step(
    text: &str,
    flow: &ast::Flow,
    place: crate::source::Span,
    name: &str,
    statements: &str,
) -> Option<Edit> {
    let holds = |step: &&ast::Step| {
        step.span.file == place.file && step.span.start <= place.start && place.end <= step.span.end
    };
    let before = flow.steps.iter().find(holds).or_else(|| flow.steps.last())?;
    let indent = indent(text, before.span.start);
    let inner = format!("{indent}  ");
    let step = format!("\n\n{indent}step {name} {{\n{inner}{statements}\n{indent}}}");
    Some(Edit { span: between(before.span, before.span.end), text: step })
}
