//! Flows, steps, bodies, targets, handlers and their events.

use super::{Args, Count, Doc, Duration, Expr, Name, Param, Path, Regex, Required, Statement, Text};
use crate::source::Span;

/// `flow greeting { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name.
    pub name: Required<Name>,
    /// What must be given to it on every way in.
    pub params: Vec<Param>,
    /// The steps in order; the first is the entry. Statements that strayed into the flow are a step without a name.
    pub steps: Vec<Step>,
    /// What holds in the whole flow, in order.
    pub handlers: Vec<Handler>,
    /// The whole declaration.
    pub span: Span,
}

/// `step hello { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name.
    pub name: Required<Name>,
    /// What runs, in order.
    pub statements: Vec<Statement>,
    /// What holds in the whole step, in order.
    pub handlers: Vec<Handler>,
    /// The whole step.
    pub span: Span,
}

/// What runs when something is taken: one arrow, or a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `-> target`
    Arrow(Arrow),
    /// `{ … }`
    Block(Block),
    /// Neither was written; the place where it is missing.
    Missing(Span),
}

impl Body {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Body::Arrow(arrow) => arrow.span,
            Body::Block(block) => block.span,
            Body::Missing(span) => *span,
        }
    }
}

/// `{ … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What runs, in order.
    pub statements: Vec<Statement>,
    /// Where it stands, braces included.
    pub span: Span,
}

/// `-> target`
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// Where it leads.
    pub target: Target,
    /// From the arrow to the target's end.
    pub span: Span,
}

/// Where an arrow leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// `end`
    End(Span),
    /// A step of the flow in which the arrow is written.
    Step(Name),
    /// `flow order(no: x) step look_up`
    Flow(Box<FlowTarget>),
    /// Nothing was written; the place where it is missing.
    Missing(Span),
}

impl Target {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Target::Step(name) => name.span,
            Target::Flow(target) => target.span,
            Target::End(span) | Target::Missing(span) => *span,
        }
    }
}

/// `flow order(no: x) step look_up`
#[derive(Debug, Clone, PartialEq)]
pub struct FlowTarget {
    /// The flow.
    pub flow: Required<Path>,
    /// What its parameters get.
    pub args: Option<Args>,
    /// The step, or its entry.
    pub step: Option<Name>,
    /// Where the target stands.
    pub span: Span,
}

/// `on EVENT if COND BODY`
#[derive(Debug, Clone, PartialEq)]
pub struct Handler {
    /// What it waits for.
    pub event: Event,
    /// When it takes the event.
    pub guard: Option<Expr>,
    /// What runs.
    pub body: Body,
    /// The whole handler.
    pub span: Span,
}

/// Something that happens to a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happens.
    pub kind: EventKind,
    /// Where it stands.
    pub span: Span,
}

/// The events.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// `message`: any
    Message,
    /// `message "/menu", "menu"`: one of these texts
    MessageTexts(Vec<Text>),
    /// `message matches /…/`
    MessageMatches(Required<Regex>),
    /// `image`
    Image,
    /// `voice`
    Voice,
    /// `video`
    Video,
    /// `file`
    File,
    /// `location`
    Location,
    /// `button "Join"`
    Button(Required<Text>),
    /// `start`, `start "order_{order_no}"`
    Start(Option<Text>),
    /// `postback deposit`
    Postback(Required<Name>),
    /// `webhook paid`
    Webhook(Required<Name>),
    /// `silence 1d at most 3 times`
    Silence {
        /// How long nothing was heard.
        after: Required<Duration>,
        /// How often it is taken.
        times: Option<Times>,
    },
    /// `tag vip added`
    Tag {
        /// The tag.
        tag: Required<Name>,
        /// What happened to it.
        change: Required<TagChange>,
    },
    /// `field plan changed`
    FieldChanged(Required<Name>),
    /// `operator joined`
    Operator(Required<OperatorChange>),
    /// `ai down`
    AiDown,
    /// `action failed`
    ActionFailed,
    /// `opt out`
    OptOut,
    /// `blocked`
    Blocked,
    /// No event that exists was written.
    Missing,
}

/// What happened to a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagChange {
    /// `added`
    Added,
    /// `removed`
    Removed,
}

/// What a person did with a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorChange {
    /// `joined`
    Joined,
    /// `left`
    Left,
}

/// `at most 3 times`
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// How often.
    pub count: Required<Count>,
    /// Where it stands.
    pub span: Span,
}
