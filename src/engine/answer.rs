//! Is this message an answer to that question, and which value does it hold?

use super::eval::{self, clock, same_text};
use super::event::Message;
use super::reading;
use super::run::Run;
use super::take::has_media;
use crate::ir::{Ask, AskKind, ContactValue, MediaKind, SlotPlace, Time, Type, Value};

/// What a message is to a question.
pub(crate) enum Reading {
    /// An answer with this value.
    Fits(Value),
    /// Of the kind that is wanted, but no answer.
    Unfit,
    /// Of another kind.
    OtherKind,
}

/// What a message is to an `ask`.
pub(crate) fn read(run: &Run<'_>, ask: &Ask, message: &Message) -> Reading {
    if let Some(kind) = wanted_media(ask) {
        if !message.media.iter().any(|_| kind.is_none_or(|kind| has_media(message, kind))) {
            return Reading::OtherKind;
        }
        let fits = |own: MediaKind| {
            kind.is_none_or(|kind| own == kind || (kind == MediaKind::Video && own == MediaKind::Note))
        };
        let mut fitting = message.media.iter().filter(|media| fits(media.kind));
        if let Some(Type::List(_)) = ask.tail.save.as_ref().map(|slot| &slot.ty) {
            return Reading::Fits(Value::List(fitting.cloned().map(Value::Media).collect()));
        }
        return match fitting.next() {
            Some(media) if ask.kind == Some(AskKind::Location) => {
                Reading::Fits(Value::Text(media.at.clone()))
            }
            Some(media) => Reading::Fits(Value::Media(media.clone())),
            None => Reading::Unfit,
        };
    }
    if message.text.trim().is_empty() {
        return Reading::OtherKind;
    }
    if let Some(choices) = &ask.choices {
        let Value::List(items) = run.value(choices) else { return Reading::Unfit };
        let shown = |item: &Value| run.scoped(run.innermost(), None, |scope| eval::show(item, scope));
        let chosen = items.into_iter().find(|item| same_text(&shown(item), &message.text));
        return chosen.map_or(Reading::Unfit, Reading::Fits);
    }
    value_of_text(run, ask, &message.text).map_or(Reading::Unfit, Reading::Fits)
}

/// The kind of media that is wanted: `None` is text, `Some(None)` any media.
fn wanted_media(ask: &Ask) -> Option<Option<MediaKind>> {
    match (ask.kind, ask.tail.save.as_ref().map(|slot| &slot.ty)) {
        (Some(AskKind::Image), _) | (None, Some(Type::Image)) => Some(Some(MediaKind::Image)),
        (Some(AskKind::Voice), _) => Some(Some(MediaKind::Voice)),
        (Some(AskKind::Video), _) => Some(Some(MediaKind::Video)),
        (Some(AskKind::File), _) => Some(Some(MediaKind::File)),
        (Some(AskKind::Location), _) => Some(Some(MediaKind::Location)),
        (None, Some(Type::File)) => Some(None),
        _ => None,
    }
}

fn value_of_text(run: &Run<'_>, ask: &Ask, text: &str) -> Option<Value> {
    let slot = ask.tail.save.as_ref();
    let of_kind = match (ask.kind, slot.map(|slot| &slot.place)) {
        (Some(AskKind::Number), _) => Some(of_text(run, text, &Type::Number { from: None, to: None })),
        (Some(AskKind::Time), _) => Some(of_text(run, text, &Type::Time)),
        (Some(AskKind::Date), _) => Some(of_text(run, text, &Type::Date)),
        (Some(AskKind::Phone), _) | (None, Some(SlotPlace::Contact(ContactValue::Phone))) => {
            Some(reading::phone(text).map(Value::Text))
        }
        (Some(AskKind::Email), _) | (None, Some(SlotPlace::Contact(ContactValue::Email))) => {
            Some(reading::email(text).map(Value::Text))
        }
        _ => None,
    };
    match (of_kind, slot) {
        (Some(value), _) => value,
        (None, Some(slot)) => of_text(run, text, &slot.ty),
        (None, None) => Some(Value::Text(text.to_owned())),
    }
}

/// The value of a type that a text holds.
pub(crate) fn of_text(run: &Run<'_>, text: &str, ty: &Type) -> Option<Value> {
    let zone = clock::zone(run.contact, run.machine);
    let now = run.now.timestamp();
    let value = match ty {
        Type::Text(_) | Type::OneOf(_) => Value::Text(text.to_owned()),
        Type::Number { .. } => Value::Number(reading::number(text)?),
        Type::Bool => Value::Bool(reading::yes_no(text)?),
        Type::Time => Value::Time(Time::from_timestamp(reading::time(text, now, &zone)?)),
        Type::Date => Value::Date(reading::date(text, now, &zone)?),
        Type::Duration => {
            let span = reading::duration(text)?;
            Value::Duration(crate::ir::Duration(i64::try_from(span.as_millis()).ok()?))
        }
        Type::List(item) => Value::List(vec![of_text(run, text, item)?]),
        Type::Image | Type::File | Type::Record(_) => return None,
    };
    eval::fit(value, ty, run.machine.regexes())
}

/// The value of a type that stands somewhere in a text: what `save` of a pattern without a model finds.
pub(crate) fn in_text(run: &Run<'_>, text: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::Text(Some(pattern)) => {
            let found = reading::matches(&pattern.compile().ok()?, text)?;
            eval::fit(Value::Text(found), ty, run.machine.regexes())
        }
        Type::OneOf(values) => Some(Value::Text(values[reading::choice(values, text)?].clone())),
        ty => of_text(run, text, ty),
    }
}
