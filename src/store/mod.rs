//! What survives? Groups of transitions, applied atomically and durably.
//!
//! The journal is the truth, memory is the table, checkpoints spare a start the journal's beginning. A group is one
//! value of sled, flushed and synced before anybody is told; the state after each transition stands in its entry, so a
//! start never executes anything: the last entry of a contact wins. What is structure is clear, what is the person
//! is sealed under the contact's own key.

mod change;
mod checkpoint;
mod chunk;
mod count;
mod disk;
mod error;
mod folder;
mod journal;
mod keys;
mod log;
mod media;
mod memory;
mod recover;
#[cfg(test)]
mod sample;
mod seal;
mod seen;
mod sheet;
mod shelf;
mod table;
#[cfg(test)]
mod tests;

use std::sync::RwLockReadGuard;

use serde::{Deserialize, Serialize};

pub use change::{
    Body, Change, EffectHead, Head, Kept, OutboxKey, Progress, Reached, SeenId, Transition, WaitKey,
};
pub use count::Counts;
pub use disk::Disk;
pub use error::StoreError;
pub use memory::Memory;
pub use table::{Deployment, KEPT_MS_MAX, Row, Table, Undelivered};

use crate::ir::{Duration, Time};

/// What a store promises, on disk and in memory. All of it blocks; one thread commits.
pub trait Store: Send + Sync {
    /// What is true after the last commit.
    fn table(&self) -> RwLockReadGuard<'_, Table>;

    /// The contact's number; for one not yet met, a new number.
    ///
    /// # Errors
    /// `Full` where the table has its last contact.
    fn reserve(&self, id: &str) -> Result<u32, StoreError>;

    /// Applies a group. When it returns, the group is durable; after an error nobody knows, and the store takes nothing
    /// more.
    ///
    /// # Errors
    /// `Io`; then `Poisoned`, always. `Missing` for a contact that was forgotten, and nothing has happened.
    fn commit(&self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// Puts a program into service: its canonical JSON is stored under its hash. Returns the deployment's number.
    ///
    /// # Errors
    /// As `commit`.
    fn deploy(&self, hash: &str, program: &str, at: Time) -> Result<u32, StoreError>;

    /// The canonical JSON of a program that was deployed.
    ///
    /// # Errors
    /// `Missing`, `Io`.
    fn program(&self, hash: &str) -> Result<String, StoreError>;

    /// Stores a picture or file of a contact before the event that names it. Returns its SHA-256 in hex.
    ///
    /// # Errors
    /// `Io`.
    fn put_media(&self, contact: u32, bytes: &[u8]) -> Result<String, StoreError>;

    /// A picture or file of this contact by its name.
    ///
    /// # Errors
    /// `Missing` where the contact has none of this name; `Io`, `Corrupt`.
    fn media(&self, contact: u32, name: &str) -> Result<Vec<u8>, StoreError>;

    /// The last transitions of a contact, newest first, as far as the journal is kept.
    ///
    /// # Errors
    /// `Io`, `Corrupt`.
    fn history(&self, contact: u32, count: usize) -> Result<Vec<Transition>, StoreError>;

    /// Forgets a person: the key is overwritten, rows and media are removed, the journal's entries cannot be read again.
    ///
    /// # Errors
    /// `Io`.
    fn forget(&self, contact: u32) -> Result<(), StoreError>;

    /// A fingerprint of the contact's own key, which ends with it; `None` for one that was forgotten.
    ///
    /// # Errors
    /// `Io`.
    fn fingerprint(&self, contact: u32) -> Result<Option<Fingerprint>, StoreError>;

    /// Writes what changed behind the journal, so that the next start reads no journal.
    ///
    /// # Errors
    /// As `commit`.
    fn checkpoint(&self) -> Result<(), StoreError>;

    /// How the store is.
    fn health(&self) -> Health;
}

/// What tells one key from another, and nothing of the key.
pub type Fingerprint = [u8; 16];

/// Bounds of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Contacts; a new one beyond it is refused.
    pub contacts_max: u32,
    /// How long the journal is kept; `None` is for ever.
    pub keep: Option<Duration>,
    /// Bytes of journal after which a checkpoint round begins, or the size of all states if that is more.
    pub checkpoint_bytes_min: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { contacts_max: 1_000_000, keep: None, checkpoint_bytes_min: 8 << 20 }
    }
}

/// How a store is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Health {
    /// Contacts that have been met.
    pub contacts: u64,
    /// Bytes of their encoded states.
    pub state_bytes: u64,
    /// Effects that have to leave.
    pub undelivered: u64,
    /// Journal chunks written since the first start.
    pub chunks: u64,
    /// Journal chunks that a start would read.
    pub chunks_to_read: u64,
    /// Why the store takes nothing any more.
    pub failure: Option<String>,
}
