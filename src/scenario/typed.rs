//! Values as tests write them, made to fit where they go.

use jiff::tz::TimeZone;

use crate::engine::Machine;
use crate::engine::eval::{clock, fit};
use crate::ir::{Type, Value};

/// The value as the type wants it, or as it was written where it does not fit. A day where an instant is wanted is its
/// beginning, a number where a text is wanted its digits, as a request would bring it.
pub(super) fn typed(value: Value, ty: &Type, zone: &TimeZone, machine: &Machine) -> Value {
    let value = match (ty, value) {
        (Type::Time, Value::Date(day)) => Value::Time(clock::start_of_day(day, zone)),
        (Type::Date, Value::Time(at)) => Value::Date(clock::local(at, zone).date()),
        (Type::Text(_), Value::Number(number)) => Value::Text(number.normalize().to_string()),
        (Type::List(item), Value::List(items)) => {
            Value::List(items.into_iter().map(|value| typed(value, item, zone, machine)).collect())
        }
        (Type::Record(fields), Value::Record(values)) => {
            let field = |(name, value)| {
                let ty = fields.iter().find(|(field, _, _)| *field == name).map(|(_, ty, _)| ty);
                let value =
                    ty.map_or_else(|| Value::clone(&value), |ty| typed(value.clone(), ty, zone, machine));
                (name, value)
            };
            Value::Record(values.into_iter().map(field).collect())
        }
        (_, value) => value,
    };
    fit(value.clone(), ty, machine.regexes()).unwrap_or(value)
}

/// Whether the value is one of the type; an empty one is where nothing must be there.
pub(super) fn fits(value: &Value, ty: &Type, machine: &Machine) -> bool {
    fit(value.clone(), ty, machine.regexes()).is_some()
}

/// A type in the user's words.
pub(super) fn words(ty: &Type) -> String {
    match ty {
        Type::Text(None) => "a text".to_owned(),
        Type::Text(Some(pattern)) => format!("a text that matches /{}/", pattern.pattern),
        Type::Number { .. } => "a number within its bounds".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Time => "a time".to_owned(),
        Type::Date => "a day".to_owned(),
        Type::Duration => "a duration".to_owned(),
        Type::Image => "an image".to_owned(),
        Type::File => "a file".to_owned(),
        Type::OneOf(values) => format!("one of {}", values.join(", ")),
        Type::List(item) => format!("a list, each {}", words(item)),
        Type::Record(fields) => {
            let names: Vec<&str> = fields.iter().map(|(name, _, _)| name.as_str()).collect();
            format!("a record of {}", names.join(", "))
        }
    }
}
