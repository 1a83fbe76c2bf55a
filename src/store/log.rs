//! The writing side of the store on disk: one group, one batch, one sync; checkpoints behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use serde::{Deserialize, Serialize};
use sled::{Batch, Db};

use super::change::{Change, SeenId, Transition};
use super::checkpoint;
use super::count::Counts;
use super::error::StoreError;
use super::journal::{self, Entry, Group};
use super::keys::{Keys, STORE_SLOT};
use super::seen::day;
use super::shelf;
use super::table::{Deployment, Table};
use super::{seal, sheet};
use crate::ir::{Duration, Time};

/// Pages written with one commit while a round runs.
const PAGES_PER_COMMIT: usize = 4;
/// Chunks looked at for pruning after one round.
const PRUNED_PER_ROUND: usize = 1_024;

/// Where the last complete checkpoint round began. A start reads the journal from there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Floor {
    /// The first chunk that is read again.
    pub chunk: u64,
    /// What had been counted before it.
    pub counts: Counts,
    /// The latest time that an event had borne by then.
    pub latest: Time,
}

/// The state of the writer; one at a time holds it.
pub struct Log {
    pub(super) db: Db,
    pub(super) sync: File,
    pub(super) keys: Keys,
    /// The number of the next chunk.
    pub(super) next: u64,
    /// Where a start would begin to read.
    pub(super) floor: u64,
    /// Bytes of the journal since the last round began.
    pub(super) tail_bytes: usize,
    /// Pages that differ from what is on disk, as of the last round's beginning or later.
    pub(super) dirty: BTreeSet<u32>,
    /// Ids noted since the last round began.
    pub(super) seen: Vec<(i64, SeenId)>,
    /// Values of sled per page.
    pub(super) page_parts: BTreeMap<u32, u16>,
    /// Keys to be removed with the next batch.
    pub(super) removals: Vec<Vec<u8>>,
    pub(super) round: Option<Round>,
    pub(super) keep: Option<Duration>,
    pub(super) checkpoint_bytes_min: usize,
    pub(super) poisoned: Option<String>,
}

/// A checkpoint round under way.
pub struct Round {
    floor: Floor,
    pages: Vec<u32>,
    seen: Vec<(i64, SeenId)>,
}

impl Log {
    /// Refuses where an earlier write failed.
    ///
    /// # Errors
    /// `Poisoned`.
    pub fn check(&self) -> Result<(), StoreError> {
        self.poisoned.clone().map_or(Ok(()), |reason| Err(StoreError::Poisoned(reason)))
    }

    /// Makes a group ready to be written, with its share of a checkpoint round. The number of its chunk comes back.
    ///
    /// # Errors
    /// `Missing` for a forgotten contact, and nothing has happened; else the caller poisons the log.
    pub fn prepare(&mut self, table: &Table, changes: &mut [Change]) -> Result<(u64, Batch), StoreError> {
        let chunk = self.next;
        let mut batch = Batch::default();
        let mut group = Group::default();
        for change in changes {
            match change {
                Change::Transition(transition) => self.transition(table, &mut group, transition)?,
                Change::Progress(progress) => group.clear(&Entry::Progress(*progress)),
                Change::Keep(kept) => {
                    let key = self.keys.key(STORE_SLOT).map_err(StoreError::write)?;
                    let key = key.ok_or_else(|| StoreError::read("the store's own key is gone"))?;
                    let name = shelf::kept(kept);
                    let sealed = seal::seal(&key, &name, &kept.event).map_err(StoreError::write)?;
                    shelf::put(&mut batch, &name, sealed);
                    self.seen.push((day(kept.at), kept.event_id));
                }
                Change::Join(key) => {
                    for kept in table.kept(*key) {
                        shelf::remove_all(&self.db, &mut batch, &shelf::kept(kept))
                            .map_err(StoreError::write)?;
                    }
                }
            }
        }
        if !group.is_empty() {
            let payload = group.finish(table.latest());
            self.tail_bytes += payload.len();
            shelf::put(&mut batch, &shelf::numbered(shelf::JOURNAL, chunk), payload);
            self.next += 1;
        }
        // Never more bytes are written for checkpoints than for the journal.
        if self.round.is_none() && self.tail_bytes > self.checkpoint_bytes_min.max(table.state_bytes()) {
            // The chunk of this very batch is not in the table yet, so a start reads it again.
            self.begin(table, chunk);
        }
        self.continue_round(table, &mut batch)?;
        Ok((chunk, batch))
    }

    fn transition(
        &mut self,
        table: &Table,
        group: &mut Group,
        transition: &mut Transition,
    ) -> Result<(), StoreError> {
        let contact = transition.head.contact;
        transition.head.previous = table.previous(contact);
        let key = self.keys.key(contact).map_err(StoreError::write)?;
        let forgotten = || StoreError::Missing { kind: "contact", name: contact.to_string() };
        let key = key.ok_or_else(forgotten)?;
        group.transition(&transition.head, &transition.body, &key).map_err(StoreError::write)?;
        self.seen.push((day(transition.head.at), transition.head.event_id));
        Ok(())
    }

