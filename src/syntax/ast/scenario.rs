//! Test blocks.

use super::{AnswerKind, Args, Clock, Date, Doc, Duration, Expr, Name, Path, Required, Text};
use crate::source::Span;

/// `test "…" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// What it says.
    pub name: Required<Text>,
    /// What happens and is expected, in order.
    pub items: Vec<TestItem>,
    /// The whole test.
    pub span: Span,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestItem {
    /// What it does.
    pub kind: TestItemKind,
    /// Where it stands.
    pub span: Span,
}

/// The lines of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestItemKind {
    /// `contact (first_name: "Olga", tag vip)`
    Contact(Vec<Trait>),
    /// `arm hello_test = short`
    Arm {
        /// The router.
        router: Required<Name>,
        /// The arm that is drawn.
        arm: Required<Name>,
    },
    /// `channel whatsapp`
    Channel(Required<Name>),
    /// `start`, `start "order_1"`
    Start(Option<Text>),
    /// `user image "proof.png" read player_id = "1"`
    User(User),
    /// `press "Yes"`
    Press(Required<Text>),
    /// `postback deposit(amount: 50)`
    Postback {
        /// Which one.
        name: Required<Name>,
        /// What it brings.
        args: Option<Args>,
    },
    /// `webhook paid(order: "1")`
    Webhook {
        /// Which one.
        name: Required<Name>,
        /// What it brings.
        args: Option<Args>,
    },
    /// `after 2h`
    After(Required<Duration>),
    /// `at 2026-11-20 12:00`
    AtDate(Date),
    /// `at 09:00`: its next occurrence
    AtClock(Clock),
    /// `at` with neither
    AtMissing,
    /// `operator joins`
    Operator(Required<OperatorDoes>),
    /// `ai down`
    AiDown,
    /// `expect say "…"`
    Expect(Expected),
}

/// What a test's contact is.
#[derive(Debug, Clone, PartialEq)]
pub enum Trait {
    /// `first_name: "Olga"`
    Value {
        /// A field or a member of `contact`.
        name: Name,
        /// Its value.
        value: Expr,
        /// Where it stands.
        span: Span,
    },
    /// `tag vip`
    Tag {
        /// The tag.
        tag: Required<Name>,
        /// Where it stands.
        span: Span,
    },
}

/// What the contact of a test sends, and what a model would make of it.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// What kind of message; text where none is written.
    pub kind: Option<AnswerKind>,
    /// The words, or the file.
    pub text: Required<Text>,
    /// What the model finds in it.
    pub verdicts: Vec<Verdict>,
}

/// What the model finds in a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What it finds.
    pub kind: VerdictKind,
    /// Where it stands.
    pub span: Span,
}

/// The findings of a model.
#[derive(Debug, Clone, PartialEq)]
pub enum VerdictKind {
    /// `routed "…"`: this meaning
    Routed(Text),
    /// `routed else`
    RoutedElse,
    /// `routed unanswered`
    RoutedUnanswered,
    /// `routed` with nothing
    RoutedMissing,
    /// `until "…" yes`
    Until {
        /// The meaning.
        meaning: Required<Text>,
        /// Whether it is true.
        holds: Required<bool>,
    },
    /// `save due = …`
    Save {
        /// The field or local.
        name: Required<Name>,
        /// Its value.
        value: Expr,
    },
    /// `read player_id = …`
    Read {
        /// The field.
        name: Required<Name>,
        /// Its value.
        value: Expr,
    },
    /// `replies "…"`
    Replies(Required<Text>),
}

/// What a person does in a test.
#[derive(Debug, Clone, PartialEq)]
pub enum OperatorDoes {
    /// `joins`
    Joins,
    /// `leaves`
    Leaves,
    /// `presses "Solved"`
    Presses(Required<Text>),
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// `say "…"`
    Say(Required<Text>),
    /// `do shop.order(number: "1") returns (status: "paid")`
    Do {
        /// The action.
        action: Required<Path>,
        /// What it gets.
        args: Required<Args>,
        /// What it answers.
        outcome: Option<DoOutcome>,
    },
    /// `flow order step look_up`
    Flow {
        /// The flow.
        flow: Required<Name>,
        /// The step in it.
        step: Option<Name>,
    },
    /// `step look_up`
    Step(Required<Name>),
    /// `tag vip`
    Tag(Required<Name>),
    /// `goal registered`
    Goal(Required<Name>),
    /// `handoff "…"`
    Handoff(Option<Text>),
    /// `template cart_reminder(url: "…")`
    Template {
        /// The template.
        name: Required<Name>,
        /// What it gets.
        args: Option<Args>,
    },
    /// `player_id == "1"`
    Value {
        /// What is looked at.
        path: Path,
        /// What it must be.
        value: Expr,
    },
    /// `wait`
    Wait,
    /// `end`
    End,
    /// `nothing`
    Nothing,
    /// Nothing that can be expected was written.
    Missing,
}

/// How an action of a test ends.
#[derive(Debug, Clone, PartialEq)]
pub enum DoOutcome {
    /// `returns (status: "paid")`
    Returns(Required<Args>),
    /// `fails`
    Fails,
}
