//! Values from JSON, by their declared types.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::ir::{Duration, MediaKind, MediaRef, Param, Time, Type, Value};

/// What an action that answers this text returns.
///
/// # Errors
/// In words: no JSON, or not what is declared.
pub fn read_answer(text: &str, output: Option<&Param>) -> Result<Value, String> {
    let json = serde_json::from_str(text).map_err(|_| "what it answers is not JSON".to_owned())?;
    match output {
        Some(output) => read(&json, &output.ty, output.optional),
        None => Ok(Value::Empty),
    }
}

/// Reads a value of a type. What is missing where it may be is [`Value::Empty`]; fields that no shape names are left out.
///
/// # Errors
/// What does not fit and where, such as `$.items[2].price is a number, not a text`. Values of the answer are not quoted.
pub fn read(json: &Json, ty: &Type, optional: bool) -> Result<Value, String> {
    read_at(json, ty, optional, "$")
}

fn read_at(json: &Json, ty: &Type, optional: bool, at: &str) -> Result<Value, String> {
    if json.is_null() {
        return if optional { Ok(Value::Empty) } else { Err(format!("{at} is missing")) };
    }
    let misfit = |wants: &str| Err(format!("{at} is not {wants}, it is {}", what(json)));
    let text = json.as_str();
    match ty {
        Type::Text(pattern) => {
            let Some(text) = plain_text(json) else { return misfit("a text") };
            let regex = pattern.as_ref().map(|pattern| pattern.compile_whole());
            match regex {
                Some(Ok(regex)) if !regex.is_match(&text) => misfit("a text of the declared form"),
                Some(Err(_)) => misfit("a text of the declared form"),
                _ => Ok(Value::Text(text)),
            }
        }
        Type::Number { from, to } => {
            let Some(number) = number(json) else { return misfit("a number") };
            let fits = from.is_none_or(|from| number >= from) && to.is_none_or(|to| number <= to);
            if fits { Ok(Value::Number(number)) } else { misfit("a number within its bounds") }
        }
        Type::Bool => json.as_bool().map_or_else(|| misfit("true or false"), |value| Ok(Value::Bool(value))),
        Type::Time => match text.and_then(|text| text.parse().ok()) {
            Some(timestamp) => Ok(Value::Time(Time::from_timestamp(timestamp))),
            None => misfit("a time such as 2026-11-20T10:00:00Z"),
        },
        Type::Date => match text.and_then(|text| text.parse().ok()) {
            Some(date) => Ok(Value::Date(date)),
            None => misfit("a date such as 2026-11-20"),
        },
        Type::Duration => {
            let millis = number(json).and_then(|seconds| seconds.checked_mul(Decimal::ONE_THOUSAND));
            match millis.and_then(|millis| i64::try_from(millis.trunc()).ok()).filter(|millis| *millis >= 0) {
                Some(millis) => Ok(Value::Duration(Duration(millis))),
                None => misfit("a length of time in seconds"),
            }
        }
        Type::Image | Type::File => {
            let kind = if *ty == Type::Image { MediaKind::Image } else { MediaKind::File };
            match text.filter(|text| text.starts_with("https://") || text.starts_with("http://")) {
                Some(url) => Ok(Value::Media(MediaRef { kind, at: url.to_owned(), mime: String::new() })),
                None => misfit("a URL"),
            }
        }
        Type::OneOf(texts) => {
            let found = text.and_then(|text| texts.iter().find(|known| crate::ir::same_text(known, text)));
            found.map_or_else(|| misfit("one of the declared texts"), |text| Ok(Value::Text(text.clone())))
        }
        Type::List(item) => {
            const ITEMS_MAX: usize = 1_000;
            let Some(items) = json.as_array() else { return misfit("a list") };
            if items.len() > ITEMS_MAX {
                return Err(format!("{at} has more than {ITEMS_MAX} items"));
            }
            let items = items.iter().enumerate();
            Ok(Value::List(
                items
                    .map(|(n, json)| read_at(json, item, false, &format!("{at}[{n}]")))
                    .collect::<Result<_, _>>()?,
            ))
        }
        Type::Record(fields) => {
            let Some(object) = json.as_object() else { return misfit("a record") };
            record(object, fields, at)
        }
    }
}

