//! The state of a contact.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ir::{PointId, Time, Value};

/// Everything that the engine knows of a contact. Stores keep its [`Contact::encode`]d bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// The contact's id, unique in the project: `web:…`, `telegram:…`, or another system's.
    pub id: String,
    /// Number of events so far; the next event's effects bear `sequence + 1`.
    pub sequence: u64,
    /// Who it is.
    pub person: Person,
    /// Tags.
    pub tags: BTreeSet<String>,
    /// Fields that were set; an emptied one is absent.
    pub fields: BTreeMap<String, Value>,
    /// Tracker fields.
    pub trackers: BTreeMap<String, Value>,
}

/// What is known of the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The messenger's user name.
    pub username: String,
    /// The phone.
    pub phone: String,
    /// The e-mail.
    pub email: String,
    /// The language, such as `en`.
    pub language: String,
    /// The time zone, such as `Europe/Kyiv`.
    pub timezone: String,
    /// The channel's name in the manifest.
    pub channel: String,
    /// When the contact appeared.
    pub created: Time,
}

/// The one status of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The bot is at work: a result is awaited.
    Auto,
    /// The bot waits for an answer or a time.
    Waiting,
    /// A person leads.
    Manual,
    /// The contact blocked the bot.
    Blocked,
    /// The contact opted out.
    Stopped,
    /// Its flow ended.
    Finished,
    /// It has not begun: it cannot be written to.
    New,
}

impl Contact {
    /// A contact that has not begun.
    pub fn new(id: impl Into<String>) -> Self {
        Contact {
            id: id.into(),
            sequence: 0,
            person: Person::default(),
            tags: BTreeSet::new(),
            fields: BTreeMap::new(),
            trackers: BTreeMap::new(),
        }
    }

    /// The compact bytes that stores keep; [`Contact::decode`] reads them.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a state is plain data")
    }

    /// The state of [`Contact::encode`]d bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, String> {
        postcard::from_bytes(bytes).map_err(|error| error.to_string())
    }

    /// The status.
    pub fn status(&self) -> Status {
        Status::New
    }

    /// When the next timer is due, if one runs.
    pub fn next_due(&self) -> Option<Time> {
        None
    }

    /// The points at which its frames stand, innermost last: what a changed script must still have.
    pub fn points(&self) -> Vec<Standing> {
        Vec::new()
    }
}

/// Where a frame stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Standing {
    /// The flow's name.
    pub flow: String,
    /// The step's name.
    pub step: String,
    /// The statement.
    pub point: PointId,
    /// The statement in the script's words, such as `ask`, `delay`, `ai reply registration`.
    pub what: String,
}
