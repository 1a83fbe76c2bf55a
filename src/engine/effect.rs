//! What the engine wants done.

use serde::{Deserialize, Serialize};

use super::eval::plain;
use super::model::ModelRequest;
use crate::ir::{MediaRef, Value};

/// Something to be done after the commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Its key: the same for the same decision, whenever it is computed.
    pub key: EffectKey,
    /// What it is.
    pub kind: EffectKind,
}

/// The key of an effect, derived and never random. Peers that take an idempotency key get its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EffectKey {
    /// The contact's id.
    pub contact: String,
    /// The number of the contact's event that decided it, from 1.
    pub sequence: u64,
    /// Its place among that event's effects, from 0.
    pub index: u32,
}

impl std::fmt::Display for EffectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.contact, self.sequence, self.index)
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EffectKind {
    /// A message to the contact.
    Say(Outgoing),
    /// A call of a model; its answer comes back as an event.
    Model(Box<ModelRequest>),
    /// A call of an action; its answer comes back as an event.
    Action(ActionRequest),
    /// Operators are told.
    Notify {
        /// Their name in the manifest; empty is the default one.
        operator: String,
        /// What they are told.
        text: String,
    },
    /// Operators are called: the contact is theirs until handed back.
    Handoff {
        /// Their name in the manifest; empty is the default one.
        operator: String,
        /// Why.
        text: String,
        /// Buttons with which the person can end it.
        buttons: Vec<String>,
    },
    /// A message of the contact, or one that came while a person leads, is passed on to the person.
    Relay {
        /// The text.
        text: String,
        /// The media.
        media: Vec<MediaRef>,
    },
}

impl EffectKind {
    /// Whether it must keep its place among the contact's messages.
    pub fn is_message(&self) -> bool {
        matches!(self, EffectKind::Say(_))
    }
}

/// A message to the contact, ready to be sent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Outgoing {
    /// Its text, or the caption of its media.
    pub text: String,
    /// Media; several are an album.
    pub media: Vec<MediaRef>,
    /// Buttons.
    pub buttons: Vec<OutgoingButton>,
    /// Whether it was begun without a message of the contact: a timer, a postback.
    pub proactive: bool,
    /// A message that the channel has approved, instead of a text of our own.
    pub template: Option<OutgoingTemplate>,
}

/// An approved message with its inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutgoingTemplate {
    /// Its name in the manifest.
    pub name: String,
    /// Its inputs by name, in the manifest's order.
    pub args: Vec<(String, Value)>,
}

impl Outgoing {
    /// What people read of it beside its media: its text, or `[template cart_reminder: url=https://…]`.
    pub fn shown(&self) -> String {
        self.template.as_ref().map_or_else(|| self.text.clone(), OutgoingTemplate::to_string)
    }
}

impl std::fmt::Display for OutgoingTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[template {}", self.name)?;
        for (nth, (name, value)) in self.args.iter().enumerate() {
            let before = if nth == 0 { ":" } else { "," };
            write!(f, "{before} {name}={}", plain(value))?;
        }
        write!(f, "]")
    }
}

/// A button of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingButton {
    /// What a channel sends back when it is pressed: short, the same for the same button of the same step.
    pub id: String,
    /// What it shows.
    pub text: String,
    /// Where it leads; `None`: it is pressed.
    pub link: Option<String>,
}

/// A call of an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionRequest {
    /// What its answer names.
    pub id: u64,
    /// The action's name in the manifest.
    pub action: String,
    /// Its inputs by name.
    pub args: Vec<(String, Value)>,
    /// Attempts, the first included.
    pub tries: u32,
}
