//! Filters of holes: `{due | date "dd.MM"}`.

use jiff::civil::DateTime;

use super::scope::Scope;
use super::show::{Manner, Tongue, show_as};
use super::{clock, function, relative, template};
use crate::ir::{Filter, FilterKind, Value};

/// The value behind a filter. An empty value stays empty, but for `default`.
pub(super) fn apply(filter: &Filter, value: Value, manner: &Manner, scope: &Scope<'_>) -> Value {
    let argument = || filter.argument.as_ref().map(|argument| template::render(argument, scope));
    let blank = value.is_empty() || matches!(&value, Value::Text(text) if text.is_empty());
    if blank {
        return match filter.kind {
            FilterKind::Default => Value::Text(argument().unwrap_or_default()),
            _ => value,
        };
    }
    let text = |change: fn(&str) -> String| Value::Text(template::bounded(change(&show_as(&value, manner))));
    match filter.kind {
        FilterKind::Default => value,
        FilterKind::Upper => text(|text| text.to_uppercase()),
        FilterKind::Lower => text(|text| text.to_lowercase()),
        FilterKind::Capitalize => text(capitalize),
        FilterKind::Trim => text(|text| text.trim().to_owned()),
        FilterKind::Date => date(value, argument().as_deref().unwrap_or("dd.MM.yyyy"), manner),
        FilterKind::Time => date(value, argument().as_deref().unwrap_or("HH:mm"), manner),
        FilterKind::Relative => match value {
            Value::Time(at) => Value::Text(relative::words(at.0.saturating_sub(manner.now.0), manner.tongue)),
            Value::Date(day) => {
                let start = clock::start_of_day(day, &manner.zone);
                Value::Text(relative::words(start.0.saturating_sub(manner.now.0), manner.tongue))
            }
            other => other,
        },
        FilterKind::Round => match value {
            Value::Number(number) => {
                let places = argument().and_then(|places| places.trim().parse().ok()).unwrap_or(0);
                Value::Number(function::round(number, places))
            }
            other => other,
        },
        FilterKind::Join => match value {
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| show_as(item, manner)).collect();
                Value::Text(template::bounded(items.join(argument().as_deref().unwrap_or(", "))))
            }
            other => other,
        },
        FilterKind::Url => text(percent_encoded),
    }
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A URL's component: all but letters, digits and `-._~` as `%XX`.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte as char),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A day or an instant by a pattern.
fn date(value: Value, pattern: &str, manner: &Manner) -> Value {
    match value {
        Value::Time(at) => Value::Text(by_pattern(clock::local(at, &manner.zone), pattern, manner.tongue)),
        Value::Date(day) => Value::Text(by_pattern(day.at(0, 0, 0, 0), pattern, manner.tongue)),
        other => other,
    }
}

/// `dd d MM M MMM MMMM yyyy yy HH H mm ss EEE EEEE`; `'…'` stands as written, and so does every other character.
fn by_pattern(local: DateTime, pattern: &str, tongue: Tongue) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            let quoted = &rest[1..];
            let end = quoted.find('\'').unwrap_or(quoted.len());
            text.push_str(if end == 0 { "'" } else { &quoted[..end] });
            rest = quoted.get(end + 1..).unwrap_or_default();
            continue;
        }
        let run = rest.chars().take_while(|other| *other == letter).count();
        let bytes = run * letter.len_utf8();
        match (letter, run) {
            ('d', 1) => text.push_str(&local.day().to_string()),
            ('d', 2) => text.push_str(&format!("{:02}", local.day())),
            ('M', 1) => text.push_str(&local.month().to_string()),
            ('M', 2) => text.push_str(&format!("{:02}", local.month())),
            ('M', 3) => text.push_str(relative::month(local.month(), tongue).1),
            ('M', 4) => text.push_str(relative::month(local.month(), tongue).0),
            ('y', 2) => text.push_str(&format!("{:02}", local.year().rem_euclid(100))),
            ('y', 1 | 4) => text.push_str(&format!("{:04}", local.year())),
            ('H', 1) => text.push_str(&local.hour().to_string()),
            ('H', 2) => text.push_str(&format!("{:02}", local.hour())),
            ('m', 1) => text.push_str(&local.minute().to_string()),
            ('m', 2) => text.push_str(&format!("{:02}", local.minute())),
            ('s', 1) => text.push_str(&local.second().to_string()),
            ('s', 2) => text.push_str(&format!("{:02}", local.second())),
            ('E', 1..=3) => text.push_str(relative::weekday(local.weekday(), tongue).1),
            ('E', 4) => text.push_str(relative::weekday(local.weekday(), tongue).0),
            _ => text.push_str(&rest[..bytes]),
        }
        rest = &rest[bytes..];
    }
    text
}