fn record(object: &Map<String, Json>, fields: &[(String, Type, bool)], at: &str) -> Result<Value, String> {
    let mut record = BTreeMap::new();
    for (name, ty, optional) in fields {
        let json = object.get(name).unwrap_or(&Json::Null);
        record.insert(name.clone(), read_at(json, ty, *optional, &format!("{at}.{name}"))?);
    }
    Ok(Value::Record(record))
}

/// A text, or a number or a truth value that lost its quotes.
fn plain_text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) => number(json).map(|number| number.to_string()),
        _ => None,
    }
}

/// A number, or a text that is one. A fraction of more digits than a float holds is refused: it has lost some.
fn number(json: &Json) -> Option<Decimal> {
    const FLOAT_DIGITS: usize = 15;
    let text = match json {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    let number = text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()?;
    let digits = text
        .trim_start_matches(['-', '0', '.'])
        .chars()
        .take_while(|c| *c != 'e')
        .filter(char::is_ascii_digit);
    let float = json.as_i64().is_none() && json.as_u64().is_none() && json.is_number();
    (!float || digits.count() <= FLOAT_DIGITS).then_some(number)
}

fn what(json: &Json) -> &'static str {
    match json {
        Json::Null => "missing",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a record",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_type() -> Type {
        Type::Number { from: None, to: None }
    }

    #[test]
    fn answers_are_read_by_their_declared_type() {
        let json: Json = serde_json::from_str(
            r#"{"number": 7, "status": "PAID", "total": "12.50", "at": "2026-11-20T12:00:00+02:00", "more": [1], "tags": ["a"]}"#,
        )
        .unwrap();
        let field = |name: &str, ty, optional| (name.to_owned(), ty, optional);
        let shape = Type::Record(vec![
            field("number", Type::Text(None), false),
            field("status", Type::OneOf(vec!["unpaid".into(), "paid".into()]), false),
            field("total", number_type(), false),
            field("at", Type::Time, false),
            field("tags", Type::List(Box::new(Type::Text(None))), false),
            field("note", Type::Text(None), true),
        ]);
        let Value::Record(record) = read(&json, &shape, false).unwrap() else { panic!("a record") };
        assert_eq!(record["number"], Value::Text("7".into()));
        assert_eq!(record["status"], Value::Text("paid".into()), "as it is declared");
        assert_eq!(record["total"], Value::Number("12.50".parse().unwrap()));
        assert_eq!(record["at"].clone(), Value::Time(Time(1_795_168_800_000)));
        assert_eq!(record["note"], Value::Empty);
        assert!(!record.contains_key("more"));
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_place_and_without_its_value() {
        let json: Json = serde_json::from_str(r#"{"items": [{"price": 1}, {"price": "s3cret"}]}"#).unwrap();
        let item = Type::Record(vec![("price".to_owned(), number_type(), false)]);
        let shape = Type::Record(vec![("items".to_owned(), Type::List(Box::new(item)), false)]);
        assert_eq!(read(&json, &shape, false).unwrap_err(), "$.items[1].price is not a number, it is a text");
        assert_eq!(read(&Json::Null, &shape, false).unwrap_err(), "$ is missing");
        assert_eq!(read(&Json::Null, &shape, true), Ok(Value::Empty));
    }

    #[test]
    fn a_number_keeps_its_digits_or_is_refused() {
        let read = |text: &str| read(&serde_json::from_str(text).unwrap(), &number_type(), false);
        let decimal = |text: &str| Ok(Value::Number(text.parse().unwrap()));
        assert_eq!(read("0.1"), decimal("0.1"));
        assert_eq!(read("1e3"), decimal("1000"));
        assert_eq!(read("18446744073709551615"), decimal("18446744073709551615"));
        assert_eq!(read("\"0.1234567890123456789\""), decimal("0.1234567890123456789"));
        assert!(read("0.1234567890123456789").is_err(), "a float has lost digits");
    }
}
