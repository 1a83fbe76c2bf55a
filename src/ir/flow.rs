//! Flows, steps, handlers.

use serde::{Deserialize, Serialize};

use super::{Duration, Expr, Inbound, NodeIx, PointId, Regex, Template, Type};
use crate::source::Span;

/// A funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Its name; one of a used folder's bears the folder's: `objections.all`.
    pub name: String,
    /// Parameters in the order of the text.
    pub params: Vec<(String, Type)>,
    /// Steps; the first is the entry.
    pub steps: Vec<Step>,
    /// Handlers that hold wherever in the flow the contact is.
    pub handlers: Vec<Handler>,
    /// Where its word and its name are written.
    pub span: Span,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, unique in the flow.
    pub name: String,
    /// The first statement.
    pub entry: Option<NodeIx>,
    /// Handlers that hold in the whole step.
    pub handlers: Vec<Handler>,
    /// Where its word and its name are written.
    pub span: Span,
}

/// `on EVENT [if GUARD] BODY`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handler {
    /// Its stable id.
    pub point: PointId,
    /// What it takes.
    pub event: EventPattern,
    /// When it takes it.
    pub guard: Option<Expr>,
    /// Its first statement; an arrow is a `Jump` node.
    pub body: Option<NodeIx>,
    /// Where it is written.
    pub span: Span,
}

/// Kinds of media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A voice message.
    Voice,
    /// A video.
    Video,
    /// A round video note.
    Note,
    /// Any file.
    File,
    /// A place on the map, `LAT,LON`.
    Location,
}

/// What a handler, or `wait for`, takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EventPattern {
    /// Any message with text or media.
    Message,
    /// A message equal to one of these, ignoring case and outer space.
    MessageText(Vec<String>),
    /// A message in which the pattern is found.
    MessageMatches(Regex),
    /// A message with media of the kind.
    Media(MediaKind),
    /// A button of this text.
    Button(String),
    /// A start; with a payload, only a link whose payload fits it: literal pieces and captures into declared fields.
    Start(Option<Template>),
    /// A postback or webhook of this name.
    Inbound(Inbound, String),
    /// The contact has been silent for so long; fires at D, 2D … `times` D.
    Silence {
        /// D.
        after: Duration,
        /// How often per silence.
        times: u32,
    },
    /// A tag came.
    TagAdded(String),
    /// A tag went.
    TagRemoved(String),
    /// A field has another value.
    FieldChanged(String),
    /// A person joined the chat.
    OperatorJoined,
    /// A person left the chat.
    OperatorLeft,
    /// The model is down.
    AiDown,
    /// An action failed.
    ActionFailed,
    /// The contact opted out.
    OptOut,
    /// The contact blocked the bot.
    Blocked,
}
