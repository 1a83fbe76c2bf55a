//! A channel of any system that speaks HTTP.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Duration, Path};

/// Any system, over HTTP.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HttpChannel {
    /// The secret of both directions, as `${NAME}`.
    pub secret: Option<String>,
    /// How the bodies of events are written.
    pub format: BodyFormat,
    /// Where the parts of an event stand; empty is flowc's own form.
    pub event: BTreeMap<EventPart, Path>,
    /// Where the person's data stands, by its name in [`HttpChannel::KNOWN`].
    pub contact: BTreeMap<String, Path>,
    /// Where tracker fields stand, by their names.
    pub tracker: BTreeMap<String, Path>,
    /// Whether pictures stay where they are; else they are fetched and kept.
    pub links: bool,
    /// Where effects are posted to.
    pub deliver: Option<Deliver>,
    /// What the response to an event carries; `None`: nothing.
    pub answer: Option<Answer>,
    /// How long after the contact's last message the messenger behind it takes the bot's own words; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Duration>,
}

impl HttpChannel {
    /// What a channel may know of a person.
    pub const KNOWN: [&str; 7] =
        ["first_name", "last_name", "username", "phone", "email", "language", "timezone"];
}

/// How a request's body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum BodyFormat {
    /// As its content type says: JSON or a form.
    #[default]
    Any,
    /// JSON.
    Json,
    /// A form; brackets in its keys nest, as PHP reads them.
    Form,
    /// In the URL's query.
    Query,
}

/// A part of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventPart {
    /// Its id, by which a repetition is known.
    Id,
    /// Whose it is.
    Contact,
    /// What the contact wrote.
    Text,
    /// What came with it: URLs, or objects with `url` and `kind`.
    Media,
    /// The button that was pressed.
    Button,
    /// A start, and its payload.
    Start,
    /// Whether the contact blocked the bot.
    Blocked,
}

impl EventPart {
    /// All of them, by their words.
    pub const ALL: [(&str, EventPart); 7] = [
        ("id", EventPart::Id),
        ("contact", EventPart::Contact),
        ("text", EventPart::Text),
        ("media", EventPart::Media),
        ("button", EventPart::Button),
        ("start", EventPart::Start),
        ("blocked", EventPart::Blocked),
    ];
}

/// Where effects are posted to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Deliver {
    /// The URL; `{contact}` is the peer's id of the contact, percent-encoded.
    pub url: String,
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// What is posted.
    pub format: WireFormat,
    /// The messenger behind ManyChat, where it wants to know.
    pub messenger: Option<String>,
}

/// What the response to an event carries.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The longest that models and actions are waited for.
    pub wait: Duration,
    /// How it is written.
    pub format: WireFormat,
    /// The messenger behind ManyChat, where it wants to know.
    pub messenger: Option<String>,
}

/// Forms of what is said to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum WireFormat {
    /// flowc's own.
    #[default]
    Flowc,
    /// ManyChat's dynamic block, and its `sendContent`.
    Manychat,
    /// SmartSender's external request, and its `send`.
    Smartsender,
}
