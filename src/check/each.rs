//! `for each`: its list, the name of its item, what may stand in it.

use super::names::{BUILT_IN, shadows};
use super::scope::{Item, Scope};
use super::statement::{self, Here};
use super::ty::{self, Ty};
use crate::diagnostic::codes::graph::NOT_IN_A_LOOP;
use crate::diagnostic::codes::names::{DEFINED_TWICE, NAME_TAKEN};
use crate::diagnostic::codes::types::WRONG_TYPE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Type;
use crate::source::Span;
use crate::syntax::ast::{Body, ForEach, Name, Statement};

/// A loop.
pub fn check(here: &Here<'_, '_>, each: &ForEach, sink: &mut Sink) {
    let list = here.scope.expr(&each.list, sink);
    if let Ty::Of(other) = &list.ty
        && !matches!(other, Type::List(_))
    {
        let message = format!("`for each` goes through a list, and this is {}", ty::words(other));
        sink.push(Diagnostic::new(&WRONG_TYPE, each.list.span, message));
    }
    if let Some(name) = &each.name {
        taken(&here.scope, name, sink);
    }
    let Some(block) = &each.body else { return };
    runs_through(&block.statements, sink);
    let inner = Here { scope: inside(&here.scope, each), ..here.clone() };
    statement::statements(&inner, &block.statements, sink);
}

/// What names mean in the block.
pub fn inside<'n, 'a>(scope: &Scope<'n, 'a>, each: &ForEach) -> Scope<'n, 'a> {
    let list = scope.expr(&each.list, &mut Sink::default());
    let ty = match list.ty {
        Ty::Of(Type::List(item)) => Ty::Of(*item),
        _ => Ty::Unknown,
    };
    let mut inner = scope.clone();
    // Without its name nothing inside can mean it.
    if let Some(name) = &each.name {
        inner.items.push(Item { name: name.text.clone(), ty, private: list.private });
    }
    inner
}

/// Tells an item whose name means something else around the loop.
fn taken(scope: &Scope<'_, '_>, name: &Name, sink: &mut Sink) {
    let text = name.text.as_str();
    let flow = scope.flow.map(|flow| &scope.names.flows[flow]);
    if BUILT_IN.contains(&text) {
        let message = format!("`{text}` is a value of the language");
        sink.push(Diagnostic::new(&NAME_TAKEN, name.span, message).help("use another name"));
    } else if let Some(value) = scope.names.spaces[scope.space].values.get(text) {
        sink.push(shadows(name, value));
    } else if flow.is_some_and(|flow| flow.params.iter().any(|(param, _)| *param == text)) {
        let message = format!("`{text}` is already a parameter of the flow");
        sink.push(Diagnostic::new(&DEFINED_TWICE, name.span, message).help("use another name"));
    } else if let Some(local) = flow.and_then(|flow| flow.locals.get(text)) {
        let message = format!("`{text}` is already saved in this flow");
        sink.push(
            Diagnostic::new(&DEFINED_TWICE, name.span, message)
                .also(local.span, "it is saved here")
                .help("use another name"),
        );
    }
}

/// Tells what does not run through at once.
fn runs_through(statements: &[Statement], sink: &mut Sink) {
    for statement in statements {
        match statement {
            Statement::Say(_)
            | Statement::Send(_)
            | Statement::Set(_)
            | Statement::Add(_)
            | Statement::Remove(_)
            | Statement::Notify(_) => {}
            Statement::If(branches) => {
                let bodies = branches.branches.iter().map(|branch| &branch.body);
                for body in bodies.chain(&branches.else_body) {
                    match body {
                        Body::Block(block) => runs_through(&block.statements, sink),
                        Body::Arrow(arrow) => refused(arrow.span, sink),
                        Body::Missing(_) => {}
                    }
                }
            }
            other => refused(other.span(), sink),
        }
    }
}

fn refused(at: Span, sink: &mut Sink) {
    sink.push(
        Diagnostic::new(&NOT_IN_A_LOOP, at, "this may not stand in a `for each`")
            .help("inside stand only `say`, `send`, `set`, `add`, `remove`, `notify` and `if` with blocks"),
    );
}
