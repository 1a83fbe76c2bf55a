//! The talk that a model leads.

use super::{Body, Handler, Include, Name, Path, Required, Saves, Text, When};
use crate::source::Span;

/// `ai say "…" else "…"`
#[derive(Debug, Clone, PartialEq)]
pub struct AiSay {
    /// What the model is told to say.
    pub text: Required<Text>,
    /// What is sent on a day without a model.
    pub fallback: Option<Text>,
    /// Whether `at any hour` is written.
    pub any_hour: bool,
    /// The whole statement.
    pub span: Span,
}

/// `ai reply talk { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct AiReply {
    /// The name under which the talk is known.
    pub name: Required<Name>,
    /// Its items in order.
    pub items: Vec<AiItem>,
    /// The whole statement.
    pub span: Span,
}

/// One item of an `ai reply`.
#[derive(Debug, Clone, PartialEq)]
pub enum AiItem {
    /// `waits`: the AI does not open
    Waits(Span),
    /// `goal "…"`
    Goal(AiText),
    /// `opening "…"`: sent as written
    Opening(AiText),
    /// `persona "…"`: added to the bot's
    Persona(AiText),
    /// `guardrails "…"`: added to the bot's
    Guardrails(AiText),
    /// `tone "…"`: added to the bot's
    Tone(AiText),
    /// `knowledge faq, prices`
    Knowledge(KnowledgeUse),
    /// `include objections.all`
    Include(Include),
    /// `until "…" -> proof`
    Until(Until),
    /// `when "…" { … }`
    When(When),
    /// `unanswered { … }`
    Unanswered(Unanswered),
    /// `on silence 1d { … }`
    Handler(Handler),
}

impl AiItem {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            AiItem::Waits(span) => *span,
            AiItem::Goal(item)
            | AiItem::Opening(item)
            | AiItem::Persona(item)
            | AiItem::Guardrails(item)
            | AiItem::Tone(item) => item.span,
            AiItem::Knowledge(item) => item.span,
            AiItem::Include(item) => item.span,
            AiItem::Until(item) => item.span,
            AiItem::When(item) => item.span,
            AiItem::Unanswered(item) => item.span,
            AiItem::Handler(item) => item.span,
        }
    }
}

/// A text of an `ai reply` with its word.
#[derive(Debug, Clone, PartialEq)]
pub struct AiText {
    /// The text.
    pub text: Required<Text>,
    /// From the word to the text's end.
    pub span: Span,
}

/// `knowledge faq, prices`
#[derive(Debug, Clone, PartialEq)]
pub struct KnowledgeUse {
    /// The knowledge bases.
    pub paths: Vec<Path>,
    /// Where it stands.
    pub span: Span,
}

/// `until "the contact says that they have registered" -> proof`
#[derive(Debug, Clone, PartialEq)]
pub struct Until {
    /// What must be true.
    pub meaning: Required<Text>,
    /// Examples of it.
    pub like: Vec<Text>,
    /// What it takes from the message.
    pub saves: Option<Saves>,
    /// What runs.
    pub body: Body,
    /// Where it stands.
    pub span: Span,
}

/// `unanswered { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Unanswered {
    /// What runs where the model has no answer.
    pub body: Body,
    /// Where it stands.
    pub span: Span,
}
