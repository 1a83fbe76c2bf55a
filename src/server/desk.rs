//! What the HTTP face needs of a running engine.

use std::sync::Arc;

use serde::Serialize;

use crate::engine::{Contact, Event, Machine};
use crate::ir::{MediaRef, Time};
use crate::runtime::Pending;

/// A running engine, seen from the door.
pub trait Desk: Send + Sync + 'static {
    /// Hands over an event of a contact; resolves when it is durable. A repeated id is accepted and changes nothing.
    fn submit<'a>(&'a self, contact: &'a str, event: Event) -> Pending<'a, Result<(), Refusal>>;

    /// Hands over an event for whoever bears this value of a tracker field, known or not yet met.
    fn submit_by_tracker<'a>(
        &'a self,
        tracker: &'a str,
        value: &'a str,
        event: Event,
    ) -> Pending<'a, Result<(), Refusal>>;

    /// The contact's conversation after a line, oldest first, at most 200 lines.
    fn lines(&self, contact: &str, after: u64) -> Vec<Line>;

    /// Resolves when the contact's conversation may have grown beyond `after`.
    fn grown<'a>(&'a self, contact: &'a str, after: u64) -> Pending<'a, ()>;

    /// A contact's state.
    fn contact(&self, id: &str) -> Option<Contact>;

    /// Counts of routers, arms, steps and goals, ready to be sent.
    fn report(&self) -> serde_json::Value;

    /// Whether events are accepted, ready to be sent; `Err` where they are not.
    fn health(&self) -> Result<serde_json::Value, serde_json::Value>;

    /// Keeps bytes of a contact's media durably.
    fn keep_media<'a>(&'a self, bytes: Vec<u8>) -> Pending<'a, Result<String, Refusal>>;

    /// Bytes of kept media or of a file of the project.
    fn media(&self, media: &MediaRef) -> Option<Vec<u8>>;

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

/// A line of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its number in the conversation, from 1, rising.
    pub seq: u64,
    /// When it was said.
    pub at: String,
    /// Who said it.
    pub role: Speaker,
    /// The text.
    pub text: String,
    /// Media.
    pub media: Vec<LineMedia>,
    /// Buttons.
    pub buttons: Vec<crate::engine::OutgoingButton>,
}

/// Who said a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The contact.
    Contact,
    /// The bot.
    Bot,
    /// A person of the team.
    Person,
}

/// Media of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineMedia {
    /// Its kind.
    pub kind: crate::ir::MediaKind,
    /// Where the visitor's browser finds it.
    pub url: String,
    /// What it is; not sent.
    #[serde(skip)]
    pub media: MediaRef,
}
