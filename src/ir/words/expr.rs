//! Expressions.

use super::length;
use super::text::{escaped, quoted};
use crate::ir::{Arithmetic, Clock, Comparison, ContactValue, Expr, Function, Regex, Value};

/// How strongly an operator binds, from loosest to tightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binds {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Operand,
}

/// An expression, with the parentheses that it needs.
pub fn expr(value: &Expr) -> String {
    within(value, Binds::Or)
}

/// An expression where at least this binding is wanted; a looser one stands in parentheses.
fn within(value: &Expr, wanted: Binds) -> String {
    let (binds, words) = bare(value);
    if binds < wanted { format!("({words})") } else { words }
}

fn bare(value: &Expr) -> (Binds, String) {
    let infix = |binds: Binds, left: &Expr, sign: &str, right: &Expr, tighter: Binds| {
        (binds, format!("{} {sign} {}", within(left, binds), within(right, tighter)))
    };
    let compared = |left: &Expr, sign: &str, right: &Expr| {
        let side = |side| within(side, Binds::Sum);
        (Binds::Comparison, format!("{} {sign} {}", side(left), side(right)))
    };
    let tested =
        |operand: &Expr, test: &str| (Binds::Comparison, format!("{} {test}", within(operand, Binds::Sum)));
    match value {
        Expr::Or(left, right) => infix(Binds::Or, left, "or", right, Binds::Or),
        Expr::And(left, right) => infix(Binds::And, left, "and", right, Binds::And),
        Expr::Not(operand) => match operand.as_ref() {
            Expr::IsEmpty(operand) => tested(operand, "is not empty"),
            operand => (Binds::Not, format!("not {}", within(operand, Binds::Not))),
        },
        Expr::Compare(comparison, left, right) => compared(left, sign(*comparison), right),
        Expr::In(left, right) => compared(left, "in", right),
        Expr::Contains(left, right) => compared(left, "contains", right),
        Expr::Matches(operand, pattern) => tested(operand, &format!("matches {}", regex(pattern))),
        Expr::IsEmpty(operand) => tested(operand, "is empty"),
        Expr::Arithmetic(operator, left, right) => match operator {
            Arithmetic::Add => infix(Binds::Sum, left, "+", right, Binds::Product),
            Arithmetic::Subtract => infix(Binds::Sum, left, "-", right, Binds::Product),
            Arithmetic::Multiply => infix(Binds::Product, left, "*", right, Binds::Sign),
            Arithmetic::Divide => infix(Binds::Product, left, "/", right, Binds::Sign),
        },
        Expr::Negate(operand) => (Binds::Sign, format!("-{}", within(operand, Binds::Sign))),
        operand => (Binds::Operand, self::operand(operand)),
    }
}

fn operand(value: &Expr) -> String {
    match value {
        Expr::Literal(value) => literal(value),
        Expr::Text(text) => quoted(text),
        Expr::Field(name) | Expr::Local(name) => name.clone(),
        Expr::Tracker(name) => format!("tracker.{name}"),
        Expr::Contact(value) => format!("contact.{}", contact(*value)),
        Expr::Answer => "answer".to_owned(),
        Expr::AnswerImage => "answer.image".to_owned(),
        Expr::Now => "now".to_owned(),
        Expr::Parameter { name, param, .. } => format!("{name}.{param}"),
        Expr::Count { name, .. } => format!("{name}.count"),
        Expr::Arrived { name, .. } => format!("{name}.time"),
        Expr::Member(record, field) => format!("{}.{field}", within(record, Binds::Operand)),
        Expr::NextClock(at) => clock(*at),
        Expr::LocalTime(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
        Expr::Tag(tag) => format!("tag {tag}"),
        Expr::InFlow(flow) => format!("in flow {flow}"),
        Expr::InHours(hours) => format!("in hours {hours}"),
        Expr::NextOpen(hours) => format!("hours {hours}"),
        Expr::Item => "item".to_owned(),
        Expr::List(items) => format!("({})", items.iter().map(expr).collect::<Vec<_>>().join(", ")),
        Expr::Call(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(expr).collect();
            format!("{}({})", name(*function), arguments.join(", "))
        }
        operator => within(operator, Binds::Operand),
    }
}

/// A value as the script writes it.
pub fn literal(value: &Value) -> String {
    match value {
        Value::Empty => "empty".to_owned(),
        Value::Text(text) => format!("\"{}\"", escaped(text)),
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(holds) => holds.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Duration(span) => length(*span),
        Value::Media(media) => media.at.clone(),
        Value::List(items) => format!("({})", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", literal(value)));
            format!("({})", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A pattern between its slashes.
pub fn regex(regex: &Regex) -> String {
    let flag = if regex.ignore_case { "i" } else { "" };
    format!("/{}/{flag}", regex.pattern.replace('/', "\\/"))
}

/// `09:00`
pub fn clock(clock: Clock) -> String {
    format!("{:02}:{:02}", clock.0 / 60, clock.0 % 60)
}

/// A built-in value of the contact by its name.
pub fn contact(value: ContactValue) -> &'static str {
    ContactValue::WORDS.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

fn name(function: Function) -> &'static str {
    Function::WORDS.iter().find(|(_, known)| *known == function).map_or("", |(word, _)| word)
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}
