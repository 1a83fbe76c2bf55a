//! Literals: texts with their holes, numbers, times, regexes.

use rust_decimal::Decimal;

use super::{Expr, Name, Required};
use crate::source::Span;

/// A text literal, cooked: escapes are decoded, a `"""` text is dedented.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The pieces in order; no two literal ones are neighbours, and none of them is empty.
    pub parts: Vec<TextPart>,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Whether it was written in `"""`.
    pub triple: bool,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum TextPart {
    /// Words as they are sent.
    Lit(String),
    /// A value that is put in.
    Hole(Box<Hole>),
}

/// `{expr | filter | filter}`
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// What is inserted.
    pub expr: Expr,
    /// How it is shown, in order.
    pub filters: Vec<Filter>,
    /// Where it stands, braces included.
    pub span: Span,
}

impl Text {
    /// The text itself where it has no holes.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [TextPart::Lit(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether no character will ever stand in it.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// `| date "dd.MM"`: one filter of a hole.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The filter's name.
    pub name: Required<Name>,
    /// Its one literal.
    pub arg: Option<FilterArg>,
    /// From the name to the literal's end.
    pub span: Span,
}

/// What a filter takes.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterArg {
    /// `default "friend"`
    Text(Text),
    /// `round 2`
    Number(Number),
}

/// A decimal number. Where a sign may stand before it, the value includes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The value.
    pub value: Decimal,
    /// Where it stands, sign included.
    pub span: Span,
}

/// A whole number that counts something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The value.
    pub value: u32,
    /// Where it stands.
    pub span: Span,
}

/// `33.3%`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    /// Hundredths of a percent: `33.3%` is 3330.
    pub hundredths: u32,
    /// Where it stands, sign included.
    pub span: Span,
}

/// `1h30m`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// The length in seconds.
    pub seconds: u64,
    /// Where it stands.
    pub span: Span,
}

/// `09:00`, a time of the contact's day. Always a real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// Where it stands.
    pub span: Span,
}

/// `2026-12-04`, or `2026-12-04 11:00`. Always a day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Four digits.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// The time of the day, where one is written.
    pub clock: Option<Clock>,
    /// Where it stands, clock included.
    pub span: Span,
}

/// `/…/i`; not compiled yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regex {
    /// What stands between the slashes, with `\/` turned into `/`.
    pub pattern: String,
    /// Whether the flag `i` is written.
    pub ignore_case: bool,
    /// Where it stands, slashes and flag included.
    pub span: Span,
}
