//! A value of a declared type in a text.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{choice, date, duration, matches, number, time, yes_no};
use crate::ir::{Duration, Time, Type, Value};

/// The value of this type that a text holds, with the type's own bounds kept: a number between them, one of the texts in the
/// declaration's spelling, the one value that a pattern finds. Plain text is the whole text, trimmed. None for an empty text, for
/// several different values, and for pictures, files, lists and records, which no text holds.
pub fn value(ty: &Type, text: &str, now: Timestamp, zone: &TimeZone) -> Option<Value> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    match ty {
        Type::Text(None) => Some(Value::Text(trimmed.to_string())),
        Type::Text(Some(pattern)) => {
            // A pattern of the whole value goes first: it may be of several words.
            if pattern.compile_whole().is_ok_and(|whole| whole.is_match(trimmed)) {
                return Some(Value::Text(trimmed.to_string()));
            }
            matches(&pattern.compile().ok()?, text).map(Value::Text)
        }
        Type::Number { from, to } => {
            let number = number(text)?;
            let fits = from.is_none_or(|from| number >= from) && to.is_none_or(|to| number <= to);
            fits.then_some(Value::Number(number))
        }
        Type::Bool => yes_no(text).map(Value::Bool),
        Type::Time => time(text, now, zone).map(|at| Value::Time(Time::from_timestamp(at))),
        Type::Date => date(text, now, zone).map(Value::Date),
        Type::Duration => {
            let length = duration(text)?;
            i64::try_from(length.as_millis()).ok().map(|milliseconds| Value::Duration(Duration(milliseconds)))
        }
        Type::OneOf(options) => choice(options, text).map(|place| Value::Text(options[place].clone())),
        Type::Image | Type::File | Type::List(_) | Type::Record(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::ir::Regex;

    fn read(ty: &Type, text: &str) -> Option<Value> {
        value(ty, text, Timestamp::UNIX_EPOCH, &TimeZone::UTC)
    }

    #[test]
    fn each_type_reads_its_own() {
        let id = Type::Text(Some(Regex { pattern: "[0-9]{6,12}".into(), ignore_case: false }));
        assert_eq!(read(&id, "my ID: 1234567"), Some(Value::Text("1234567".into())));
        let score = Type::Number { from: Some(Decimal::ZERO), to: Some(Decimal::TEN) };
        assert_eq!(read(&score, "девять"), Some(Value::Number(Decimal::from(9))));
        assert_eq!(read(&score, "eleven"), None);
        assert_eq!(read(&Type::Bool, "да"), Some(Value::Bool(true)));
        assert_eq!(read(&Type::Time, "in an hour"), Some(Value::Time(Time(3_600_000))));
        assert_eq!(read(&Type::Duration, "полчаса"), Some(Value::Duration(Duration(1_800_000))));
        let plan = Type::OneOf(vec!["Free".into(), "Pro".into()]);
        assert_eq!(read(&plan, "pro, please"), Some(Value::Text("Pro".into())));
        assert_eq!(read(&Type::Text(None), "  Olga "), Some(Value::Text("Olga".into())));
    }

    #[test]
    fn an_empty_text_holds_nothing() {
        for ty in [Type::Text(None), Type::Bool, Type::Time, Type::Date, Type::Image] {
            assert_eq!(read(&ty, " "), None);
        }
    }
}
