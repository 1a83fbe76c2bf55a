//! The table in memory: every contact's encoded state, and the indexes over it. Both stores apply committed changes to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::change::{Body, Head, Kept, OutboxKey, Progress, Reached, SeenId, WaitKey};
use super::count::Counts;
use super::error::StoreError;
use super::seen::{Seen, day};
use crate::engine::Status;
use crate::ir::Time;

/// Kept events live 90 days.
pub const KEPT_MS_MAX: i64 = 90 * 86_400_000;
/// Events kept under one key; the oldest is dropped.
pub const KEPT_PER_KEY_MAX: usize = 64;

/// Everything that is true after the last commit.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Option<Row>>,
    numbers: HashMap<Arc<str>, u32>,
    /// Numbers given out for contacts whose first event is not committed yet.
    reserved: HashMap<Arc<str>, u32>,
    next: u32,
    contacts_max: u32,
    due: BTreeSet<(Time, u32)>,
    manual: BTreeSet<u32>,
    outbox: BTreeMap<OutboxKey, Undelivered>,
    kept: BTreeMap<WaitKey, Vec<Kept>>,
    seen: Seen,
    counts: Counts,
    deployments: Vec<Deployment>,
    state_bytes: usize,
    latest: Time,
}

/// One contact.
#[derive(Debug, Clone)]
pub struct Row {
    /// The contact's id.
    pub id: Arc<str>,
    /// Number of its events.
    pub sequence: u64,
    /// Its status.
    pub status: Status,
    /// When its next timer is due.
    pub due: Option<Time>,
    /// The journal chunk of its last transition.
    pub last: u64,
    /// Its state, encoded.
    pub state: Box<[u8]>,
}

/// An effect that has not left, or of which nobody knows whether it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Its kind, such as `say`.
    pub kind: Box<str>,
    /// Whether it keeps its place among the contact's messages.
    pub message: bool,
    /// Attempts that were recorded.
    pub attempts: u32,
    /// The effect, encoded.
    pub effect: Box<[u8]>,
}

/// A program that was put into service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// The program's hash, in hex.
    pub program: String,
    /// When.
    pub at: Time,
}

impl Table {
    /// An empty table for at most `contacts_max` contacts.
    pub fn new(contacts_max: u32) -> Self {
        Self {
            rows: vec![None],
            numbers: HashMap::new(),
            reserved: HashMap::new(),
            next: 1,
            contacts_max,
            due: BTreeSet::new(),
            manual: BTreeSet::new(),
            outbox: BTreeMap::new(),
            kept: BTreeMap::new(),
            seen: Seen::default(),
            counts: Counts::default(),
            deployments: Vec::new(),
            state_bytes: 0,
            latest: Time(i64::MIN),
        }
    }

    /// The number of a contact that has been met.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// The contact of a number.
    pub fn row(&self, number: u32) -> Option<&Row> {
        self.rows.get(number as usize)?.as_ref()
    }

