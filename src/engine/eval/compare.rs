//! Comparisons.

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use super::clock;
use crate::ir::{Comparison, Value, equal_text, fold, same_text};

/// How texts are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Equality {
    /// Letter by letter; two spellings of one letter in Unicode are the same letter.
    Exact,
    /// Ignoring case and outer space.
    Folded,
}

/// A comparison. With an empty value it is false, `!=` true; values of different kinds are never equal.
pub(super) fn compare(
    comparison: Comparison,
    left: &Value,
    right: &Value,
    equality: Equality,
    zone: &TimeZone,
) -> bool {
    if left.is_empty() || right.is_empty() {
        return comparison == Comparison::NotEqual;
    }
    let ordering = order(left, right, equality, zone);
    match comparison {
        Comparison::Equal => match ordering {
            Some(ordering) => ordering.is_eq(),
            None => equal(left, right, equality),
        },
        Comparison::NotEqual => match ordering {
            Some(ordering) => ordering.is_ne(),
            None => !equal(left, right, equality),
        },
        Comparison::Less => ordering.is_some_and(Ordering::is_lt),
        Comparison::AtMost => ordering.is_some_and(Ordering::is_le),
        Comparison::Greater => ordering.is_some_and(Ordering::is_gt),
        Comparison::AtLeast => ordering.is_some_and(Ordering::is_ge),
    }
}

/// The order of two values that have one.
fn order(left: &Value, right: &Value, equality: Equality, zone: &TimeZone) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(match equality {
            Equality::Exact => a.nfc().cmp(b.nfc()),
            Equality::Folded => fold(a).cmp(&fold(b)),
        }),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        // A day against an instant is the day's beginning for the contact.
        (Value::Time(a), Value::Date(b)) => Some(a.cmp(&clock::start_of_day(*b, zone))),
        (Value::Date(a), Value::Time(b)) => Some(clock::start_of_day(*a, zone).cmp(b)),
        _ => None,
    }
}

/// Whether two values without an order are equal. Only what is inside lists and records can be empty here.
fn equal(left: &Value, right: &Value, equality: Equality) -> bool {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => match equality {
            Equality::Exact => equal_text(a, b),
            Equality::Folded => same_text(a, b),
        },
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b, equality))
        }
        (left, right) => left == right,
    }
}

/// `x in list`, `x in (a, b)`.
pub(super) fn is_in(item: &Value, list: &Value, equality: Equality) -> bool {
    match list {
        Value::List(items) => !item.is_empty() && items.iter().any(|other| equal(item, other, equality)),
        _ => false,
    }
}

/// `text contains text`, ignoring case; `list contains item`.
pub(super) fn contains(whole: &Value, part: &Value, equality: Equality) -> bool {
    match (whole, part) {
        (Value::Text(whole), Value::Text(part)) => fold(whole).contains(&fold(part)),
        (Value::List(_), item) => is_in(item, whole, equality),
        _ => false,
    }
}
