//! Values to JSON, by their declared types.

use rust_decimal::Decimal;
use serde_json::Value as Json;

pub(super) use crate::engine::eval::{read, read_answer};
use crate::ir::{Duration, MediaRef, Value};

/// A value as JSON text. Decimals keep every digit, which a JSON library's floats do not.
///
/// # Errors
/// In words, where a value has no JSON form: media that has no URL.
pub(super) fn write(value: &Value, out: &mut String) -> Result<(), String> {
    match value {
        Value::Empty => out.push_str("null"),
        Value::Text(text) => string(text, out),
        Value::Number(number) => out.push_str(&number.normalize().to_string()),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Time(time) => string(&time.to_string(), out),
        Value::Date(date) => string(&date.to_string(), out),
        Value::Duration(duration) => out.push_str(&seconds(*duration).to_string()),
        Value::Media(media) => string(address(media)?, out),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Record(fields) => object(fields.iter().map(|(name, value)| (name.as_str(), value)), out)?,
    }
    Ok(())
}

/// Fields as a JSON object, in their order.
///
/// # Errors
/// As [`write`].
pub(super) fn object<'v>(
    fields: impl Iterator<Item = (&'v str, &'v Value)>,
    out: &mut String,
) -> Result<(), String> {
    out.push('{');
    for (at, (name, value)) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        string(name, out);
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Ok(())
}

/// A value as plain text, for a URL.
///
/// # Errors
/// In words: lists, records and media without a URL have no such form.
pub(super) fn plain(value: &Value) -> Result<String, String> {
    Ok(match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => seconds(*duration).to_string(),
        Value::Media(media) => address(media)?.to_owned(),
        Value::List(_) | Value::Record(_) => {
            return Err("a list or a record does not fit into a URL".to_owned());
        }
    })
}

fn string(text: &str, out: &mut String) {
    out.push_str(&Json::from(text).to_string());
}

fn seconds(duration: Duration) -> Decimal {
    Decimal::new(duration.0, 3).normalize()
}

fn address(media: &MediaRef) -> Result<&str, String> {
    let open = media.at.starts_with("https://") || media.at.starts_with("http://");
    if open {
        Ok(&media.at)
    } else {
        Err("a picture or file without a URL cannot be sent to an action".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::ir::Time;

    #[test]
    fn values_are_written_typed_and_texts_cannot_break_out() {
        let record: BTreeMap<String, Value> = [
            ("a\"b".to_owned(), Value::Text("\",\"admin\":true,\"x\":\"\n".into())),
            ("n".to_owned(), Value::Number("0.10000000000000000000000001".parse().unwrap())),
            ("none".to_owned(), Value::Empty),
            ("t".to_owned(), Value::Time(Time(0))),
            ("wait".to_owned(), Value::Duration(Duration(90_500))),
        ]
        .into();
        let mut out = String::new();
        write(&Value::List(vec![Value::Record(record), Value::Bool(true)]), &mut out).unwrap();
        assert_eq!(
            out,
            r#"[{"a\"b":"\",\"admin\":true,\"x\":\"\n","n":0.10000000000000000000000001,"none":null,"t":"1970-01-01T00:00:00Z","wait":90.5},true]"#
        );
    }
}
