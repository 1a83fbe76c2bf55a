//! Visits: their arguments, and what they save.

use super::scope::Scope;
use super::statement::Here;
use super::tail::{self, Word};
use super::ty::{self, Ty, goes_into};
use crate::diagnostic::codes::people::PRIVATE_LEAK;
use crate::diagnostic::codes::types::{NOTHING_TO_SAVE, WRONG_TYPE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::syntax::ast::{Name, Visit};

/// A visit.
pub fn check(here: &Here<'_, '_>, visit: &Visit, sink: &mut Sink) {
    let flow = visit.flow.as_ref().and_then(|path| {
        let flow = here.scope.flow_at(path, sink)?;
        here.scope.flow_args(flow, visit.args.as_ref(), path.span, sink);
        Some(flow)
    });
    tail::words(&visit.tail, &[Word::Save, Word::Within, Word::Else], "visit", sink);
    if let Some(name) = &visit.tail.save {
        save(&here.scope, flow, name, sink);
    }
    tail::bodies(here, &visit.tail, sink);
}

/// What the flow gives must fit where it is saved.
fn save(scope: &Scope<'_, '_>, flow: Option<usize>, name: &Name, sink: &mut Sink) {
    let slot = scope.slot(name, sink);
    let Some(flow) = flow.map(|flow| &scope.names.flows[flow]) else { return };
    let Some(given) = &flow.gives else {
        let message = format!("flow `{}` gives no value", flow.name);
        sink.push(
            Diagnostic::new(&NOTHING_TO_SAVE, name.span, message)
                .help("end the flow with one, `end with VALUE`, or leave `save` out"),
        );
        return;
    };
    let Some(slot) = slot else { return };
    if let Ty::Of(ty) = &given.ty
        && !goes_into(ty, &slot.ty)
    {
        let (given_words, wanted) = (ty::words(ty), ty::words(&slot.ty));
        let message = format!("flow `{}` gives {given_words}, and `{}` is {wanted}", flow.name, name.text);
        sink.push(Diagnostic::new(&WRONG_TYPE, name.span, message).also(given.span, "it is given here"));
    }
    let keeps = scope.field(&name.text).is_some_and(|field| field.private);
    if given.private && !keeps {
        let message = format!("`{}` is not private, and a private field would get into it", name.text);
        sink.push(
            Diagnostic::new(&PRIVATE_LEAK, name.span, message)
                .also(given.span, "it is given here")
                .help("declare it as a field that is `private` too"),
        );
    }
}