    /// All contacts, by number.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &Row)> {
        self.rows_from(0)
    }

    /// All contacts whose number is this one or a later one, by number.
    pub fn rows_from(&self, from: u32) -> impl Iterator<Item = (u32, &Row)> {
        let rows = self.rows.get(from as usize..).unwrap_or_default();
        (from..).zip(rows).filter_map(|(number, row)| Some((number, row.as_ref()?)))
    }

    /// How many contacts there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is no contact.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The earliest timer: when, and whose.
    pub fn next_due(&self) -> Option<(Time, u32)> {
        self.due.first().copied()
    }

    /// All timers, earliest first.
    pub fn timers(&self) -> impl Iterator<Item = (Time, u32)> {
        self.due.iter().copied()
    }

    /// Contacts with a timer due at `now` or before, earliest first.
    pub fn due(&self, now: Time) -> Vec<(Time, u32)> {
        self.due.range(..=(now, u32::MAX)).copied().collect()
    }

    /// Contacts that are a person's, by number.
    pub fn manual(&self) -> impl ExactSizeIterator<Item = u32> {
        self.manual.iter().copied()
    }

    /// Effects that have to leave, in the order of contacts, events and places.
    pub fn outbox(&self) -> &BTreeMap<OutboxKey, Undelivered> {
        &self.outbox
    }

    /// The effects of one contact that have to leave, in order.
    pub fn outbox_of(&self, contact: u32) -> impl Iterator<Item = (&OutboxKey, &Undelivered)> {
        let first = OutboxKey { contact, sequence: 0, index: 0 };
        let last = OutboxKey { contact, sequence: u64::MAX, index: u32::MAX };
        self.outbox.range(first..=last)
    }

    /// Events that wait under a key, oldest first.
    pub fn kept(&self, key: WaitKey) -> &[Kept] {
        self.kept.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Whether an event of this id was taken in the last days.
    pub fn seen(&self, id: SeenId) -> bool {
        self.seen.contains(id)
    }

    /// What was counted since the first start.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Every program that was put into service, in order; the last one is active.
    pub fn deployments(&self) -> &[Deployment] {
        &self.deployments
    }

    /// Bytes of all encoded states.
    pub fn state_bytes(&self) -> usize {
        self.state_bytes
    }

    /// The latest time that any committed event bore.
    pub fn latest(&self) -> Time {
        self.latest
    }

    /// The contact's number; for one not yet met, a new number that lasts if an event of it is committed.
    ///
    /// # Errors
    /// `Full` where the table has its last contact.
    pub fn reserve(&mut self, id: &str) -> Result<u32, StoreError> {
        if let Some(number) = self.numbers.get(id).or_else(|| self.reserved.get(id)) {
            return Ok(*number);
        }
        if self.numbers.len() + self.reserved.len() >= self.contacts_max as usize {
            return Err(StoreError::Full { contacts_max: self.contacts_max });
        }
        let number = self.next;
        self.next += 1;
        self.reserved.insert(id.into(), number);
        Ok(number)
    }

    /// Numbers up to this one are never given out again.
    pub(super) fn numbers_from(&mut self, used: u32) {
        self.next = self.next.max(used + 1);
    }

    /// The latest time before the first chunk that is read again.
    pub(super) fn set_latest(&mut self, latest: Time) {
        self.latest = self.latest.max(latest);
    }

    /// Applies a committed transition that stands in journal chunk `chunk`. One that the table has already is passed over.
    pub(super) fn apply(&mut self, head: &Head, body: Body, chunk: u64) {
        self.seen.insert(day(head.at), head.event_id);
        self.latest = self.latest.max(head.at);
        // Counts are restored as they were before the first chunk that is read again, rows may be newer.
        self.counts.add(&head.records);
        if self.row(head.contact).is_some_and(|row| row.sequence >= head.sequence) {
            return;
        }
        if let Some((sequence, index)) = head.settles {
            self.outbox.remove(&OutboxKey { contact: head.contact, sequence, index });
        }
        for (index, (effect, bytes)) in head.effects.iter().zip(body.effects).enumerate() {
            let key = OutboxKey { contact: head.contact, sequence: head.sequence, index: index as u32 };
            let kind = effect.kind.as_ref().into();
            let undelivered =
                Undelivered { kind, message: effect.message, attempts: 0, effect: bytes.into_boxed_slice() };
            self.outbox.insert(key, undelivered);
        }
        let row = Row {
            id: body.id.into(),
            sequence: head.sequence,
            status: head.status,
            due: head.due,
            last: chunk,
            state: body.state.into_boxed_slice(),
        };
        self.put(head.contact, row);
    }

    /// Puts a row in its place, with its timer.
    pub(super) fn put(&mut self, number: u32, mut row: Row) {
        self.numbers_from(number);
        let place = number as usize;
        if self.rows.len() <= place {
            self.rows.resize_with(place + 1, || None);
        }
        if let Some(old) = self.rows[place].take() {
            if let Some(due) = old.due {
                self.due.remove(&(due, number));
            }
            self.state_bytes -= old.state.len();
            row.id = old.id;
        } else {
            self.reserved.remove(&row.id);
            self.numbers.insert(row.id.clone(), number);
        }
        if let Some(due) = row.due {
            self.due.insert((due, number));
        }
        if row.status == Status::Manual {
            self.manual.insert(number);
        } else {
            self.manual.remove(&number);
        }
        self.state_bytes += row.state.len();
        self.rows[place] = Some(row);
    }

    pub(super) fn put_undelivered(&mut self, key: OutboxKey, undelivered: Undelivered) {
        self.outbox.insert(key, undelivered);
    }

    pub(super) fn progress(&mut self, progress: Progress) {
        match progress.reached {
            Reached::Attempted => {
                if let Some(undelivered) = self.outbox.get_mut(&progress.key) {
                    undelivered.attempts += 1;
                }
            }
            Reached::Delivered | Reached::GivenUp => {
                self.outbox.remove(&progress.key);
            }
        }
    }

    /// Keeps an event; returns what had to make room for it, or has grown too old.
    pub(super) fn keep(&mut self, kept: Kept) -> Vec<Kept> {
        self.seen.insert(day(kept.at), kept.event_id);
        let oldest = kept.at.0 - KEPT_MS_MAX;
        let events = self.kept.entry(kept.key).or_default();
        events.push(kept);
        events.sort_by_key(|kept| (kept.at, kept.event_id));
        let old = events.iter().take_while(|kept| kept.at.0 < oldest).count();
        let gone = old.max(events.len().saturating_sub(KEPT_PER_KEY_MAX));
        events.drain(..gone).collect()
    }

    /// Drops and returns the events that were kept too long for contacts who never came.
    pub(super) fn kept_too_long(&mut self) -> Vec<Kept> {
        let oldest = self.latest.0.saturating_sub(KEPT_MS_MAX);
        let mut old = Vec::new();
        self.kept.retain(|_, events| {
            let first = events.partition_point(|kept| kept.at.0 < oldest);
            old.extend(events.drain(..first));
            !events.is_empty()
        });
        old
    }

    pub(super) fn join(&mut self, key: WaitKey) -> Vec<Kept> {
        self.kept.remove(&key).unwrap_or_default()
    }

    pub(super) fn note_seen(&mut self, day: i64, id: SeenId) {
        self.seen.insert(day, id);
    }

    pub(super) fn seen_oldest(&self) -> i64 {
        self.seen.oldest()
    }

    pub(super) fn set_counts(&mut self, counts: Counts) {
        self.counts = counts;
    }

    pub(super) fn deploy(&mut self, deployment: Deployment) {
        self.deployments.push(deployment);
    }

    /// Drops a contact with everything that belongs to it.
    pub(super) fn forget(&mut self, number: u32) {
        let Some(row) = self.rows.get_mut(number as usize).and_then(Option::take) else { return };
        if let Some(due) = row.due {
            self.due.remove(&(due, number));
        }
        self.manual.remove(&number);
        self.state_bytes -= row.state.len();
        self.numbers.remove(&row.id);
        let keys: Vec<OutboxKey> = self.outbox_of(number).map(|(key, _)| *key).collect();
        for key in keys {
            self.outbox.remove(&key);
        }
    }

    /// The journal chunk of the contact's last transition, 0 for none.
    pub(super) fn previous(&self, contact: u32) -> u64 {
        self.row(contact).map_or(0, |row| row.last)
    }
}
