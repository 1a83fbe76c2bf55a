//! What the HTTP face needs of a running engine.

use std::sync::Arc;

use serde::Serialize;

use crate::engine::{Event, Machine, OutgoingButton, Role};
use crate::ir::{MediaKind, MediaRef, Time};
use crate::runtime::{Charged, Held, Pending};

/// A running engine, seen from the door.
pub trait Desk: Send + Sync + 'static {
    /// Hands over an event of a contact; resolves when it is durable. A repeated id is accepted and changes nothing.
    fn submit<'a>(&'a self, contact: &'a str, event: Event) -> Pending<'a, Result<(), Refusal>>;

    /// Hands over an event for the contact that one of these parameters finds (name and value, tried in order), known or
    /// not yet met.
    fn arrive<'a>(
        &'a self,
        found_by: &'a [(String, String)],
        event: Event,
    ) -> Pending<'a, Result<(), Refusal>>;

    /// Holds back what is said to the contact, for a response that carries it.
    fn hold(&self, contact: &str) -> Result<Held, Refusal>;

    /// The contact's conversation after a line, oldest first, at most [`LINES_MAX`] lines.
    fn lines(&self, contact: &str, after: u64) -> Vec<Line>;

    /// Resolves when the contact's conversation may have grown since this call.
    fn grown<'a>(&'a self, contact: &'a str) -> Pending<'a, ()>;

    /// A contact as operators see it, ready to be sent.
    fn contact(&self, id: &str) -> Option<serde_json::Value>;

    /// Whether the contact has begun.
    fn knows(&self, id: &str) -> bool;

    /// The contact whose conversation a link's token opens; `None` for one that is wrong or has ended.
    fn linked(&self, token: &str) -> Option<String>;

    /// A contact as the team's inbox shows it; `None` for one who has not begun.
    fn charged(&self, id: &str) -> Option<Charged>;

    /// The contacts that are people's, those first who came to them last; at most [`CHARGES_MAX`].
    fn charges(&self) -> Result<Vec<Charged>, Refusal>;

    /// Resolves when any conversation may have grown since this call.
    fn any_grown<'a>(&'a self) -> Pending<'a, ()>;

    /// What became of the contacts, ready to be sent. Looks at all of them.
    fn report(&self) -> Result<serde_json::Value, Refusal>;

    /// Whether events are accepted; tells nothing of contacts.
    fn accepts(&self) -> bool;

    /// Keeps a picture of a contact durably.
    fn keep_image<'a>(
        &'a self,
        contact: &'a str,
        mime: &'static str,
        bytes: Vec<u8>,
    ) -> Pending<'a, Result<MediaRef, Refusal>>;

    /// Bytes of the contact's media, or of a file of the project.
    fn media(&self, contact: &str, media: &MediaRef) -> Option<Vec<u8>>;

    /// The program that runs.
    fn machine(&self) -> Arc<Machine>;

    /// The time.
    fn now(&self) -> Time;
}

/// Why an event was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too many contacts, or too many events of this one wait; later it may go.
    #[error("too much is waiting, try again later")]
    Busy,
    /// The store cannot write, or the engine is stopping.
    #[error("events are not accepted now")]
    Closed,
}

/// The longest list of contacts.
pub const CHARGES_MAX: usize = 200;

/// How far back a conversation is shown.
pub const LINES_MAX: usize = 200;

/// A line of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its number in the conversation, from 1, rising.
    pub seq: u64,
    /// When it was said.
    pub at: String,
    /// Who said it.
    pub role: Role,
    /// The text.
    pub text: String,
    /// Media.
    pub media: Vec<LineMedia>,
    /// Buttons.
    pub buttons: Vec<OutgoingButton>,
}

/// Media of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineMedia {
    /// Its kind.
    pub kind: MediaKind,
    /// Where the visitor's browser finds it.
    pub url: String,
    /// What it is; not sent.
    #[serde(skip)]
    pub media: MediaRef,
}

impl LineMedia {
    /// Where a chat's own media are found.
    const OWN: &str = "/chat/media/";

    /// Media of the conversation `name`s, found through the visitor's own door.
    pub fn own(kind: MediaKind, name: &str, media: MediaRef) -> Self {
        LineMedia { kind, url: format!("{}{name}", Self::OWN), media }
    }

    /// Its name, unless it lies elsewhere on the web.
    pub fn name(&self) -> Option<&str> {
        self.url.strip_prefix(Self::OWN)
    }
}
