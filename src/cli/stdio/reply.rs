//! What is said to an event.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::eval::plain;
use crate::engine::{Effect, EffectKind, OutgoingButton, OutgoingTemplate};
use crate::ir::{MediaKind, MediaRef, Time};

/// The closing line of an event: it is durable, and so is what it decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The event's id, as the line gave it.
    pub done: String,
    /// The contact; absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// `false`: the event came before and has changed nothing.
    pub taken: bool,
    /// The number of the contact's event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// The contact's status after it; `kept` for a postback whose contact is not known yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// A line that is no event, or one that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Why.
    pub error: String,
    /// The number of the line, from 1.
    pub line: u64,
    /// The event's id, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// An effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Out<'a> {
    effect: &'static str,
    contact: &'a str,
    /// The same for the same decision: who reads drops what came before.
    key: String,
    at: String,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<OutMedia<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    buttons: Vec<OutButton<'a>>,
    /// A message that the channel has approved, instead of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<OutTemplate<'a>>,
    #[serde(skip_serializing_if = "is_false")]
    proactive: bool,
    /// It may have left before.
    #[serde(skip_serializing_if = "is_false")]
    again: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct OutMedia<'a> {
    kind: MediaKind,
    at: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    mime: &'a str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct OutTemplate<'a> {
    name: &'a str,
    args: BTreeMap<&'a str, String>,
}

/// A button of a message, or of a person: that one is known by its text alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum OutButton<'a> {
    Contact(&'a OutgoingButton),
    Person { text: &'a str },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !value
}

impl<'a> Out<'a> {
    /// The line of an effect; `None` for calls, which flowc makes itself.
    pub fn of(effect: &'a Effect, now: Time, attempts: u32) -> Option<Self> {
        let media = |media: &'a [MediaRef]| {
            media
                .iter()
                .map(|media| OutMedia { kind: media.kind, at: &media.at, mime: &media.mime })
                .collect()
        };
        let out = |word, text: &'a str| Out {
            effect: word,
            contact: &effect.key.contact,
            key: effect.key.to_string(),
            at: now.to_string(),
            text,
            operator: None,
            media: Vec::new(),
            buttons: Vec::new(),
            template: None,
            proactive: false,
            again: attempts > 0,
        };
        let template = |template: &'a OutgoingTemplate| OutTemplate {
            name: &template.name,
            args: template.args.iter().map(|(name, value)| (name.as_str(), plain(value))).collect(),
        };
        Some(match &effect.kind {
            EffectKind::Say(message) => Out {
                media: media(&message.media),
                buttons: message.buttons.iter().map(OutButton::Contact).collect(),
                template: message.template.as_ref().map(template),
                proactive: message.proactive,
                ..out("say", &message.text)
            },
            EffectKind::Notify { operator, text } => Out { operator: Some(operator), ..out("notify", text) },
            EffectKind::Handoff { operator, text, buttons } => Out {
                operator: Some(operator),
                buttons: buttons.iter().map(|text| OutButton::Person { text }).collect(),
                ..out("handoff", text)
            },
            EffectKind::Relay { text, media: relayed } => Out { media: media(relayed), ..out("relay", text) },
            EffectKind::Model(_) | EffectKind::Action(_) => return None,
        })
    }
}
