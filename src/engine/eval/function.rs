//! `length lower trim round min max`.

use std::cmp::Ordering;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::template;
use crate::ir::{Function, Value};

/// The value of a function. An argument that does not fit gives empty; the length of an empty value is 0.
pub(super) fn call(function: Function, args: Vec<Value>) -> Value {
    let mut args = args.into_iter();
    let first = args.next().unwrap_or_default();
    match (function, first) {
        (Function::Length, Value::Text(text)) => Value::Number(Decimal::from(text.chars().count())),
        (Function::Length, Value::List(items)) => Value::Number(Decimal::from(items.len())),
        (Function::Length, Value::Empty) => Value::Number(Decimal::ZERO),
        (Function::Lower, Value::Text(text)) => Value::Text(template::bounded(text.to_lowercase())),
        (Function::Trim, Value::Text(text)) => Value::Text(text.trim().to_owned()),
        (Function::Round, Value::Number(number)) => match args.next() {
            None => Value::Number(round(number, 0)),
            Some(Value::Number(places)) => {
                places.to_i64().map(|places| Value::Number(round(number, places))).unwrap_or_default()
            }
            Some(_) => Value::Empty,
        },
        (Function::Min, first) => extreme(first, args, Ordering::Less),
        (Function::Max, first) => extreme(first, args, Ordering::Greater),
        _ => Value::Empty,
    }
}

/// Rounded half away from zero; to at most 28 decimals, at least none.
pub(super) fn round(number: Decimal, places: i64) -> Decimal {
    let places = places.clamp(0, 28) as u32;
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// The least or greatest of the arguments, or of the items where the only argument is a list.
fn extreme(first: Value, rest: std::vec::IntoIter<Value>, better: Ordering) -> Value {
    let mut values = match first {
        Value::List(items) if rest.len() == 0 => items,
        first => std::iter::once(first).chain(rest).collect(),
    }
    .into_iter();
    let Some(mut best) = values.next() else { return Value::Empty };
    for value in values {
        match order(&value, &best) {
            Some(ordering) if ordering == better => best = value,
            Some(_) => {}
            None => return Value::Empty,
        }
    }
    // A lone argument without an order is no extreme of anything.
    if order(&best, &best).is_some() { best } else { Value::Empty }
}

/// The order of two values of one ordered kind.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        _ => return None,
    })
}
