//! A test as plain data.

use jiff::civil::DateTime;

use crate::ir::{Clock, Duration, Expr, Inbound, MediaKind, Template};
use crate::source::Span;

/// A `test` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// What it says.
    pub name: String,
    /// Its lines, in order.
    pub items: Vec<Item>,
    /// The whole block.
    pub span: Span,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it does.
    pub kind: ItemKind,
    /// Where it is written.
    pub span: Span,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// `contact (first_name: "Olga", tag vip)`
    Contact(Vec<Trait>),
    /// `arm hello_test = short`
    Arm {
        /// The router.
        router: String,
        /// The arm that the contact was shown before.
        arm: String,
    },
    /// `channel whatsapp`
    Channel(String),
    /// `start`, `start "order_1"`
    Start(Option<Template>),
    /// `user "…"`
    User(User),
    /// `press "…"`
    Press(Template),
    /// `postback deposit(amount: 50)`, `webhook …`
    Inbound {
        /// Which of the two.
        inbound: Inbound,
        /// Its name.
        name: String,
        /// Its parameters.
        args: Vec<(String, Expr)>,
    },
    /// `after 2h`
    After(Duration),
    /// `at 2026-11-20 12:00`, the contact's local time
    At(DateTime),
    /// `at 09:00`: its next occurrence
    AtClock(Clock),
    /// `operator joins`
    Operator(Operator),
    /// `ai down`
    AiDown,
    /// `expect …`
    Expect(Expected),
}

/// What a test's contact is.
#[derive(Debug, Clone, PartialEq)]
pub enum Trait {
    /// A member of `contact`, a field or a tracker field, by name.
    Value(String, Expr),
    /// A tag that it has.
    Tag(String),
}

/// A message of the contact.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The kind of media; `None` is text.
    pub media: Option<MediaKind>,
    /// The words, or the file.
    pub text: Template,
    /// What a model finds in it.
    pub verdicts: Vec<Verdict>,
}

/// What a model finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What.
    pub kind: VerdictKind,
    /// Where it is written.
    pub span: Span,
}

/// The findings of a model.
#[derive(Debug, Clone, PartialEq)]
pub enum VerdictKind {
    /// `routed "…"`: this meaning.
    Routed(String),
    /// `routed else`
    Else,
    /// `routed unanswered`
    Unanswered,
    /// `until "…" yes`
    Until {
        /// The meaning.
        meaning: String,
        /// Whether it is true.
        holds: bool,
    },
    /// `save due = …`
    Save(String, Expr),
    /// `read player_id = …`; empty is not found.
    Read(String, Expr),
    /// `replies "…"`
    Replies(Template),
}

/// What a person does.
#[derive(Debug, Clone, PartialEq)]
pub enum Operator {
    /// `joins`
    Joins,
    /// `leaves`
    Leaves,
    /// `presses "Solved"`
    Presses(Template),
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// `say "…"`: a message of this text.
    Say(Template),
    /// `do shop.order(number: "1") returns (status: "paid")`
    Do {
        /// The action.
        action: String,
        /// Inputs that it must get; others may stand beside them.
        args: Vec<(String, Expr)>,
        /// What it answers; success without a value where nothing is written.
        outcome: Outcome,
    },
    /// `flow order step look_up`: it is there, or came through.
    Flow(String, Option<String>),
    /// `step look_up`
    Step(String),
    /// `tag vip`: the contact has it.
    Tag(String),
    /// `goal registered`: reached since the last input.
    Goal(String),
    /// `handoff "…"`
    Handoff(Option<Template>),
    /// `template cart_reminder(url: "…")`
    Template {
        /// The template.
        template: String,
        /// Inputs that it must get; others may stand beside them.
        args: Vec<(String, Expr)>,
    },
    /// `player_id == "1"`
    Value {
        /// What is looked at, in the script's words.
        path: String,
        /// Its expression.
        left: Expr,
        /// What it must be.
        right: Expr,
    },
    /// `wait`: for an answer or a time.
    Wait,
    /// `end`: its flow has ended.
    End,
    /// `nothing`: nothing more was said to the contact.
    Nothing,
}

/// How an action of a test ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Success without a value.
    Nothing,
    /// `returns (…)`
    Returns(Vec<(String, Expr)>),
    /// `fails`
    Fails,
}

/// A line that cannot be run, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub span: Span,
    /// Why.
    pub message: String,
}
