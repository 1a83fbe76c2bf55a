//! Arguments of flows, actions and inbound events.

use super::scope::{Scope, unknown};
use super::ty::Ty;
use crate::diagnostic::codes::names::{DEFINED_TWICE, UNKNOWN_ARGUMENT};
use crate::diagnostic::codes::people::PRIVATE_LEAK;
use crate::diagnostic::codes::types::MISSING_ARGUMENT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Expr, Param};
use crate::source::Span;
use crate::syntax::ast::Args;

/// What takes arguments.
pub struct Taker<'t> {
    /// Its name with what it is, such as "flow `order`".
    pub what: String,
    /// What it takes, in order.
    pub wanted: Vec<Wanted<'t>>,
    /// Whether all that are not optional must be given.
    pub complete: bool,
}

/// One argument that is taken.
#[derive(Debug, Clone)]
pub struct Wanted<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its type.
    pub ty: Ty,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether a private value may go there.
    pub private: bool,
}

impl<'t> Wanted<'t> {
    /// An input of an action.
    pub fn input(param: &'t Param) -> Self {
        Wanted {
            name: &param.name,
            ty: Ty::Of(param.ty.clone()),
            optional: param.optional,
            private: param.private,
        }
    }
}

impl Scope<'_, '_> {
    /// The arguments by name, in the order of the text. `at` is where missing ones are told.
    pub fn args(
        &self,
        given: Option<&Args>,
        at: Span,
        taker: &Taker<'_>,
        sink: &mut Sink,
    ) -> Vec<(String, Expr)> {
        let mut found: Vec<(String, Expr)> = Vec::new();
        for arg in given.into_iter().flat_map(|args| &args.args) {
            let Some(name) = &arg.name else {
                self.expr(&arg.value, sink);
                continue;
            };
            let Some(wanted) = taker.wanted.iter().find(|wanted| wanted.name == name.text) else {
                self.expr(&arg.value, sink);
                let message = format!("{} takes no `{}`", taker.what, name.text);
                let names: Vec<&str> = taker.wanted.iter().map(|wanted| wanted.name).collect();
                let diagnostic = unknown(&UNKNOWN_ARGUMENT, name, message, names.iter().copied());
                let help = match names.as_slice() {
                    [] => "it takes nothing".to_owned(),
                    names => format!("it takes {}", names.join(", ")),
                };
                sink.push(if diagnostic.help.is_some() { diagnostic } else { diagnostic.help(help) });
                continue;
            };
            let what = format!("`{}` of {}", name.text, taker.what);
            let typed = self.wanted(&arg.value, &wanted.ty, &what, sink);
            if typed.private && !wanted.private {
                let message = format!("a private field would leave for {what}");
                sink.push(
                    Diagnostic::new(&PRIVATE_LEAK, arg.value.span, message)
                        .help("a private value goes only where the manifest marks the input `private`"),
                );
            }
            if found.iter().any(|(other, _)| *other == name.text) {
                let message = format!("`{}` is given twice", name.text);
                sink.push(Diagnostic::new(&DEFINED_TWICE, name.span, message));
            } else {
                found.push((name.text.clone(), typed.expr));
            }
        }
        let missing: Vec<String> = taker
            .wanted
            .iter()
            .filter(|wanted| !wanted.optional && !found.iter().any(|(name, _)| name == wanted.name))
            .map(|wanted| format!("`{}`", wanted.name))
            .collect();
        let holes = given.is_some_and(|args| args.args.iter().any(|arg| arg.name.is_none()));
        if taker.complete && !missing.is_empty() && !holes {
            let message = format!("{} needs {}", taker.what, missing.join(", "));
            sink.push(Diagnostic::new(&MISSING_ARGUMENT, given.map_or(at, |args| args.span), message));
        }
        found
    }
}
