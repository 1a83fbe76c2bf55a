//! What happens to a contact, as data: it can be played again, cut short, and written as a test.

use jiff::civil::DateTime;

use super::super::judge::Finding;
use crate::ir::{Duration, Inbound, MediaKind, Time, Value};

/// A conversation from its beginning.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// Before the first event.
    pub setup: Setup,
    /// What happens, in order.
    pub inputs: Vec<Input>,
}

/// Who the contact is, and when it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setup {
    /// The first name; empty is unknown.
    pub first_name: String,
    /// The language; empty is unknown.
    pub language: String,
    /// The channel; empty where the bot names none.
    pub channel: String,
    /// The contact's local time.
    pub at: DateTime,
    /// Tracker fields that are known of it.
    pub trackers: Vec<(String, Given)>,
    /// Arms that it was shown before, so that it is shown them again.
    pub arms: Vec<(String, String)>,
}

/// Noon of a Monday, as tests begin.
pub(super) fn noon() -> DateTime {
    jiff::civil::datetime(2026, 1, 5, 12, 0, 0, 0)
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    /// The contact opens the chat, or comes through a link.
    Start(Option<String>),
    /// It writes; the model finds this in it.
    Write(String, Vec<Said>),
    /// It sends media; the model finds this in it.
    Send(MediaKind, Vec<Said>),
    /// It presses a button that was shown.
    Press(String),
    /// A postback or webhook.
    Inbound(Inbound, String, Vec<(String, Given)>),
    /// Time passes.
    Wait(Duration),
    /// A person joins.
    Joins,
    /// A person hands back.
    Leaves,
    /// A person hands back by a button.
    HandsBack(String),
    /// The action that waits answers.
    Act(Act),
    /// The model is down from here on.
    AiDown,
    /// The contact blocks the bot.
    Block,
}

/// How an action ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    /// It fails.
    Fails,
    /// It succeeds with these values; one under any name where its output is no record.
    Returns(Vec<(String, Given)>),
}

/// What a model finds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Routed(String),
    Else,
    Unanswered,
    Until(String),
    Save(String, Given),
    Read(String, Given),
    Replies(String),
}

/// A value; times are told from the moment at which they are given.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    Value(Value),
    FromNow(Duration),
}

impl Given {
    /// The value at a moment.
    pub fn at(&self, now: Time) -> Value {
        match self {
            Given::Value(value) => value.clone(),
            Given::FromNow(length) => Value::Time(now + *length),
        }
    }
}

impl Said {
    /// As a test's verdict, at the moment of its message.
    pub fn finding(&self, now: Time) -> Finding {
        match self {
            Said::Routed(meaning) => Finding::Routed(meaning.clone()),
            Said::Else => Finding::Else,
            Said::Unanswered => Finding::Unanswered,
            Said::Until(meaning) => Finding::Until { meaning: meaning.clone(), holds: true },
            Said::Save(name, given) => Finding::Save(name.clone(), given.at(now)),
            Said::Read(name, given) => Finding::Read(name.clone(), given.at(now)),
            Said::Replies(text) => Finding::Replies(text.clone()),
        }
    }
}

impl Input {
    /// The same message, in which the model finds this.
    pub fn with(self, said: Vec<Said>) -> Self {
        match self {
            Input::Write(text, _) => Input::Write(text, said),
            Input::Send(kind, _) => Input::Send(kind, said),
            other => other,
        }
    }
}
