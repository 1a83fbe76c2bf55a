//! Values as text.

use jiff::tz::TimeZone;

use super::clock;
use super::scope::Scope;
use crate::ir::{Duration, Piece, Template, Time, Value};

/// How values are told to a contact.
pub(super) struct Manner {
    /// The contact's time zone.
    pub zone: TimeZone,
    /// The event's time.
    pub now: Time,
    /// The tongue of names and relative times.
    pub tongue: Tongue,
}

/// The languages in which the engine itself has words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Russian,
}

impl Manner {
    /// The manner for a contact. Where its language is unknown, the letters of the text around the hole decide.
    pub fn of(scope: &Scope<'_>, around: &Template) -> Self {
        let language = &scope.contact.person.language;
        let cyrillic = |piece: &Piece| matches!(piece, Piece::Literal(text) if text.chars().any(is_cyrillic));
        let russian = match language.as_str() {
            "" => around.0.iter().any(cyrillic),
            language => language.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("ru")),
        };
        let tongue = if russian { Tongue::Russian } else { Tongue::English };
        Manner { zone: scope.zone(), now: scope.now, tongue }
    }
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&letter)
}

/// A value as it is inserted into a text without a filter: numbers without needless zeros, times in the contact's zone
/// as `2026-12-04 11:00`, lists joined by commas.
pub fn show(value: &Value, scope: &Scope<'_>) -> String {
    show_as(value, &Manner::of(scope, &Template::default()))
}

/// A value for people of the team and for other programs: times in UTC.
pub fn plain(value: &Value) -> String {
    show_as(value, &Manner { zone: TimeZone::UTC, now: Time::default(), tongue: Tongue::English })
}

pub(super) fn show_as(value: &Value, manner: &Manner) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => "false".to_owned(),
        Value::Time(at) => {
            let local = clock::local(*at, &manner.zone);
            format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
        }
        Value::Date(day) => day.to_string(),
        Value::Duration(span) => duration(*span),
        Value::Media(media) => format!("{:?}", media.kind).to_lowercase(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| show_as(item, manner)).collect();
            items.join(", ")
        }
        Value::Record(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}: {}", show_as(value, manner))).collect();
            fields.join(", ")
        }
    }
}

/// `1d2h30m`, as the language writes it; what is under a second is dropped.
fn duration(span: Duration) -> String {
    let mut seconds = span.0.unsigned_abs() / 1000;
    let mut text = String::new();
    if span.0 < 0 && seconds > 0 {
        text.push('-');
    }
    for (unit, length) in [("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] {
        if seconds >= length {
            text.push_str(&format!("{}{unit}", seconds / length));
            seconds %= length;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
