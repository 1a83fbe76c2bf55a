//! What follows a statement that waits or can fail: which words mean something, what they save and test.

use super::local;
use super::message::{self, public, slot_type};
use super::statement::{self, Here};
use super::ty::{self, Ty, goes_into};
use crate::diagnostic::codes::graph::{ASK_WITHOUT_BOUND, MEANINGLESS_WORD};
use crate::diagnostic::codes::types::WRONG_TYPE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Type;
use crate::syntax::ast::{AnswerKind, Ask, Choices, Tail};

/// A word of a tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// `save`
    Save,
    /// `where`
    Where,
    /// `at most`
    Times,
    /// `within`
    Within,
    /// `else`
    Else,
}

/// Tells the words that mean nothing behind a statement.
pub fn words(tail: &Tail, allowed: &[Word], statement: &str, sink: &mut Sink) {
    let written = [
        (Word::Save, "save", tail.save.as_ref().map(|name| name.span)),
        (Word::Where, "where", tail.guard.as_ref().map(|guard| guard.span)),
        (Word::Times, "at most", tail.times.as_ref().map(|limit| limit.span)),
        (Word::Within, "within", tail.within.as_ref().map(|limit| limit.span)),
        (Word::Else, "else", tail.else_body.as_ref().map(|body| body.span())),
    ];
    for (word, shown, span) in written {
        let Some(span) = span else { continue };
        if allowed.contains(&word) {
            continue;
        }
        let takes = [
            (Word::Save, "`save`"),
            (Word::Where, "`where`"),
            (Word::Times, "`at most`"),
            (Word::Within, "`within`"),
            (Word::Else, "`else`"),
        ];
        let takes: Vec<&str> =
            takes.iter().filter(|(word, _)| allowed.contains(word)).map(|(_, shown)| *shown).collect();
        sink.push(
            Diagnostic::new(&MEANINGLESS_WORD, span, format!("`{shown}` means nothing behind `{statement}`"))
                .help(format!("`{statement}` takes {}", takes.join(", "))),
        );
    }
}

/// The bodies of a tail.
pub fn bodies(here: &Here<'_, '_>, tail: &Tail, sink: &mut Sink) {
    let limits = [
        tail.times.as_ref().and_then(|limit| limit.body.as_ref()),
        tail.within.as_ref().and_then(|limit| limit.body.as_ref()),
        tail.else_body.as_ref(),
    ];
    for body in limits.into_iter().flatten() {
        statement::body(here, body, sink);
    }
}

/// The `where` of a tail: `answer` is what has just come.
pub fn guard(here: &Here<'_, '_>, tail: &Tail, answer: &Ty, sink: &mut Sink) {
    if let Some(guard) = &tail.guard {
        here.scope.with_answer(answer.clone()).condition(guard, sink);
    }
}

/// A tail with all five words behind something that brings a value of a type.
pub fn all(here: &Here<'_, '_>, tail: &Tail, value: &Ty, sink: &mut Sink) -> Option<Type> {
    let slot = tail.save.as_ref().and_then(|name| here.scope.slot(name, sink));
    if let (Some(name), Some(slot), Ty::Of(given)) = (&tail.save, &slot, value) {
        // A text is read into whatever the place wants; other kinds must fit as they are.
        let gathers = match (given, &slot.ty) {
            // Several pictures of one message are a list.
            (Type::Image | Type::File, Type::List(item)) => goes_into(given, item),
            _ => false,
        };
        if !matches!(given, Type::Text(_)) && !gathers && !goes_into(given, &slot.ty) {
            let message =
                format!("this brings {}, and `{}` is {}", value.words(), name.text, slot_type(slot).words());
            sink.push(Diagnostic::new(&WRONG_TYPE, name.span, message));
        }
        if matches!(given, Type::Text(_)) && matches!(slot.ty, Type::Image | Type::File | Type::Record(_)) {
            let message = format!("this brings a text, and `{}` is {}", name.text, slot_type(slot).words());
            let help = "say what kind of answer is wanted: `ask image \"…\"`";
            sink.push(Diagnostic::new(&WRONG_TYPE, name.span, message).help(help));
        }
    }
    let answer = match (&slot, value) {
        (Some(slot), Ty::Of(Type::Text(_))) => slot_type(slot),
        _ => value.clone(),
    };
    guard(here, tail, &answer, sink);
    bodies(here, tail, sink);
    slot.map(|slot| slot.ty)
}

/// A question.
pub fn ask(here: &Here<'_, '_>, ask: &Ask, sink: &mut Sink) {
    let buttons = match &ask.choices {
        Some(Choices::Buttons(buttons)) => Some(buttons),
        _ => None,
    };
    if ask.ai {
        for wording in &ask.wordings {
            public(&here.scope, wording, super::message::MODEL, sink);
        }
        message::message(here, &[], ask.media.as_ref(), buttons, sink);
    } else {
        message::message(here, &ask.wordings, ask.media.as_ref(), buttons, sink);
    }
    if let Some(Choices::OneOf(list)) = &ask.choices {
        let typed = here.scope.expr(list, sink);
        if let Ty::Of(other) = &typed.ty
            && !matches!(other, Type::List(_))
        {
            let message = format!("`one of` offers the items of a list, this is {}", ty::words(other));
            sink.push(Diagnostic::new(&WRONG_TYPE, list.span, message));
        }
    }
    let value = local::asked(ask, &here.scope);
    let slot = all(here, &ask.tail, &value, sink);
    let kind_checks = ask.kind.is_some_and(|kind| kind != AnswerKind::Text);
    let slot_checks = slot.is_some_and(|ty| ty != Type::Text(None));
    let offers = matches!(ask.choices, Some(Choices::OneOf(_)));
    let checks = kind_checks || slot_checks || offers || ask.tail.guard.is_some();
    let bounded = ask.tail.times.is_some() || ask.tail.within.is_some() || ask.tail.else_body.is_some();
    if checks && !bounded {
        sink.push(
            Diagnostic::new(
                &ASK_WITHOUT_BOUND,
                ask.span,
                "this may ask again for ever: only a fitting answer ends it",
            )
            .help("bound it: `at most 3 times within 1d else -> STEP`"),
        );
    }
}
