//! Expressions. Types have been checked: evaluation never fails, at worst it gives `Value::Empty`.

use serde::{Deserialize, Serialize};

use super::{Clock, Template, Value};

/// An expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A value as written.
    Literal(Value),
    /// A text with holes, or a `text` constant in place.
    Text(Template),
    /// A declared field of the contact.
    Field(String),
    /// A local or a parameter of this run of the flow.
    Local(String),
    /// A tracker field.
    Tracker(String),
    /// A built-in value of the contact.
    Contact(ContactValue),
    /// What the last ask got.
    Answer,
    /// The picture in it.
    AnswerImage,
    /// The event's time.
    Now,
    /// A parameter of a postback or webhook: that of the handler's event, else of the latest one.
    Parameter {
        /// Which of the two.
        inbound: Inbound,
        /// Its name.
        name: String,
        /// The parameter.
        param: String,
    },
    /// `deposit.count`: how many there were when this one arrived.
    Count {
        /// Which of the two.
        inbound: Inbound,
        /// Its name.
        name: String,
    },
    /// `deposit.time`: when it arrived.
    Arrived {
        /// Which of the two.
        inbound: Inbound,
        /// Its name.
        name: String,
    },
    /// A field of a record.
    Member(Box<Expr>, String),
    /// A clock time where an instant is wanted: its next occurrence for the contact.
    NextClock(Clock),
    /// `2026-12-04 11:00`: that moment in the contact's time zone.
    LocalTime(jiff::civil::DateTime),
    /// Whether the contact has the tag.
    Tag(String),
    /// Whether a frame of the contact's is in the flow.
    InFlow(String),
    /// `(a, b)`.
    List(Vec<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// `-x`.
    Negate(Box<Expr>),
    /// Both; the right side only if the left is true.
    And(Box<Expr>, Box<Expr>),
    /// Either; the right side only if the left is false.
    Or(Box<Expr>, Box<Expr>),
    /// A comparison; with an empty value it is false, `!=` true.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x in list`.
    In(Box<Expr>, Box<Expr>),
    /// `text contains text`, ignoring case; `list contains item`.
    Contains(Box<Expr>, Box<Expr>),
    /// `x matches /…/`: searches.
    Matches(Box<Expr>, Regex),
    /// `x is empty`.
    IsEmpty(Box<Expr>),
    /// `+ - * /`; with an empty operand, or a division by zero, empty.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A function of the language.
    Call(Function, Vec<Expr>),
    /// Whether now lies in these opening hours.
    InHours(String),
    /// The next instant in these opening hours; now where it lies in them.
    NextOpen(String),
    /// The item of the `for each` around it.
    Item,
}

/// A regular expression of the linear-time dialect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Regex {
    /// What stands between the slashes, `\/` already a slash.
    pub pattern: String,
    /// The flag `i`.
    pub ignore_case: bool,
}

impl Regex {
    /// The bound of a compiled regex in bytes: what needs more is refused when it is compiled.
    pub const BYTES_MAX: usize = 1 << 20;

    /// Compiled for a search.
    pub fn compile(&self) -> Result<regex::Regex, regex::Error> {
        self.build(&self.pattern)
    }

    /// Compiled so that only a whole text matches.
    pub fn compile_whole(&self) -> Result<regex::Regex, regex::Error> {
        // Compiled alone first: `a)(b` must stay an error.
        self.compile()?;
        self.build(&format!(r"\A(?:{})\z", self.pattern))
    }

    fn build(&self, pattern: &str) -> Result<regex::Regex, regex::Error> {
        regex::RegexBuilder::new(pattern)
            .case_insensitive(self.ignore_case)
            .size_limit(Self::BYTES_MAX)
            .dfa_size_limit(Self::BYTES_MAX)
            .build()
    }
}

/// Where parameters came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Inbound {
    /// A `postback`.
    Postback,
    /// A `webhook`.
    Webhook,
}

/// Built-in values of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactValue {
    /// The id.
    Id,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The messenger's user name.
    Username,
    /// The phone.
    Phone,
    /// The e-mail.
    Email,
    /// The language, such as `en`.
    Language,
    /// The time zone, such as `Europe/Kyiv`.
    Timezone,
    /// The channel's name in the manifest.
    Channel,
    /// When the contact appeared.
    Created,
    /// Where its conversation can be read; empty where no server has an address.
    Link,
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arithmetic {
    /// `+`: numbers, durations, a time and a duration, texts.
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// Functions of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Characters of a text, items of a list.
    Length,
    /// A text in lower case.
    Lower,
    /// A text without outer space.
    Trim,
    /// A number rounded half away from zero to whole, or to as many decimals as the second argument says.
    Round,
    /// The least of its arguments.
    Min,
    /// The greatest of its arguments.
    Max,
}

/// A filter of a hole with its literal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// Which one.
    pub kind: FilterKind,
    /// Its text or number, if one is written.
    pub argument: Option<Template>,
}

/// The filters of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterKind {
    /// Another text for an empty value.
    Default,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// The first letter in upper case.
    Capitalize,
    /// Without outer space.
    Trim,
    /// A day, by a pattern such as `dd.MM HH:mm`.
    Date,
    /// A time of day.
    Time,
    /// How long until, or since: "in 2 hours".
    Relative,
    /// A number, rounded.
    Round,
    /// A list, joined by the text.
    Join,
    /// Percent-encoded for a URL's component.
    Url,
}

impl ContactValue {
    /// The script's word for each.
    pub const WORDS: [(&str, ContactValue); 11] = [
        ("id", ContactValue::Id),
        ("first_name", ContactValue::FirstName),
        ("last_name", ContactValue::LastName),
        ("username", ContactValue::Username),
        ("phone", ContactValue::Phone),
        ("email", ContactValue::Email),
        ("language", ContactValue::Language),
        ("timezone", ContactValue::Timezone),
        ("channel", ContactValue::Channel),
        ("created", ContactValue::Created),
        ("link", ContactValue::Link),
    ];
}

impl FilterKind {
    /// The script's word for each.
    pub const WORDS: [(&str, FilterKind); 11] = [
        ("default", FilterKind::Default),
        ("upper", FilterKind::Upper),
        ("lower", FilterKind::Lower),
        ("capitalize", FilterKind::Capitalize),
        ("trim", FilterKind::Trim),
        ("date", FilterKind::Date),
        ("time", FilterKind::Time),
        ("relative", FilterKind::Relative),
        ("round", FilterKind::Round),
        ("join", FilterKind::Join),
        ("url", FilterKind::Url),
    ];
}

impl Function {
    /// The script's word for each.
    pub const WORDS: [(&str, Function); 6] = [
        ("length", Function::Length),
        ("lower", Function::Lower),
        ("trim", Function::Trim),
        ("round", Function::Round),
        ("min", Function::Min),
        ("max", Function::Max),
    ];
}
