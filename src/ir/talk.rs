//! Understanding: `route` and `ai reply`.

use serde::{Deserialize, Serialize};

use super::{Body, Expr, Handler, PointId, Regex, Slot, Template};

/// `route`: the last answer is led to one of its branches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Branches in the order of the text, included ones in place.
    pub whens: Vec<When>,
    /// `else`; `None` where none is written, then the next statement follows.
    pub otherwise: Option<Body>,
}

/// `when PATTERN or … like … save … where … BODY`; an `until` is one too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct When {
    /// Its stable id.
    pub point: PointId,
    /// Any of these.
    pub patterns: Vec<Pattern>,
    /// Examples of what the contact may write.
    pub like: Vec<String>,
    /// Values that must be found in the message, or the pattern is not taken.
    pub saves: Vec<Slot>,
    /// What must hold of them.
    pub guard: Option<Expr>,
    /// What happens.
    pub body: Body,
}

impl When {
    /// What people call it: its first meaning, else its first pattern.
    pub fn label(&self) -> &str {
        let meaning = self.patterns.iter().find_map(|pattern| match pattern {
            Pattern::Meaning(text) => Some(text.as_str()),
            _ => None,
        });
        meaning.unwrap_or(match self.patterns.first() {
            Some(Pattern::Meaning(text) | Pattern::Button(text)) => text,
            Some(Pattern::Matches(regex)) => &regex.pattern,
            None => "",
        })
    }
}

/// How a message can be recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// By its meaning, in the author's words: a model or the offline judge decides.
    Meaning(String),
    /// By a regular expression, searched.
    Matches(Regex),
    /// By a button's text.
    Button(String),
}

/// `ai reply`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AiReply {
    /// Its name, unique in the project.
    pub name: String,
    /// `waits`: it does not open by itself.
    pub waits: bool,
    /// What it works towards.
    pub goal: Option<Template>,
    /// The first words, sent as written.
    pub opening: Option<Template>,
    /// Added to the bot's persona.
    pub persona: Option<Template>,
    /// Added to the bot's guardrails.
    pub guardrails: Option<Template>,
    /// Added to the bot's tone.
    pub tone: Option<Template>,
    /// Names of knowledge tables.
    pub knowledge: Vec<String>,
    /// Gates out of it, from top to bottom.
    pub untils: Vec<When>,
    /// Routes inside it, from top to bottom.
    pub whens: Vec<When>,
    /// What happens where nothing gives an answer; `None`: the model's reply is sent all the same.
    pub unanswered: Option<Body>,
    /// Its handlers.
    pub handlers: Vec<Handler>,
}
