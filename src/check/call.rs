//! `do`: actions of the manifest.

use super::message::slot_type;
use super::scope::unknown;
use super::statement::{Here, action_taker};
use super::tail::{self, Word};
use super::ty::{goes_into, words};
use crate::diagnostic::codes::names::UNKNOWN_ACTION;
use crate::diagnostic::codes::types::{NOTHING_TO_SAVE, WRONG_TYPE};
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::ir::{Action, Type};
use crate::syntax::ast::{Do, Name, Path};

/// A call with its arguments and tail.
pub fn call(here: &Here<'_, '_>, call: &Do, sink: &mut Sink) {
    let scope = &here.scope;
    let action = call.action.as_ref().map(|path| (path, action(here, path, sink)));
    match (&action, &call.args) {
        (Some((path, Some(action))), Some(args)) => {
            scope.args(Some(args), call.span, &action_taker(&path.dotted(), action), sink);
        }
        (_, Some(args)) => {
            for arg in &args.args {
                scope.expr(&arg.value, sink);
            }
        }
        (_, None) => {}
    }
    if let (Some(save), Some((path, Some(action)))) = (&call.tail.save, &action) {
        let slot = scope.slot(save, sink);
        match (&action.output, slot) {
            (None, _) => sink.push(
                Diagnostic::new(&NOTHING_TO_SAVE, save.span, format!("`{}` returns nothing", path.dotted()))
                    .help("give the action an `output` in flow.yaml, or leave the `save` out"),
            ),
            (Some(output), Some(slot)) if !goes_into(&output.ty, &slot.ty) => {
                let message = format!(
                    "`{}` returns {}, and `{}` is {}",
                    path.dotted(),
                    words(&output.ty),
                    save.text,
                    slot_type(&slot).words()
                );
                let found = Diagnostic::new(&WRONG_TYPE, save.span, message);
                let is_record = matches!(output.ty, Type::Record(_));
                sink.push(if is_record {
                    found.help("save the record under a name of its own, then `set` the field")
                } else {
                    found
                });
            }
            _ => {}
        }
    } else if let Some(save) = &call.tail.save {
        scope.slot(save, sink);
    }
    tail::words(&call.tail, &[Word::Save, Word::Times, Word::Within, Word::Else], "do", sink);
    tail::bodies(here, &call.tail, sink);
}

/// An action of the manifest.
pub fn action<'n>(here: &Here<'n, '_>, path: &Path, sink: &mut Sink) -> Option<&'n Action> {
    let input = here.scope.names.input;
    let name = path.dotted();
    if let Some(action) = input.outside.actions.get(&name) {
        return Some(action);
    }
    let whole = Name { text: name.clone(), span: path.span };
    if !input.has_manifest {
        sink.push(
            Diagnostic::new(
                &UNKNOWN_ACTION,
                path.span,
                format!("there is no action `{name}`: there is no manifest"),
            )
            .help("actions are declared in flow.yaml, with their types, under `actions`"),
        );
        return None;
    }
    let actions = || input.outside.actions.keys().map(String::as_str);
    let message = format!("the manifest has no action `{name}`");
    let found = unknown(&UNKNOWN_ACTION, &whole, message, actions());
    let help = "declare it in flow.yaml under `actions`";
    // A slip in one half of a dotted name is still a slip.
    let half = path.segments.last().and_then(|last| {
        let same_end = actions().find(|other| other.rsplit('.').next() == Some(last.text.as_str()));
        same_end.or_else(|| nearest(&name, actions()))
    });
    sink.push(match (found.help.is_some(), half) {
        (true, _) => found,
        (false, Some(near)) => found.help(format!("did you mean `{near}`?")),
        (false, None) => found.help(help),
    });
    None
}
