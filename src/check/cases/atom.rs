//! The leaves of a condition: what is looked at, and what it is tested for.

use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::ir::{Comparison, Expr, Value};

/// A leaf of a condition.
#[derive(Debug)]
pub enum Atom<'e> {
    /// The same for every contact.
    Always(bool),
    /// A test of what a contact has.
    Of(Key<'e>, Test<'e>),
}

/// What is looked at: two equal ones are one variable.
#[derive(Debug, Clone, Copy)]
pub enum Key<'e> {
    /// What an expression holds; a test that is not understood is an expression that is true or false.
    Value(&'e Expr),
    /// How two values compare.
    Order(&'e Expr, &'e Expr),
}

/// What it is tested for.
#[derive(Debug)]
pub enum Test<'e> {
    /// It is true.
    Holds,
    /// Nothing is in it.
    IsEmpty,
    /// It compares so with a constant.
    Compares(Comparison, Constant<'e>),
    /// It is one of these.
    In(Vec<Constant<'e>>),
    /// The two values of a [`Key::Order`] compare so.
    Ordered(Comparison),
}

/// A value as written. Lengths, days and moments are counted in milliseconds, so that all that has an order is a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant<'e> {
    /// A text.
    Text(&'e str),
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// A length of time.
    Duration(Decimal),
    /// A day.
    Day(Decimal),
    /// A moment on the contact's clock.
    Moment(Decimal),
}

impl<'e> Key<'e> {
    /// Whether it is the same variable; `Some(true)` where the two sides have changed places.
    pub fn is(self, other: Key<'_>) -> Option<bool> {
        match (self, other) {
            (Key::Value(a), Key::Value(b)) => (a == b).then_some(false),
            (Key::Order(a, b), Key::Order(x, y)) if a == x && b == y => Some(false),
            (Key::Order(a, b), Key::Order(x, y)) => (a == y && b == x).then_some(true),
            _ => None,
        }
    }
}

/// The leaf that an expression is; `None` for `and`, `or` and `not`.
pub fn atom(expr: &Expr) -> Option<Atom<'_>> {
    let whole = Atom::Of(Key::Value(expr), Test::Holds);
    Some(match expr {
        Expr::And(..) | Expr::Or(..) | Expr::Not(_) => return None,
        Expr::Literal(Value::Bool(holds)) => Atom::Always(*holds),
        Expr::Compare(comparison, left, right) => compared(*comparison, left, right).unwrap_or(whole),
        Expr::In(item, list) => listed(item, list).unwrap_or(whole),
        Expr::IsEmpty(operand) if !is_literal(operand) => Atom::Of(Key::Value(operand), Test::IsEmpty),
        _ => whole,
    })
}

fn compared<'e>(comparison: Comparison, left: &'e Expr, right: &'e Expr) -> Option<Atom<'e>> {
    let (a, b) = (constant(left), constant(right));
    Some(match (a, b) {
        (Some(a), Some(b)) => Atom::Always(constants(comparison, a, b)?),
        (None, Some(b)) if !is_literal(left) => Atom::Of(Key::Value(left), Test::Compares(comparison, b)),
        (Some(a), None) if !is_literal(right) => {
            Atom::Of(Key::Value(right), Test::Compares(mirrored(comparison), a))
        }
        (None, None) if !is_literal(left) && !is_literal(right) => {
            Atom::Of(Key::Order(left, right), Test::Ordered(comparison))
        }
        _ => return None,
    })
}

/// `x in ("a", "b")`. Days and moments are left out: in a list they are equal only to their own kind.
fn listed<'e>(item: &'e Expr, list: &'e Expr) -> Option<Atom<'e>> {
    let Expr::List(items) = list else { return None };
    if is_literal(item) || constant(item).is_some() {
        return None;
    }
    let plain = |item: &'e Expr| {
        constant(item).filter(|constant| !matches!(constant, Constant::Day(_) | Constant::Moment(_)))
    };
    let constants: Option<Vec<_>> = items.iter().map(plain).collect();
    Some(Atom::Of(Key::Value(item), Test::In(constants?)))
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(_))
}

/// The value of an expression that is written out.
pub fn constant(expr: &Expr) -> Option<Constant<'_>> {
    Some(match expr {
        Expr::Literal(Value::Text(text)) => Constant::Text(text),
        Expr::Text(text) => Constant::Text(text.as_literal()?),
        Expr::Literal(Value::Bool(value)) => Constant::Bool(*value),
        Expr::Literal(Value::Number(number)) => Constant::Number(*number),
        Expr::Literal(Value::Duration(length)) => Constant::Duration(length.0.into()),
        Expr::Literal(Value::Date(day)) => Constant::Day(milliseconds(day.at(0, 0, 0, 0))?),
        Expr::LocalTime(at) => Constant::Moment(milliseconds(*at)?),
        _ => return None,
    })
}

fn milliseconds(at: jiff::civil::DateTime) -> Option<Decimal> {
    Some(TimeZone::UTC.to_timestamp(at).ok()?.as_millisecond().into())
}

fn constants(comparison: Comparison, a: Constant<'_>, b: Constant<'_>) -> Option<bool> {
    match (a, b) {
        (Constant::Number(a), Constant::Number(b)) | (Constant::Duration(a), Constant::Duration(b)) => {
            Some(compares(comparison, a.cmp(&b)))
        }
        _ => None,
    }
}

/// The same comparison seen from the other side.
pub fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

/// Whether a comparison holds of two values in this order.
pub fn compares(comparison: Comparison, ordering: std::cmp::Ordering) -> bool {
    match comparison {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::AtMost => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::AtLeast => ordering.is_ge(),
    }
}
