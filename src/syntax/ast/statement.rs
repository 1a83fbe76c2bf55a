//! Statements: one variant, one struct each.

use super::{
    Ab, AiReply, AiSay, AnswerKind, Args, Arrow, Block, Body, Buttons, Choices, Count, Duration, Event, Expr,
    Handler, If, Media, Name, Number, Path, Required, Route, Tail, Text, Times,
};
use crate::source::Span;

/// One statement of a step or a block. What is large lies behind a box: most statements are arrows.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// `say "…"`
    Say(Box<Say>),
    /// `send image "…"`
    Send(Box<Send>),
    /// `ask "…"`, `ai ask "…"`
    Ask(Box<Ask>),
    /// `ask again`
    AskAgain(AskAgain),
    /// `wait for message`
    Wait(Box<Wait>),
    /// `ai say "…"`
    AiSay(AiSay),
    /// `ai reply talk { … }`
    AiReply(AiReply),
    /// `route { … }`
    Route(Box<Route>),
    /// `read player_id from image "…"`
    Read(Box<Read>),
    /// `if … { … }`
    If(Box<If>),
    /// `ab test { … }`
    Ab(Ab),
    /// `set a = x`
    Set(Box<Set>),
    /// `add tag t`, `add x to list`
    Add(Box<Add>),
    /// `remove tag t`, `remove x from list`
    Remove(Box<Remove>),
    /// `delay 1h`
    Delay(Box<Delay>),
    /// `do crm.create_lead(…)`
    Do(Box<Do>),
    /// `handoff "…"`
    Handoff(Box<Handoff>),
    /// `notify managers "…"`
    Notify(Notify),
    /// `visit flow survey`
    Visit(Box<Visit>),
    /// `end with x`
    End(End),
    /// `reach registered`
    Reach(Reach),
    /// `for each x in xs at most 10 { … }`
    ForEach(Box<ForEach>),
    /// `-> target`
    Jump(Jump),
}

impl Statement {
    /// The text of the statement.
    pub fn span(&self) -> Span {
        match self {
            Statement::Say(statement) => statement.span,
            Statement::Send(statement) => statement.span,
            Statement::Ask(statement) => statement.span,
            Statement::AskAgain(statement) => statement.span,
            Statement::Wait(statement) => statement.span,
            Statement::AiSay(statement) => statement.span,
            Statement::AiReply(statement) => statement.span,
            Statement::Route(statement) => statement.span,
            Statement::Read(statement) => statement.span,
            Statement::If(statement) => statement.span,
            Statement::Ab(statement) => statement.span,
            Statement::Set(statement) => statement.span,
            Statement::Add(statement) => statement.span,
            Statement::Remove(statement) => statement.span,
            Statement::Delay(statement) => statement.span,
            Statement::Do(statement) => statement.span,
            Statement::Handoff(statement) => statement.span,
            Statement::Notify(statement) => statement.span,
            Statement::Visit(statement) => statement.span,
            Statement::End(statement) => statement.span,
            Statement::Reach(statement) => statement.span,
            Statement::ForEach(statement) => statement.span,
            Statement::Jump(statement) => statement.span,
        }
    }
}

/// `say "…" or "…" with image "…" buttons … at any hour`
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// The wordings; empty where none was written.
    pub wordings: Vec<Text>,
    /// What is sent with it.
    pub media: Option<Media>,
    /// The buttons below it.
    pub buttons: Option<Buttons>,
    /// Whether `at any hour` is written.
    pub any_hour: bool,
    /// The whole statement.
    pub span: Span,
}

/// `send image "…" caption "…" buttons … at any hour`
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// What is sent.
    pub what: Sent,
    /// The words below it.
    pub caption: Option<Text>,
    /// The buttons below it.
    pub buttons: Option<Buttons>,
    /// Whether `at any hour` is written.
    pub any_hour: bool,
    /// The whole statement.
    pub span: Span,
}

/// What `send` sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    /// `template cart_reminder(url: url)`
    Template {
        /// The template of the manifest.
        name: Required<Name>,
        /// What it gets.
        args: Option<Args>,
    },
    /// `location 50.45, 30.52`
    Location {
        /// Degrees north.
        latitude: Required<Number>,
        /// Degrees east.
        longitude: Required<Number>,
    },
    /// `image "…"`
    Media(Media),
    /// Nothing that can be sent was written.
    Missing,
}

/// `ask [KIND] "…" buttons … TAIL`, `ai ask …`
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Whether the model words the question.
    pub ai: bool,
    /// What kind of answer is asked for.
    pub kind: Option<AnswerKind>,
    /// The wordings; empty where none was written.
    pub wordings: Vec<Text>,
    /// What is sent with it.
    pub media: Option<Media>,
    /// What is offered.
    pub choices: Option<Choices>,
    /// What follows.
    pub tail: Tail,
    /// The whole statement.
    pub span: Span,
}

/// `ask again`: in a handler, repeats the interrupted question
#[derive(Debug, Clone, PartialEq)]
pub struct AskAgain {
    /// The whole statement.
    pub span: Span,
}

