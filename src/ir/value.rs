//! Values, their types, and texts with holes.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Expr, Filter, Regex};

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Time(pub i64);

/// A length of time in milliseconds; never a calendar one, `1d` is 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Duration(pub i64);

/// A time of day: minutes since midnight, 0 to 1439.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Clock(pub u16);

impl Time {
    /// As jiff's instant; an out-of-range number is the nearest it can hold.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// From jiff's instant, cut to whole milliseconds.
    pub fn from_timestamp(timestamp: jiff::Timestamp) -> Self {
        Time(timestamp.as_millisecond())
    }
}

impl std::ops::Add<Duration> for Time {
    type Output = Time;
    fn add(self, span: Duration) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// What a field, a local, an answer or an expression holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A decimal of at most 28 digits.
    Number(Decimal),
    /// True or false.
    Bool(bool),
    /// An instant.
    Time(Time),
    /// A day.
    Date(jiff::civil::Date),
    /// A length of time.
    Duration(Duration),
    /// A picture, a voice message, a file.
    Media(MediaRef),
    /// Several.
    List(Vec<Value>),
    /// A record that an action returned, by field.
    Record(BTreeMap<String, Value>),
}

impl Value {
    /// Whether nothing is in it: `empty`, a list without items.
    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Empty) || matches!(self, Value::List(items) if items.is_empty())
    }
}

/// Media by reference: the bytes lie in the store (`media/HASH`), in the project's folder, or behind a URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MediaRef {
    /// `image`, `voice`, `video`, `note`, `file`.
    pub kind: super::MediaKind,
    /// `sha256:HEX` for stored bytes, `file:PATH` for a file of the project, else a URL.
    pub at: String,
    /// What it claims to be, such as `image/png`; empty where unknown.
    pub mime: String,
}

/// The type of a field, a parameter, a local.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Type {
    /// Text; with a pattern, the whole value must match it.
    Text(Option<Regex>),
    /// A decimal within bounds, both included.
    Number {
        /// The least.
        from: Option<Decimal>,
        /// The greatest.
        to: Option<Decimal>,
    },
    /// True or false.
    Bool,
    /// An instant.
    Time,
    /// A day.
    Date,
    /// A length of time.
    Duration,
    /// A picture.
    Image,
    /// A file.
    File,
    /// One of these texts; compared after case folding, kept as written here.
    OneOf(Vec<String>),
    /// Several of a type.
    List(Box<Type>),
    /// A record: its fields, in the order of the manifest; `bool` says that one may be missing.
    Record(Vec<(String, Type, bool)>),
}

/// A text with holes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Template(pub Vec<Piece>);

impl Template {
    /// A text without holes.
    pub fn literal(text: impl Into<String>) -> Self {
        Template(vec![Piece::Literal(text.into())])
    }

    /// The text in the script's own words, holes shown as `{…}`: how tests and buttons name it.
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    /// As it stands.
    Literal(String),
    /// `{expr | filter}`: the value, through the filters from left to right, inserted as text and never parsed again.
    Hole {
        /// The value.
        expr: Expr,
        /// What is done to it.
        filters: Vec<Filter>,
    },
}
