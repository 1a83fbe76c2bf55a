//! What one group of transitions can change.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::engine::{Record, Status};
use crate::ir::{PointId, Time};

/// One change; all changes of a group become durable together or not at all.
#[derive(Debug, Clone)]
pub enum Change {
    /// A contact took an event.
    Transition(Box<Transition>),
    /// An effect went on its way.
    Progress(Progress),
    /// An event came for a contact that is not yet met.
    Keep(Kept),
    /// What was kept under the key has been given to its contact.
    Join(WaitKey),
}

/// A contact took an event: the whole entry of the journal, in the clear and in the sealed part.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// Structure.
    pub head: Head,
    /// The person.
    pub body: Body,
}

/// The clear part: structure, no person. It outlives the contact's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The contact's number.
    pub contact: u32,
    /// Number of the contact's events, this one included.
    pub sequence: u64,
    /// The event's time.
    pub at: Time,
    /// `ENGINE_VERSION` of the engine that decided.
    pub engine: u32,
    /// The number of the deployment whose program decided; [`super::Table::deployments`] has its hash.
    pub deployment: u32,
    /// The event's kind, such as `message`.
    pub event: Cow<'static, str>,
    /// The event's id, hashed with the contact's.
    pub event_id: SeenId,
    /// The effect that this event answers: (sequence, index). It has to leave no more.
    pub settles: Option<(u64, u32)>,
    /// The effects in order; all of them have to leave.
    pub effects: Vec<EffectHead>,
    /// What counts are made of.
    pub records: Vec<Record>,
    /// The points at which the contact's frames stand after the event.
    pub points: Vec<PointId>,
    /// When its next timer is due.
    pub due: Option<Time>,
    /// Its status after the event.
    pub status: Status,
    /// The journal chunk of its previous transition, 0 for none: transcripts are read along this chain. The store fills
    /// it in.
    pub previous: u64,
}

/// The clear part of an effect; its key is contact, sequence, and its place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectHead {
    /// Its kind, such as `say`.
    pub kind: Cow<'static, str>,
    /// Whether it keeps its place among the contact's messages.
    pub message: bool,
}

/// The sealed part: the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The contact's id.
    pub id: String,
    /// The event, encoded.
    pub event: Vec<u8>,
    /// The state after it, encoded.
    pub state: Vec<u8>,
    /// The effects, encoded, in order.
    pub effects: Vec<Vec<u8>>,
}

/// An effect's place: the contact's number, the sequence of its event, its place among that event's effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutboxKey {
    /// The contact's number.
    pub contact: u32,
    /// The event's sequence.
    pub sequence: u64,
    /// The place among the event's effects.
    pub index: u32,
}

/// An effect went on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which effect.
    pub key: OutboxKey,
    /// When.
    pub at: Time,
    /// How far it came.
    pub reached: Reached,
}

/// How far an effect came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reached {
    /// An attempt begins now; written before it leaves, where the peer knows no keys.
    Attempted,
    /// The peer has it.
    Delivered,
    /// It will not be tried again.
    GivenUp,
}

/// An event that waits for its contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Under which key it is found.
    pub key: WaitKey,
    /// Its id, hashed with the key.
    pub event_id: SeenId,
    /// When it came.
    pub at: Time,
    /// The event, encoded.
    pub event: Vec<u8>,
}

/// The hash of an event's id with that of its contact (or of the key it waits under): what a repetition is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeenId(pub u64);

impl SeenId {
    /// Hashes an event's id within `scope`.
    pub fn new(scope: &str, event: &str) -> Self {
        let hash = hash(scope, event);
        Self(u64::from_be_bytes(std::array::from_fn(|place| hash[place])))
    }
}

/// The hash of a value by which a contact can be found before and after it is met, such as a click's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WaitKey(pub [u8; 16]);

impl WaitKey {
    /// Hashes a tracker's name and value.
    pub fn new(name: &str, value: &str) -> Self {
        let hash = hash(name, value);
        Self(std::array::from_fn(|place| hash[place]))
    }
}

fn hash(first: &str, second: &str) -> [u8; 32] {
    let digest = Sha256::new().chain_update(first).chain_update([0]).chain_update(second).finalize();
    std::array::from_fn(|place| digest[place])
}
