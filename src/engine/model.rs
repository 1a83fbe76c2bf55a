//! What is asked of a model, and what it answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Message;
use crate::ir::{MediaRef, ReadFrom, Time, Type, Value};

/// One call of a model. Everything the author wrote is in [`Talk`] and in the task; everything the contact or another
/// system wrote is in `messages`, `history` and `values`: data, never instruction. Private fields are in neither.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRequest {
    /// What the answer names; unique per contact, rising.
    pub id: u64,
    /// The event's time.
    pub at: Time,
    /// The contact's time zone, an IANA name.
    pub zone: String,
    /// The contact's language, such as `en`; empty where unknown.
    pub language: String,
    /// Who speaks, and how.
    pub talk: Talk,
    /// What the holes of the author's texts hold: `[value 1]` in them stands for the first of these.
    pub values: Vec<String>,
    /// Names of knowledge tables; the provider finds the passages.
    pub knowledge: Vec<String>,
    /// The last turns before `messages`, oldest first. The engine leaves it empty; who dispatches the call fills it from
    /// the transcript.
    pub history: Vec<Turn>,
    /// The contact's messages that the call is about, oldest first.
    pub messages: Vec<Message>,
    /// What is wanted.
    pub task: Task,
}

/// The author's words about the talk, holes as [`ModelRequest::values`] has them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Talk {
    /// The bot's persona, then the step's own.
    pub persona: Vec<String>,
    /// What it may never do.
    pub guardrails: Vec<String>,
    /// Its manner.
    pub tone: Vec<String>,
    /// What the step works towards; empty outside an `ai reply`.
    pub goal: String,
}

/// A turn of the conversation so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who spoke.
    pub role: Role,
    /// What was said; media as `[image]`.
    pub text: String,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The contact.
    Contact,
    /// The bot.
    Bot,
    /// A person of the team.
    Person,
}

/// What is wanted of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// `ai reply`: judge the messages against the patterns, else answer them.
    Judge {
        /// Gates, from top to bottom; empty in a call for the reply alone.
        untils: Vec<PatternSpec>,
        /// Routes, from top to bottom; empty in a call for the reply alone.
        whens: Vec<PatternSpec>,
    },
    /// `ai reply`: the first words, or the words after a branch came back, when nothing is unanswered.
    Open,
    /// `route`: which of the patterns the last message means.
    Route {
        /// From top to bottom.
        whens: Vec<PatternSpec>,
    },
    /// `read`: values out of a picture, a message, a voice message or a file.
    Read {
        /// Out of what.
        from: ReadFrom,
        /// Where to look, in the author's words.
        hint: String,
        /// What to look for.
        values: Vec<SaveSpec>,
        /// The picture or file; `None` for a message.
        media: Option<MediaRef>,
    },
    /// A voice message: its words.
    Transcribe {
        /// The voice.
        media: MediaRef,
    },
    /// `ai say`, `ai ask`: a message after the author's instruction.
    Write {
        /// What to say.
        instruction: String,
        /// The author's words for a day without a model.
        fallback: Option<String>,
    },
}

/// A pattern with meanings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatternSpec {
    /// What the answer names: its place in the text, from 1.
    pub number: u16,
    /// Any of these meanings.
    pub meanings: Vec<String>,
    /// Examples of what a contact may write.
    pub like: Vec<String>,
    /// Values that must come with it.
    pub saves: Vec<SaveSpec>,
}

/// A value that is looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SaveSpec {
    /// The slot's name.
    pub name: String,
    /// What fits.
    pub ty: Type,
    /// What it is, in the author's words.
    pub doc: String,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ModelAnswer {
    /// To [`Task::Judge`].
    Judged {
        /// The first gate that holds.
        until: Option<u16>,
        /// The first route that fits; looked at where no gate holds.
        when: Option<u16>,
        /// Typed values for the chosen one, by slot name; what was not found is absent.
        saves: BTreeMap<String, Value>,
        /// Whether persona, knowledge and routes give an answer.
        covered: bool,
        /// The answer; empty where a pattern was chosen.
        reply: String,
    },
    /// To [`Task::Route`].
    Routed {
        /// The pattern, or none.
        when: Option<u16>,
        /// Typed values, by slot name.
        saves: BTreeMap<String, Value>,
    },
    /// To [`Task::Read`]: what was found, by slot name.
    Found(BTreeMap<String, Value>),
    /// To [`Task::Open`] and [`Task::Write`]: the words; empty is silence.
    Wrote(String),
    /// To [`Task::Transcribe`]: what was said; empty where nothing was understood.
    Heard(String),
    /// No answer, after the provider's own retries: down, too slow, or twice outside its schema. In words without secrets.
    Down(String),
}
