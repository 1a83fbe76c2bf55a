//! A question to a model: what it is known by, and what people read of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::Digest;

use super::super::transcript;
use crate::engine::{Message, ModelRequest, PatternSpec, Role, SaveSpec, Task};
use crate::ir::Type;

/// What people read of a question.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The kind of task: `judge`, `open`, `route`, `read`, `transcribe`, `write`.
    pub task: String,
    /// The author's instruction, or where to look.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub instruction: String,
    /// What was said right before.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The contact's messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
    /// Gates of an `ai reply`, from top to bottom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untils: Vec<String>,
    /// Routes, from top to bottom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub whens: Vec<String>,
    /// Values that were looked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

impl Asked {
    /// What people read of a request.
    pub fn of(request: &ModelRequest) -> Self {
        let meanings =
            |patterns: &[PatternSpec]| patterns.iter().map(|pattern| label(pattern).to_owned()).collect();
        let before = request.history.last().map(|turn| {
            let who = match turn.role {
                Role::Contact => "contact",
                Role::Bot => "bot",
                Role::Person => "team",
            };
            format!("{who}: {}", turn.text)
        });
        let asked = Asked {
            task: word(&request.task).to_owned(),
            before: before.unwrap_or_default(),
            messages: request.messages.iter().map(message).collect(),
            ..Asked::default()
        };
        match &request.task {
            Task::Judge { untils, whens } => {
                Asked { untils: meanings(untils), whens: meanings(whens), ..asked }
            }
            Task::Route { whens } => Asked { whens: meanings(whens), ..asked },
            Task::Read { hint, values, media, .. } => Asked {
                instruction: hint.clone(),
                messages: media.iter().map(transcript::media).chain(asked.messages).collect(),
                values: values.iter().map(|value| value.name.clone()).collect(),
                ..asked
            },
            Task::Transcribe { media } => Asked { messages: vec![transcript::media(media)], ..asked },
            Task::Write { instruction, .. } => Asked { instruction: instruction.clone(), ..asked },
            Task::Open => asked,
        }
    }
}

/// What a pattern is called: its first meaning.
pub(super) fn label(pattern: &PatternSpec) -> &str {
    pattern.meanings.first().map_or("", String::as_str)
}

fn word(task: &Task) -> &'static str {
    match task {
        Task::Judge { .. } => "judge",
        Task::Open => "open",
        Task::Route { .. } => "route",
        Task::Read { .. } => "read",
        Task::Transcribe { .. } => "transcribe",
        Task::Write { .. } => "write",
    }
}

fn message(message: &Message) -> String {
    let mut words: Vec<String> = message.media.iter().map(transcript::media).collect();
    words.extend(Some(message.text.clone()).filter(|text| !text.is_empty()));
    words.join(" ")
}

/// Everything that an answer depends on.
#[derive(Serialize)]
struct Content<'r> {
    task: &'r Task,
    talk: BTreeMap<&'static str, &'r [String]>,
    goal: &'r str,
    values: &'r [String],
    knowledge: &'r [String],
    language: &'r str,
    before: Option<&'r str>,
    messages: &'r [Message],
    /// When and in which zone, where a time is looked for: "tomorrow" is another day then.
    now: Option<(i64, &'r str)>,
}

/// What a question is known by: a hash of what was asked. Two requests that differ in their numbers, in the time (where none
/// is looked for), or in what was said long before have the same.
pub fn key(request: &ModelRequest) -> String {
    let talk = &request.talk;
    let content = Content {
        task: &request.task,
        talk: BTreeMap::from([
            ("persona", talk.persona.as_slice()),
            ("guardrails", talk.guardrails.as_slice()),
            ("tone", talk.tone.as_slice()),
        ]),
        goal: &talk.goal,
        values: &request.values,
        knowledge: &request.knowledge,
        language: &request.language,
        before: request.history.last().map(|turn| turn.text.as_str()),
        messages: &request.messages,
        now: looks_for_time(&request.task).then_some((request.at.0, request.zone.as_str())),
    };
    let content = serde_json::to_string(&content).expect("a request is plain data");
    let hash = sha2::Sha256::digest(content.as_bytes());
    hash[..10].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn looks_for_time(task: &Task) -> bool {
    let any = |values: &[SaveSpec]| values.iter().any(|value| matches!(value.ty, Type::Time | Type::Date));
    let of_patterns = |patterns: &[PatternSpec]| patterns.iter().any(|pattern| any(&pattern.saves));
    match task {
        Task::Judge { untils, whens } => of_patterns(untils) || of_patterns(whens),
        Task::Route { whens } => of_patterns(whens),
        Task::Read { values, .. } => any(values),
        Task::Open | Task::Transcribe { .. } | Task::Write { .. } => false,
    }
}
