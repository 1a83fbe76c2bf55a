//! What the manifest says of the world outside. Texts may hold `${NAME}` of the environment: only `run` fills them, and
//! never writes them back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Duration;

mod action;
mod blank;
mod channel;
mod command;
mod connection;
mod csv;
mod http;
mod http_call;
mod inbox;
mod input_text;
mod mail;
mod path;
mod signature;
mod sql;
mod template;
mod webhook;

pub use action::{Action, Binding, Param, Retry, Unknown};
pub use blank::{Blank, InputForm};
pub use channel::{Channel, ChannelKind, TelegramChannel, TelegramReceive, WebChannel};
pub use command::CommandCall;
pub use connection::{Auth, Connection, Google, OAuth2, Rate};
pub use csv::CsvCall;
pub use http::{Answer, BodyFormat, Deliver, EventPart, HttpChannel, WireFormat};
pub use http_call::{AnswerRules, AnswerTest, Expected, HttpBody, HttpCall, Method};
pub use inbox::Inbox;
pub use input_text::{InputPart, InputText};
pub use mail::{MailCall, Mailbox};
pub use path::Path;
pub use signature::{KeyForm, MacAlgorithm, MacEncoding, SignatureRecipe, SignedPart};
pub use sql::SqlCall;
pub use template::ApprovedTemplate;
pub use webhook::{Webhook, Webhooks};

/// Everything outside, by the names that scripts use.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Outside {
    /// Channels.
    pub channels: BTreeMap<String, Channel>,
    /// Operators.
    pub operators: BTreeMap<String, Operator>,
    /// The web inbox of the team.
    #[serde(default)]
    pub inbox: Inbox,
    /// Models by role: `talk`, `vision`, `transcribe`.
    pub models: BTreeMap<String, Model>,
    /// How links fill the trackers.
    pub links: Links,
    /// How postbacks come in.
    pub postbacks: Postbacks,
    /// How other systems' webhooks come in.
    pub webhooks: Webhooks,
    /// The command that reads pictures without a vision model.
    pub ocr: Option<Ocr>,
    /// What actions share, by name.
    pub connections: BTreeMap<String, Connection>,
    /// Actions by their dotted name.
    pub actions: BTreeMap<String, Action>,
    /// Messages that a channel has approved, by the name that scripts use.
    pub templates: BTreeMap<String, ApprovedTemplate>,
    /// Hosts that actions and models may reach although their addresses are private.
    pub allow_private: Vec<String>,
}

impl Outside {
    /// The operator of a name; the empty one is the default, or the only one there is.
    pub fn operator(&self, name: &str) -> Option<(&str, &Operator)> {
        let mut all = self.operators.iter().map(|(name, operator)| (name.as_str(), operator));
        match name {
            "" if self.operators.len() == 1 => all.next(),
            "" => all.find(|(_, operator)| operator.default),
            name => all.find(|(known, _)| *known == name),
        }
    }
}

/// People who can be called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operator {
    /// Whether `handoff` without a name calls them.
    pub default: bool,
    /// The channel over which they are told; `None`: the log and the control socket alone.
    pub channel: Option<String>,
    /// The chat in it.
    pub chat: Option<String>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// `embedded`, or `openai_compatible`.
    pub provider: String,
    /// Base URL.
    pub url: Option<String>,
    /// The key, as `${NAME}`.
    pub key: Option<String>,
    /// The model's name there.
    pub model: Option<String>,
    /// The longest a call may take.
    pub timeout: Duration,
    /// How many of the last messages a call sees.
    pub context: u32,
}

/// How the link a contact came through fills the trackers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Links {
    /// By channel: `query` takes the URL's parameters by name; any other text is a pattern of a start payload such as
    /// `{click_id}-{offer}`.
    pub by_channel: BTreeMap<String, String>,
}

/// How postbacks come in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Postbacks {
    /// The secret in the URL, as `${NAME}`; `None`: one is made at the first start.
    pub secret: Option<String>,
    /// Parameters that find the contact, tried in this order: tracker fields, or `contact` for the id.
    pub contact: Vec<String>,
    /// The tracker's names to the script's.
    pub rename: BTreeMap<String, String>,
    /// By postback: the parameters whose values say that a request is this one, where one URL serves many.
    pub when: BTreeMap<String, BTreeMap<String, String>>,
}

/// A command that turns a picture on its standard input into text on its standard output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ocr {
    /// Program and arguments; no shell sees them.
    pub command: Vec<String>,
    /// The longest it may take.
    pub timeout: Duration,
}
