//! `moved` and `drop`: the new place exists, the old one does not, and each is said once.

use std::collections::BTreeMap;

use super::names::Names;
use super::scope::Scope;
use crate::diagnostic::codes::graph::FLOW_NEEDS_ARGUMENTS;
use crate::diagnostic::codes::names::{MOVED_TWICE, STILL_THERE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::MovedTo;
use crate::source::Span;
use crate::syntax::ast::{Item, Path, Place};

/// A declaration that names places.
#[derive(Debug)]
pub struct Declared {
    /// The flow in which contacts stood.
    pub flow: String,
    /// The step; `None` is any of the flow.
    pub step: Option<String>,
    /// The new place; `None`: they are finished.
    pub to: Option<MovedTo>,
    /// The declaration.
    pub span: Span,
}

/// Tells what is wrong with the declarations of a project.
pub fn check(names: &Names<'_>, sink: &mut Sink) {
    let mut known: BTreeMap<(String, Option<String>), Span> = BTreeMap::new();
    for declared in declared(names, sink) {
        let place = (declared.flow, declared.step);
        match known.get(&place) {
            None => {
                known.insert(place, declared.span);
            }
            Some(first) => {
                let message = format!("what becomes of contacts in {} is said twice", said(&place));
                sink.push(
                    Diagnostic::new(&MOVED_TWICE, declared.span, message)
                        .also(*first, "it is said here")
                        .help("take one of the two out"),
                );
            }
        }
    }
}

/// The declarations of a project in the order of the text, as far as they name what exists; the rest is told.
pub fn declared(names: &Names<'_>, sink: &mut Sink) -> Vec<Declared> {
    let mut declared = Vec::new();
    for (space, folder) in names.input.folders.iter().enumerate() {
        let scope = Scope::top(names, space);
        for item in folder.files.iter().flat_map(|file| &file.items) {
            let (from, to, span) = match item {
                Item::Moved(moved) => (&moved.from, Some(&moved.to), moved.span),
                Item::Drop(drop) => (&drop.place, None, drop.span),
                _ => continue,
            };
            let from = left(&scope, from, sink);
            let to = match to {
                None => Some(None),
                Some(to) => target(&scope, to, sink).map(Some),
            };
            if let (Some((flow, step)), Some(to)) = (from, to) {
                declared.push(Declared { flow, step, to, span });
            }
        }
    }
    declared
}

/// The place that contacts leave. One that the script still has is told: they go on where they are.
fn left(scope: &Scope<'_, '_>, place: &Place, sink: &mut Sink) -> Option<(String, Option<String>)> {
    let flow = place.flow.as_ref()?;
    let step = place.step.as_ref().map(|step| step.text.clone());
    let there = scope.names.spaces[scope.space].flows.get(flow.text.as_str());
    let there = there.map(|at| &scope.names.flows[*at]).filter(|there| match &step {
        Some(step) => there.steps.contains_key(step.as_str()),
        None => true,
    });
    let left = (scope.names.qualified(scope.space, &flow.text), step);
    if let Some(there) = there {
        let at = there.ast.name.as_ref().map_or(there.ast.span, |name| name.span);
        let message = format!("{} is still in the script", said(&left));
        sink.push(
            Diagnostic::new(&STILL_THERE, place.span, message)
                .label("contacts who stand here go on here")
                .also(at, "the flow is here")
                .help("take the declaration out, or the place"),
        );
    }
    Some(left)
}

/// The place to which contacts go.
fn target(scope: &Scope<'_, '_>, place: &Place, sink: &mut Sink) -> Option<MovedTo> {
    let name = place.flow.as_ref()?;
    let path = Path { segments: vec![name.clone()], span: name.span };
    let at = scope.flow_at(&path, sink)?;
    let flow = &scope.names.flows[at];
    if !flow.params.is_empty() {
        let message = format!("contacts are moved to `{}`, and nothing gives its parameters", flow.name);
        sink.push(
            Diagnostic::new(&FLOW_NEEDS_ARGUMENTS, place.span, message)
                .help("move them to a flow without parameters, or drop the old place"),
        );
    }
    let step = match &place.step {
        Some(step) => Some(scope.step_of(at, step, sink)? as u32),
        None => None,
    };
    Some(MovedTo { flow: at as u32, step })
}

fn said((flow, step): &(String, Option<String>)) -> String {
    match step {
        Some(step) => format!("step `{step}` of flow `{flow}`"),
        None => format!("flow `{flow}`"),
    }
}
