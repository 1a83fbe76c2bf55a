//! What is sent and asked: wordings, media, buttons, and the tail of everything that waits.

use super::{Body, Count, Duration, Expr, Name, Path, Required, Text};
use crate::source::Span;

/// `image "a.png", "b.png"`
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// What kind of media.
    pub kind: MediaKind,
    /// The files, URLs and values; several are an album. Empty where none was written.
    pub sources: Vec<MediaSource>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of media that can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// `image`
    Image,
    /// `voice`
    Voice,
    /// `video`
    Video,
    /// `note`: a round video note
    Note,
    /// `file`
    File,
}

/// Where media comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum MediaSource {
    /// A file of the project or a URL.
    Text(Text),
    /// An image or file value.
    Path(Path),
}

/// `buttons "Yes", "No"`, `buttons { "Join" link "…" }`
#[derive(Debug, Clone, PartialEq)]
pub struct Buttons {
    /// In which of the two forms.
    pub kind: ButtonsKind,
    /// Where they stand.
    pub span: Span,
}

/// The two forms of buttons.
#[derive(Debug, Clone, PartialEq)]
pub enum ButtonsKind {
    /// Texts that are the answer when they are pressed.
    List(Vec<Text>),
    /// Buttons with what they do.
    Block(Vec<Button>),
}

/// `"Join" link "…"`, `"I have a question" -> talk`
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// What stands on it.
    pub text: Text,
    /// What it does.
    pub action: ButtonAction,
    /// The whole button.
    pub span: Span,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq)]
pub enum ButtonAction {
    /// Runs a body.
    Body(Body),
    /// Opens a link.
    Link(Required<Text>),
}

/// The kinds of answers that can be asked for, and of messages that a test sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerKind {
    /// `text`
    Text,
    /// `number`
    Number,
    /// `phone`
    Phone,
    /// `email`
    Email,
    /// `time`
    Time,
    /// `date`
    Date,
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
}

/// What a question offers.
#[derive(Debug, Clone, PartialEq)]
pub enum Choices {
    /// `buttons …`
    Buttons(Buttons),
    /// `one of slots`: the values of a list
    OneOf(Expr),
}

/// What may follow everything that waits or can fail. Which words mean something there is not checked by the parser.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tail {
    /// `save due`
    pub save: Option<Name>,
    /// `where due > now`
    pub guard: Option<Expr>,
    /// `at most 3 times`, with its own body
    pub times: Option<Box<TimesLimit>>,
    /// `within 2d`, with its own body
    pub within: Option<Box<WithinLimit>>,
    /// `else …`
    pub else_body: Option<Body>,
    /// Where it stands; empty, right behind the statement, where nothing is written.
    pub span: Span,
}

/// `at most 3 times -> person`
#[derive(Debug, Clone, PartialEq)]
pub struct TimesLimit {
    /// How often.
    pub count: Required<Count>,
    /// What runs then.
    pub body: Option<Body>,
    /// Where it stands, body included.
    pub span: Span,
}

/// `within 2d -> nudge`
#[derive(Debug, Clone, PartialEq)]
pub struct WithinLimit {
    /// How long.
    pub duration: Required<Duration>,
    /// What runs then.
    pub body: Option<Body>,
    /// Where it stands, body included.
    pub span: Span,
}
