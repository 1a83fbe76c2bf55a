//! `+ - * /`. What cannot be computed is empty: an empty operand, a division by zero, an overflow.

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{clock, template};
use crate::ir::{Arithmetic, Duration, Time, Value};

const DAY_MS: i64 = 86_400_000;

/// The result of an operator.
pub(super) fn apply(operator: Arithmetic, left: Value, right: Value, zone: &TimeZone) -> Value {
    let result = match operator {
        Arithmetic::Add => add(left, right, zone),
        Arithmetic::Subtract => subtract(left, right, zone),
        Arithmetic::Multiply => multiply(left, right),
        Arithmetic::Divide => divide(left, right),
    };
    result.unwrap_or_default()
}

/// `-x`
pub(super) fn negate(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(-number),
        Value::Duration(Duration(ms)) => ms.checked_neg().map(duration).unwrap_or_default(),
        _ => Value::Empty,
    }
}

fn add(left: Value, right: Value, zone: &TimeZone) -> Option<Value> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.checked_add(b).map(Value::Number),
        (Value::Duration(a), Value::Duration(b)) => a.0.checked_add(b.0).map(duration),
        (Value::Time(at), Value::Duration(span)) | (Value::Duration(span), Value::Time(at)) => {
            shift(at, span.0)
        }
        (Value::Date(day), Value::Duration(span)) | (Value::Duration(span), Value::Date(day)) => {
            shift_day(day, span.0, zone)
        }
        (Value::Text(a), Value::Text(b)) => Some(Value::Text(template::bounded(a + &b))),
        _ => None,
    }
}

fn subtract(left: Value, right: Value, zone: &TimeZone) -> Option<Value> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.checked_sub(b).map(Value::Number),
        (Value::Duration(a), Value::Duration(b)) => a.0.checked_sub(b.0).map(duration),
        (Value::Time(at), Value::Duration(span)) => shift(at, span.0.checked_neg()?),
        (Value::Time(a), Value::Time(b)) => a.0.checked_sub(b.0).map(duration),
        (Value::Date(day), Value::Duration(span)) => shift_day(day, span.0.checked_neg()?, zone),
        (Value::Date(a), Value::Date(b)) => {
            let days = i64::from((a - b).get_days());
            days.checked_mul(DAY_MS).map(duration)
        }
        (Value::Time(a), Value::Date(b)) => a.0.checked_sub(clock::start_of_day(b, zone).0).map(duration),
        (Value::Date(a), Value::Time(b)) => clock::start_of_day(a, zone).0.checked_sub(b.0).map(duration),
        _ => None,
    }
}

fn multiply(left: Value, right: Value) -> Option<Value> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.checked_mul(b).map(Value::Number),
        (Value::Duration(span), Value::Number(by)) | (Value::Number(by), Value::Duration(span)) => {
            whole(Decimal::from(span.0).checked_mul(by)?)
        }
        _ => None,
    }
}

fn divide(left: Value, right: Value) -> Option<Value> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.checked_div(b).map(Value::Number),
        (Value::Duration(span), Value::Number(by)) => whole(Decimal::from(span.0).checked_div(by)?),
        (Value::Duration(a), Value::Duration(b)) => {
            Decimal::from(a.0).checked_div(Decimal::from(b.0)).map(Value::Number)
        }
        _ => None,
    }
}

fn duration(ms: i64) -> Value {
    Value::Duration(Duration(ms))
}

fn whole(ms: Decimal) -> Option<Value> {
    ms.round().to_i64().map(duration)
}

/// A moment later; one that no calendar can show is empty.
fn shift(at: Time, ms: i64) -> Option<Value> {
    let ms = at.0.checked_add(ms)?;
    jiff::Timestamp::from_millisecond(ms).ok().map(|_| Value::Time(Time(ms)))
}

/// A day and whole days make a day; a day and hours make an instant of the contact's.
fn shift_day(day: jiff::civil::Date, ms: i64, zone: &TimeZone) -> Option<Value> {
    if ms % DAY_MS != 0 {
        return shift(clock::start_of_day(day, zone), ms);
    }
    let days = jiff::Span::new().try_days(ms / DAY_MS).ok()?;
    day.checked_add(days).ok().map(Value::Date)
}
