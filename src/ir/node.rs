//! Statements.

use serde::{Deserialize, Serialize};

use super::{AiReply, Duration, EventPattern, Expr, Handler, MediaKind, PointId, Route, Template, Type};
use crate::source::Span;

/// A place in [`super::Program::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeIx(pub u32);

/// A statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its stable id.
    pub point: PointId,
    /// The flow and step in which it is written.
    pub place: Place,
    /// What it does.
    pub op: Op,
    /// The statement that follows; `None` is the end of the chain.
    pub next: Option<NodeIx>,
    /// Where it is written.
    pub span: Span,
}

/// A flow and a step, by their places; both `None` for a handler at the top, the step `None` for one of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Place {
    /// The place in [`super::Program::flows`].
    pub flow: Option<u32>,
    /// The place in [`super::Flow::steps`].
    pub step: Option<u32>,
}

/// What a statement does. What is large lies behind a box: most statements are messages and arrows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Op {
    /// `say`, `send`.
    Say(Message),
    /// `send template`.
    SendTemplate(SendTemplate),
    /// `ask`, `ai ask`.
    Ask(Box<Ask>),
    /// `ask again`, in a handler.
    AskAgain,
    /// `wait for`.
    Wait(Box<Wait>),
    /// `ai say`: the instruction, and the words for a day without a model.
    AiSay {
        /// What the model is to say.
        instruction: Template,
        /// What is said without one.
        fallback: Option<Template>,
        /// `at any hour`.
        any_hour: bool,
    },
    /// `ai reply`.
    AiReply(Box<AiReply>),
    /// `route`.
    Route(Route),
    /// `read`.
    Read(Box<Read>),
    /// `if`: where to go when the condition holds, and when it does not.
    Branch {
        /// The condition.
        condition: Expr,
        /// When it holds.
        then: Option<NodeIx>,
        /// When it does not.
        otherwise: Option<NodeIx>,
    },
    /// `ab`.
    Ab {
        /// The router's name, unique in the project.
        router: String,
        /// Its arms; weights make 10,000.
        arms: Vec<Arm>,
    },
    /// `set`.
    Set {
        /// Where.
        slot: Slot,
        /// What.
        value: Expr,
    },
    /// `add tag`.
    AddTag(String),
    /// `remove tag`.
    RemoveTag(String),
    /// `add EXPR to LIST`: at the end, unless it is in it.
    AddTo {
        /// The list.
        slot: Slot,
        /// The item.
        value: Expr,
    },
    /// `remove EXPR from LIST`: all equal ones.
    RemoveFrom {
        /// The list.
        slot: Slot,
        /// The item.
        value: Expr,
    },
    /// `delay`.
    Delay(Delay),
    /// `do`.
    Call(Box<Call>),
    /// `handoff`.
    Handoff(Box<Handoff>),
    /// `notify`.
    Notify {
        /// The operators' name in the manifest.
        operator: String,
        /// What they are told.
        text: Template,
    },
    /// `reach`: the goal.
    Reach(String),
    /// `-> TARGET [at most N times else BODY]`.
    Jump {
        /// Where to.
        target: Target,
        /// How often in a run of the flow, and what then.
        bound: Option<(u32, Body)>,
    },
    /// `end [with EXPR]`.
    End(Option<Expr>),
    /// `visit`.
    Visit(Box<Visit>),
    /// `for each`: its block's last statement leads back to it.
    ForEach {
        /// The list.
        list: Expr,
        /// The most items for which the block runs.
        most: u32,
        /// The block.
        body: Option<NodeIx>,
    },
}

impl Op {
    /// The tail of a statement that has one.
    pub fn tail(&self) -> Option<&Tail> {
        match self {
            Op::Ask(ask) => Some(&ask.tail),
            Op::Wait(wait) => Some(&wait.tail),
            Op::Read(read) => Some(&read.tail),
            Op::Call(call) => Some(&call.tail),
            Op::Handoff(handoff) => Some(&handoff.tail),
            Op::Visit(visit) => Some(&visit.tail),
            _ => None,
        }
    }
}

/// Where an arrow leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// A step of the flow in which the arrow is written.
    Step(u32),
    /// A flow, afresh.
    Flow {
        /// The place in [`super::Program::flows`].
        flow: u32,
        /// A step of it; its first where none is written.
        step: u32,
        /// Its parameters' values, by name.
        args: Vec<(String, Expr)>,
    },
    /// `end`.
    End,
}

/// A written body. `None` inside is a block that falls through at once to the end of its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body(pub Option<NodeIx>);

/// A message to the contact.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Message {
    /// One wording or several; none for media alone. For `send` the caption.
    pub wordings: Vec<Template>,
    /// Media, several are an album.
    pub media: Vec<Media>,
    /// Buttons.
    pub buttons: Buttons,
    /// `at any hour`.
    pub any_hour: bool,
}

