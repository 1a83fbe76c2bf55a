//! Who is out there? The traits behind which models, actions and messengers stand.
//!
//! A peer never touches a contact: what it answers goes back as an event. Each call may be made again after a crash,
//! with the same key; peers that can make use of the key to do a thing once.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration as StdDuration;

use super::transcript::Line;
use crate::engine::{ActionRequest, Effect, EffectKey, Machine, ModelAnswer, ModelRequest};
use crate::ir::{MediaRef, Unknown, Value};

/// An answer that is on its way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A provider of models.
pub trait Provider: Send + Sync {
    /// Asks the model. `request.history` is filled. Retries, schemas and time limits are the provider's own matter: what
    /// it cannot answer is [`ModelAnswer::Down`].
    fn ask<'a>(
        &'a self,
        machine: &'a Machine,
        request: &'a ModelRequest,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer>;
}

/// The actions of the manifest.
pub trait Actions: Send + Sync {
    /// Makes one attempt. `key` is the same at each attempt, for peers that take one.
    fn call<'a>(
        &'a self,
        machine: &'a Machine,
        request: &'a ActionRequest,
        key: &'a EffectKey,
    ) -> Pending<'a, ActionTry>;

    /// What an attempt means whose outcome nobody knows, because flowc ended in the middle of it. Where it may not be made
    /// again, each attempt is recorded before it leaves.
    fn unknown(&self, machine: &Machine, request: &ActionRequest) -> Unknown;

    /// How long a call has to wait before it may leave, because what it goes over takes only so many. It keeps its place: asked
    /// again, it waits for what is left. Waiting is no attempt.
    fn turn(&self, _machine: &Machine, _request: &ActionRequest, _key: &EffectKey) -> StdDuration {
        StdDuration::ZERO
    }
}

impl ActionTry {
    /// To be tried again, when the runtime thinks fit.
    pub fn again(why: impl Into<String>) -> Self {
        ActionTry::Again { why: why.into(), after: None }
    }
}

/// What came of one attempt at an action.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionTry {
    /// It succeeded with this value.
    Done(Value),
    /// It failed, and will fail again; in words without secrets.
    Failed(String),
    /// It failed in a way that may pass; tried again as often as the action allows, not before `after`.
    Again {
        /// Why, in words without secrets.
        why: String,
        /// How long the peer asks to wait.
        after: Option<StdDuration>,
    },
}

/// The messengers, and the ways to operators.
pub trait Channels: Send + Sync {
    /// Delivers a message, a notice, a handoff or a relayed message; `to` says who the contact is.
    fn deliver<'a>(
        &'a self,
        machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery>;

    /// Whether the peer knows a message again by its key. Where it does not, each attempt is recorded before it leaves.
    fn knows_keys(&self, to: &Recipient) -> bool;
}

/// To whom, or about whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// The contact's id.
    pub contact: String,
    /// The channel's name in the manifest; empty for a contact without one.
    pub channel: String,
    /// Attempts before this one, as far as they were recorded; above 0 the message may arrive twice.
    pub attempts: u32,
    /// For those who are told of the contact; `None` for a message to the contact itself.
    pub card: Option<Card>,
}

/// What people of the team are shown of a contact.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    /// The name, or the id where none is known.
    pub name: String,
    /// Where the conversation can be read; `None` where flowc has no address of its own.
    pub link: Option<String>,
    /// The last lines, oldest first.
    pub lines: Vec<Line>,
}

impl Delivery {
    /// To be tried again, when the runtime thinks fit.
    pub fn again(why: impl Into<String>) -> Self {
        Delivery::Again { why: why.into(), after: None }
    }
}

/// What came of one attempt at a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The peer has it.
    Accepted,
    /// The peer may take it later, not before `after`.
    Again {
        /// Why, in words without secrets.
        why: String,
        /// How long the peer asks to wait.
        after: Option<StdDuration>,
    },
    /// Nothing was sent: the peer's pace does not allow it yet. No attempt is counted.
    Later {
        /// Why, in words without secrets.
        why: String,
        /// How long it is until then.
        after: StdDuration,
    },
    /// The peer will never take it; in words without secrets.
    Refused(String),
    /// The contact blocked the bot.
    Blocked,
}

/// Bytes behind a [`MediaRef`].
pub trait MediaBytes: Send + Sync {
    /// Reads stored media and files of the project; URLs are the peer's own matter.
    ///
    /// # Errors
    /// In words: not there, not readable, a URL.
    fn read(&self, media: &MediaRef) -> Result<Vec<u8>, String>;
}