/// `wait for EVENT TAIL`
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// What is waited for.
    pub event: Event,
    /// What follows.
    pub tail: Tail,
    /// The whole statement.
    pub span: Span,
}

/// `read a, b from image "…" TAIL`
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The fields; empty where none was written.
    pub fields: Vec<Name>,
    /// Where it looks.
    pub from: Required<ReadSource>,
    /// What it looks for there.
    pub prompt: Required<Text>,
    /// What follows.
    pub tail: Tail,
    /// The whole statement.
    pub span: Span,
}

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadSource {
    /// `image`
    Image,
    /// `message`
    Message,
    /// `voice`
    Voice,
    /// `file`
    File,
}

/// `set a = x`
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// A field, a local, or a settable member of `contact`.
    pub target: Required<Path>,
    /// Its new value.
    pub value: Expr,
    /// The whole statement.
    pub span: Span,
}

/// What `add` and `remove` change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// `tag vip`
    Tag(Required<Name>),
    /// `x to list`, `x from list`
    Item {
        /// The item.
        value: Expr,
        /// The list.
        list: Required<Name>,
    },
}

/// `add tag t`, `add x to list`
#[derive(Debug, Clone, PartialEq)]
pub struct Add {
    /// What is added.
    pub change: Change,
    /// The whole statement.
    pub span: Span,
}

/// `remove tag t`, `remove x from list`
#[derive(Debug, Clone, PartialEq)]
pub struct Remove {
    /// What is removed.
    pub change: Change,
    /// The whole statement.
    pub span: Span,
}

/// `delay 1h { on message -> x }`
#[derive(Debug, Clone, PartialEq)]
pub struct Delay {
    /// How long.
    pub until: DelayUntil,
    /// What holds meanwhile.
    pub handlers: Vec<Handler>,
    /// The whole statement.
    pub span: Span,
}

/// How long a delay lasts.
#[derive(Debug, Clone, PartialEq)]
pub enum DelayUntil {
    /// `1h30m`
    Duration(Required<Duration>),
    /// `until hours office`
    Hours(Required<Name>),
    /// `until due`
    Time(Expr),
}

/// `do crm.create_lead(name: x) TAIL`
#[derive(Debug, Clone, PartialEq)]
pub struct Do {
    /// The action of the manifest.
    pub action: Required<Path>,
    /// What it gets.
    pub args: Required<Args>,
    /// What follows.
    pub tail: Tail,
    /// The whole statement.
    pub span: Span,
}

/// `handoff to anna "…" { "Solved" -> end } TAIL`
#[derive(Debug, Clone, PartialEq)]
pub struct Handoff {
    /// The operator; the default one where none is written.
    pub to: Option<Name>,
    /// What the person is told.
    pub text: Required<Text>,
    /// The buttons by which the person ends it.
    pub buttons: Vec<HandoffButton>,
    /// What holds meanwhile.
    pub handlers: Vec<Handler>,
    /// What follows.
    pub tail: Tail,
    /// The whole statement.
    pub span: Span,
}

/// `"Solved" -> end`
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffButton {
    /// What stands on it.
    pub text: Text,
    /// What runs when the person presses it.
    pub body: Body,
    /// The whole button.
    pub span: Span,
}

/// `notify managers "…"`
#[derive(Debug, Clone, PartialEq)]
pub struct Notify {
    /// The operator of the manifest.
    pub to: Required<Name>,
    /// What they are told.
    pub text: Required<Text>,
    /// The whole statement.
    pub span: Span,
}

/// `visit flow survey(topic: x) TAIL`
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The flow.
    pub flow: Required<Path>,
    /// What its parameters get.
    pub args: Option<Args>,
    /// What follows.
    pub tail: Tail,
    /// The whole statement.
    pub span: Span,
}

/// `end`, `end with x`
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// What a visit returns.
    pub value: Option<Expr>,
    /// The whole statement.
    pub span: Span,
}

/// `reach registered`
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The goal.
    pub goal: Required<Name>,
    /// The whole statement.
    pub span: Span,
}

/// `for each x in xs at most 10 { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct ForEach {
    /// The name of the item inside.
    pub name: Required<Name>,
    /// The list.
    pub list: Expr,
    /// The most items that are visited.
    pub most: Required<Count>,
    /// What runs for each.
    pub body: Required<Block>,
    /// The whole statement.
    pub span: Span,
}

/// `-> target`, `-> target at most 3 times else -> other`
#[derive(Debug, Clone, PartialEq)]
pub struct Jump {
    /// The arrow.
    pub arrow: Arrow,
    /// How often it is taken.
    pub bound: Option<Box<JumpBound>>,
    /// The whole statement.
    pub span: Span,
}

/// `at most 3 times else BODY`
#[derive(Debug, Clone, PartialEq)]
pub struct JumpBound {
    /// How often the arrow is taken.
    pub times: Times,
    /// What runs after that.
    pub else_body: Body,
    /// Where it stands.
    pub span: Span,
}
