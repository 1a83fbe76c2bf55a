//! Actions: what `do` can ask of the world.

use serde::{Deserialize, Serialize};

use super::{CommandCall, CsvCall, HttpCall, MailCall, SqlCall};
use crate::ir::{Duration, Type, Value};

/// An action: what goes in, what comes back, how often it is tried, and how it is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Inputs in the manifest's order.
    pub input: Vec<Param>,
    /// What comes back; `None` is nothing that is read.
    pub output: Option<Param>,
    /// How it may be repeated.
    pub retry: Retry,
    /// The longest a try may take.
    pub timeout: Duration,
    /// What a dry run takes for its answer.
    pub dry_run: Option<Value>,
    /// How it is called.
    pub binding: Binding,
}

/// How an action is called, by its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Binding {
    /// A request over HTTP.
    Http(Box<HttpCall>),
    /// A mail.
    Mail(Box<MailCall>),
    /// A statement on a database.
    Sql(Box<SqlCall>),
    /// A row of a CSV file.
    Csv(Box<CsvCall>),
    /// A program.
    Command(Box<CommandCall>),
}

impl Binding {
    /// Whether an attempt that failed is known not to have been done, so that it may be made again: an outcome that nobody
    /// knows is told apart.
    pub fn knows_failure(&self) -> bool {
        !matches!(self, Binding::Http(_) | Binding::Command(_))
    }

    /// Whether doing it twice is doing it once, by its kind.
    pub fn is_idempotent(&self) -> bool {
        match self {
            Binding::Http(call) => call.method.is_idempotent(),
            Binding::Mail(_) | Binding::Command(_) => false,
            Binding::Sql(call) => !call.writes,
            Binding::Csv(call) => call.key.is_some(),
        }
    }

    /// Whether an input goes anywhere.
    pub fn takes(&self, input: &str) -> bool {
        match self {
            Binding::Http(call) => call.takes(input),
            Binding::Mail(call) => call.texts().iter().any(|(_, text)| text.holds(input)),
            Binding::Sql(call) => call.query.holds(input),
            Binding::Csv(call) => call.columns.iter().any(|column| column == input),
            Binding::Command(call) => call.stdin || call.arguments.iter().any(|text| text.holds(input)),
        }
    }
}

/// An input or the output of an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Param {
    /// Its name; the output's is empty.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it may be missing.
    pub optional: bool,
    /// Whether a private value may go there.
    pub private: bool,
}

/// How an action may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// Attempts, the first included.
    pub tries: u32,
    /// What is done about an attempt whose outcome nobody knows: no answer in time, a connection that broke, a process that
    /// ended in the middle of it.
    pub unknown: Unknown,
}

/// What an outcome that nobody knows means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Unknown {
    /// A failure: it is never made again.
    #[default]
    Failed,
    /// It may be made again, as often as the tries allow.
    Again,
    /// It is taken as done, with the empty value.
    Done,
}