    /// Writes that a contact is forgotten.
    ///
    /// # Errors
    /// As [`Log::write`].
    pub fn forget(&mut self, table: &Table, contact: u32) -> Result<(), StoreError> {
        let mut group = Group::default();
        group.clear(&Entry::Forgotten { contact });
        let mut batch = Batch::default();
        let key = shelf::numbered(shelf::JOURNAL, self.next);
        shelf::put(&mut batch, &key, group.finish(table.latest()));
        self.next += 1;
        self.write(batch)?;
        self.dirty.insert(checkpoint::page_of(contact));
        self.keys.forget(contact).map_err(|error| self.fail(error))
    }

    /// Writes a deployment.
    ///
    /// # Errors
    /// As [`Log::write`].
    pub fn deploy(&mut self, number: u32, deployment: &Deployment) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let key = shelf::numbered(shelf::DEPLOYMENT, u64::from(number));
        shelf::put(&mut batch, &key, sheet::encode(deployment));
        self.write(batch)
    }

    /// Ends the round under way and makes another, so that a start reads no journal.
    ///
    /// # Errors
    /// As [`Log::write`].
    pub fn checkpoint_now(&mut self, table: &Table) -> Result<(), StoreError> {
        while self.round.is_some() || self.floor < self.next {
            if self.round.is_none() {
                self.begin(table, self.next);
            }
            let mut batch = Batch::default();
            self.continue_round(table, &mut batch)?;
            self.write(batch)?;
        }
        Ok(())
    }

    /// Writes some pages of the round under way.
    fn continue_round(&mut self, table: &Table, batch: &mut Batch) -> Result<(), StoreError> {
        let Some(mut round) = self.round.take() else { return Ok(()) };
        let some = round.pages.len().saturating_sub(PAGES_PER_COMMIT);
        for page in round.pages.split_off(some) {
            self.page(table, batch, page)?;
        }
        if round.pages.is_empty() {
            self.end(table, batch, round)?;
        } else {
            self.round = Some(round);
        }
        Ok(())
    }

    fn begin(&mut self, table: &Table, chunk: u64) {
        let floor = Floor { chunk, counts: table.counts().clone(), latest: table.latest() };
        let pages = std::mem::take(&mut self.dirty).into_iter().rev().collect();
        self.round = Some(Round { floor, pages, seen: std::mem::take(&mut self.seen) });
        self.tail_bytes = 0;
    }

    fn page(&mut self, table: &Table, batch: &mut Batch, page: u32) -> Result<(), StoreError> {
        let keys = &mut self.keys;
        let payload =
            checkpoint::write(table, page, |contact| keys.key(contact)).map_err(StoreError::write)?;
        let key = shelf::numbered(shelf::PAGE, u64::from(page));
        let parts = shelf::put(batch, &key, payload);
        let before = self.page_parts.insert(page, parts).unwrap_or(0);
        shelf::remove(batch, &key, parts, before);
        Ok(())
    }

    fn end(&mut self, table: &Table, batch: &mut Batch, round: Round) -> Result<(), StoreError> {
        let mut days: BTreeMap<i64, Vec<SeenId>> = BTreeMap::new();
        for (day, id) in round.seen {
            days.entry(day).or_default().push(id);
        }
        for (day, ids) in days {
            shelf::put(batch, &shelf::seen(day, round.floor.chunk), sheet::encode(&ids));
        }
        let oldest = shelf::seen(table.seen_oldest(), 0);
        for key in self.db.range(vec![shelf::SEEN]..oldest).keys() {
            batch.remove(key.map_err(StoreError::read)?);
        }
        for key in self.removals.drain(..) {
            shelf::remove_all(&self.db, batch, &key).map_err(StoreError::read)?;
        }
        self.floor = round.floor.chunk;
        shelf::put(batch, &shelf::meta("floor"), sheet::encode(&round.floor));
        self.prune(table, batch)
    }

    /// Removes chunks that are older than the retention and that no start needs.
    fn prune(&mut self, table: &Table, batch: &mut Batch) -> Result<(), StoreError> {
        let Some(keep) = self.keep else { return Ok(()) };
        let before = Time(table.latest().0.saturating_sub(keep.0));
        let from = shelf::numbered(shelf::JOURNAL, 0);
        for found in shelf::scan(&self.db, shelf::JOURNAL, from).take(PRUNED_PER_ROUND) {
            let found = found.map_err(StoreError::read)?;
            let old = found
                .payload
                .is_ok_and(|payload| journal::read(&payload).is_some_and(|(head, _)| head.at < before));
            if !old || shelf::number_of(&found.key).is_none_or(|chunk| chunk >= self.floor) {
                break;
            }
            shelf::remove(batch, &found.key, 0, found.parts);
        }
        Ok(())
    }

    /// One batch, then flush, then the sync that survives lost power: sled's own flush is `sync_file_range`.
    ///
    /// # Errors
    /// The first failure poisons the log: what is on disk is then unknown.
    pub fn write(&mut self, batch: Batch) -> Result<(), StoreError> {
        self.db.apply_batch(batch).map_err(|error| self.fail(error))?;
        self.db.flush().map_err(|error| self.fail(error))?;
        self.sync.sync_data().map_err(|error| self.fail(error))
    }

    /// Poisons the log after a failure of which nobody knows how far it came.
    pub fn note_failure(&mut self, error: &StoreError) {
        if !matches!(error, StoreError::Missing { .. }) {
            self.poisoned.get_or_insert_with(|| error.to_string());
        }
    }

    fn fail(&mut self, reason: impl ToString) -> StoreError {
        let error = StoreError::write(reason);
        self.poisoned = Some(error.to_string());
        error
    }
}
