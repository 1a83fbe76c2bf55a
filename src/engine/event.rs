//! What can happen to a contact.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::ModelAnswer;
use crate::ir::{MediaRef, Time, Value};

/// Something that happened to a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Unique per contact; a repeated one changes nothing. Whoever runs contacts drops repetitions before [`super::step`].
    pub id: String,
    /// When it happened; `now` for all that it causes.
    pub at: Time,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// The contact opened the chat, or came through a link; `/start`.
    Start {
        /// The link's payload.
        payload: Option<String>,
        /// What the channel knows of the contact.
        known: Known,
        /// What the link said.
        trackers: BTreeMap<String, String>,
    },
    /// A channel learned something of the contact: noted at once, whatever the position; it takes nothing and moves nobody.
    Profile {
        /// What the channel knows; what it leaves empty stays as it was.
        known: Known,
        /// Tracker fields.
        trackers: BTreeMap<String, String>,
    },
    /// The contact wrote.
    Message(Message),
    /// The contact pressed a button.
    Button {
        /// The button's text as it was shown.
        text: String,
        /// The id that it was sent with ([`super::OutgoingButton::id`]); empty where the channel knows only the text.
        button: String,
    },
    /// A tracker's postback.
    Postback {
        /// Its name.
        name: String,
        /// Parameters, typed as declared; a missing one is absent.
        params: BTreeMap<String, Value>,
        /// Tracker fields that came with it.
        trackers: BTreeMap<String, String>,
    },
    /// Another system's webhook.
    Webhook {
        /// Its name.
        name: String,
        /// Parameters, typed as declared.
        params: BTreeMap<String, Value>,
    },
    /// A person of the team did something in the chat.
    Operator(OperatorEvent),
    /// Time has come to [`Event::at`]: what is due is taken.
    Clock,
    /// A model answered.
    Model {
        /// [`super::ModelRequest::id`].
        request: u64,
        /// What it said.
        answer: ModelAnswer,
    },
    /// An action answered.
    Action {
        /// [`super::ActionRequest::id`].
        request: u64,
        /// What it said.
        answer: ActionAnswer,
    },
    /// The contact blocked the bot.
    Blocked,
    /// An operator's order about the bot's own work.
    Command(Command),
    /// The conversation can be read at an address: noted, and nothing else happens.
    Link(Link),
}

/// A message of the contact.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Message {
    /// Its text; empty for media alone.
    pub text: String,
    /// Its media.
    pub media: Vec<MediaRef>,
}

/// What a channel knows of a contact; empty where it does not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The messenger's user name.
    pub username: String,
    /// The phone number.
    pub phone: String,
    /// The e-mail address.
    pub email: String,
    /// The language, such as `en`.
    pub language: String,
    /// The time zone, such as `Europe/Kyiv`.
    pub timezone: String,
    /// The channel's name in the manifest.
    pub channel: String,
}

/// What a person of the team did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum OperatorEvent {
    /// Joined the chat: the bot is silent.
    Joined,
    /// Somebody of this name joined, or took over from whoever had the contact.
    Took(String),
    /// Handed the contact back to the bot.
    Left,
    /// Pressed a button of the handoff.
    Pressed(String),
    /// Wrote to the contact.
    Said(Message),
}

/// An address under which a contact's conversation can be read by whoever has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address: ends in a token that names the contact and tells nothing of it.
    pub url: String,
    /// When it ends.
    pub until: Time,
}

/// What an action answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ActionAnswer {
    /// It succeeded with this value; nothing to read is `Value::Empty`.
    Done(Value),
    /// It failed for good, in words without secrets.
    Failed(String),
}

/// An operator's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The bot is silent for the contact, as if a person led.
    Pause,
    /// The end of it.
    Resume,
    /// The contact begins the flow again: its position is gone from the script.
    Restart {
        /// The flow's name.
        flow: String,
    },
    /// The contact goes on where the script says that its place has moved to.
    Move,
}
