//! Values as requests bring them.

use super::{Regexes, fit};
use crate::ir::{Time, Type, Value};

/// The value of a parameter's text: numbers with a point or a comma, `1 true yes` and `0 false no`, instants as RFC 3339 or
/// as seconds since 1970, days as `2026-12-04`. `None` where it does not fit the type.
pub fn from_wire(text: &str, ty: &Type, regexes: &Regexes) -> Option<Value> {
    let text = text.trim();
    let value = match ty {
        Type::Text(_) | Type::OneOf(_) => Value::Text(text.to_owned()),
        Type::Number { .. } => Value::Number(text.replace(',', ".").parse().ok()?),
        Type::Bool => match text.to_lowercase().as_str() {
            "1" | "true" | "yes" => Value::Bool(true),
            "0" | "false" | "no" => Value::Bool(false),
            _ => return None,
        },
        Type::Time => {
            let seconds = text.parse::<i64>().ok().map(jiff::Timestamp::from_second);
            Value::Time(Time::from_timestamp(seconds.unwrap_or_else(|| text.parse()).ok()?))
        }
        Type::Date => Value::Date(text.parse().ok()?),
        Type::Duration | Type::Image | Type::File | Type::List(_) | Type::Record(_) => return None,
    };
    fit(value, ty, regexes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_by_their_types() {
        let number = Type::Number { from: None, to: None };
        let plan = Type::OneOf(vec!["Pro".to_owned()]);
        let table = [
            ("50,5", &number, Some(Value::Number("50.5".parse().expect("a number")))),
            ("fifty", &number, None),
            ("YES", &Type::Bool, Some(Value::Bool(true))),
            ("1767607200", &Type::Time, Some(Value::Time(Time(1_767_607_200_000)))),
            ("2026-01-05T10:00:00Z", &Type::Time, Some(Value::Time(Time(1_767_607_200_000)))),
            (" pro", &plan, Some(Value::Text("Pro".to_owned()))),
            ("max", &plan, None),
            ("{payout}", &Type::Date, None),
        ];
        for (text, ty, value) in table {
            assert_eq!(from_wire(text, ty, &Regexes::default()), value, "{text}");
        }
    }
}
