//! An example contact in the script's words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::atom::Key;
use super::domain::{Cell, Kind, Scale};
use super::space::{Cases, Variable};

use crate::ir::{Duration, Expr, words};

/// The contact of a case: `plan = "pro", deposits = 0, without tag vip`.
pub fn contact(cases: &Cases<'_>, case: usize) -> String {
    let (flags, values): (Vec<usize>, Vec<usize>) =
        (0..cases.variables.len()).partition(|at| cases.variables[*at].kind == Kind::Flag);
    let parts = values.into_iter().chain(flags);
    parts.map(|at| part(&cases.variables[at], cases.cell(case, at))).collect::<Vec<_>>().join(", ")
}

/// What one variable holds.
pub fn part(variable: &Variable<'_>, cell: Cell<'_>) -> String {
    let expr = match variable.key {
        Key::Order(left, right) => {
            let (left, right) = (words::expr(left), words::expr(right));
            return match cell {
                Cell::Less => format!("{left} < {right}"),
                Cell::Equal => format!("{left} == {right}"),
                Cell::Greater => format!("{left} > {right}"),
                _ => format!("{left} or {right} is empty"),
            };
        }
        Key::Value(expr) => expr,
    };
    let name = words::expr(expr);
    match (expr, cell) {
        (Expr::Tag(_), Cell::True) => format!("with {name}"),
        (Expr::Tag(_), _) => format!("without {name}"),
        (_, Cell::True) if variable.kind == Kind::Flag => name,
        (_, Cell::False) if variable.kind == Kind::Flag => format!("not {name}"),
        (_, Cell::True) => format!("{name} = true"),
        (_, Cell::False) => format!("{name} = false"),
        (_, Cell::Present) => format!("{name} is not empty"),
        (_, Cell::Text(text)) => format!("{name} = \"{text}\""),
        (_, Cell::OtherText) => format!("{name} = something else"),
        (_, Cell::Point(at) | Cell::Between { example: at, .. }) => {
            format!("{name} = {}", number(variable.kind, at))
        }
        (_, Cell::Empty | Cell::Less | Cell::Equal | Cell::Greater) => format!("{name} is empty"),
    }
}

/// A number as the script writes it.
fn number(kind: Kind<'_>, at: Decimal) -> String {
    let Kind::Ordered(range) = kind else { return at.normalize().to_string() };
    let milliseconds = at.to_i64().unwrap_or(0);
    let on_the_clock = Timestamp::from_millisecond(milliseconds).map(|at| at.to_zoned(TimeZone::UTC));
    match (range.scale, on_the_clock) {
        (Scale::Duration, _) => words::length(Duration(milliseconds)),
        (Scale::Day, Ok(day)) => day.date().to_string(),
        (Scale::Moment, Ok(at)) => at.strftime("%Y-%m-%d %H:%M").to_string(),
        _ => at.normalize().to_string(),
    }
}