/// A message that a channel has approved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendTemplate {
    /// Its name in the manifest.
    pub template: String,
    /// Its inputs by name, in the order of the text.
    pub args: Vec<(String, Expr)>,
    /// `at any hour`.
    pub any_hour: bool,
}

/// Media of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is.
    pub source: MediaSource,
}

/// Where media is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MediaSource {
    /// A file of the project (relative path) or a URL; holes are allowed in URLs.
    Text(Template),
    /// An image or file value.
    Value(Expr),
}

/// Buttons under a message.
pub type Buttons = Vec<Button>;

/// A button. It is known by its text in the script and its step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Button {
    /// What it shows.
    pub text: Template,
    /// What it does.
    pub act: ButtonAct,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ButtonAct {
    /// Its text is the answer.
    Answer,
    /// Runs a body.
    Body(Body),
    /// Opens a link.
    Link(Template),
}

/// What an `ask` wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A moment.
    Time,
    /// A day.
    Date,
    /// A picture.
    Image,
    /// A voice message.
    Voice,
    /// A video.
    Video,
    /// A file.
    File,
    /// A place on the map.
    Location,
}

/// `ask`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// The question; for `ai ask` the instruction.
    pub message: Message,
    /// Whether the model words it.
    pub ai: bool,
    /// What is wanted; `None` is text, or what the slot's type wants.
    pub kind: Option<AskKind>,
    /// `one of LIST`: the choices at run time, shown as buttons.
    pub choices: Option<Expr>,
    /// The tail.
    pub tail: Tail,
}

/// `wait for`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// What for.
    pub event: EventPattern,
    /// The tail.
    pub tail: Tail,
}

/// What may stand behind a statement that waits or can fail.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tail {
    /// Where the answer goes.
    pub save: Option<Slot>,
    /// What must hold of it; the slot has its new value while this is tested.
    pub guard: Option<Expr>,
    /// How often.
    pub times: Option<Limit<u32>>,
    /// How long.
    pub within: Option<Limit<Duration>>,
    /// What is left; `None` where no `else` is written.
    pub otherwise: Option<Body>,
}

/// A limit with the body that it may carry.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limit<T> {
    /// The limit.
    pub bound: T,
    /// Its own body; without one, `else` takes what is beyond it.
    pub body: Option<Body>,
}

/// Where a value is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// Which place.
    pub place: SlotPlace,
    /// What fits into it.
    pub ty: Type,
}

/// The places that hold values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlotPlace {
    /// A declared field of the contact.
    Field(String),
    /// A local of this run of the flow.
    Local(String),
    /// `contact.language`, `timezone`, `email`, `phone`.
    Contact(super::ContactValue),
}

impl SlotPlace {
    /// The name in the script's words.
    pub fn name(&self) -> String {
        match self {
            SlotPlace::Field(name) | SlotPlace::Local(name) => name.clone(),
            SlotPlace::Contact(value) => format!("contact.{value:?}").to_lowercase(),
        }
    }
}

/// `read`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// What is looked for.
    pub slots: Vec<ReadSlot>,
    /// In what.
    pub from: ReadFrom,
    /// Where to look, in the author's words.
    pub hint: Template,
    /// The tail (`where within else`).
    pub tail: Tail,
}

/// A value that `read` looks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadSlot {
    /// Where it goes.
    pub slot: Slot,
    /// What it is: the field's `##` comment.
    pub doc: String,
}

/// What `read` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadFrom {
    /// The last picture.
    Image,
    /// The last message's text.
    Message,
    /// The last voice message.
    Voice,
    /// The last file.
    File,
}

/// An arm of an A/B router.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Its name; an unnamed one is named `1`, `2`, … by its place.
    pub name: String,
    /// Its share of 10,000 tickets.
    pub tickets: u32,
    /// What it does.
    pub body: Body,
}

/// `delay`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delay {
    /// Until when: a duration literal from now, or an instant.
    pub until: Expr,
    /// What ends it early, or answers meanwhile.
    pub handlers: Vec<Handler>,
}

/// `do`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The action's name in the manifest, `crm.create_lead`.
    pub action: String,
    /// Arguments by name, in the order of the text.
    pub args: Vec<(String, Expr)>,
    /// The tail (`save at most within else`).
    pub tail: Tail,
}

/// `visit`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The place in [`super::Program::flows`].
    pub flow: u32,
    /// Its parameters' values, by name.
    pub args: Vec<(String, Expr)>,
    /// The tail (`save within else`).
    pub tail: Tail,
}

/// `handoff`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    /// To whom; `None` is the manifest's default.
    pub operator: Option<String>,
    /// Why.
    pub text: Template,
    /// Buttons with which the person hands the contact back.
    pub buttons: Vec<HandoffButton>,
    /// What takes events while the contact is the person's.
    pub handlers: Vec<Handler>,
    /// The tail (`within else`).
    pub tail: Tail,
}

/// A button of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoffButton {
    /// What it shows.
    pub text: Template,
    /// What runs when the contact is handed back by it.
    pub body: Body,
}
