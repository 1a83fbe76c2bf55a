//! Who is meant? Contacts are found by what a tracker knows of them; what comes for one who is not yet met is kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::core::{Core, Live};
use super::error::RuntimeError;
use super::take::{Ack, encode};
use crate::engine::{Contact, Event, Machine};
use crate::ir::Value;
use crate::store::{Change, Kept, SeenId, WaitKey};

/// The parameter that names a contact by its id.
const BY_ID: &str = "contact";
const DOORS: usize = 64;

/// Where a postback went.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrived {
    /// To its contact.
    Taken(Ack),
    /// Nobody is known by these parameters yet; it is kept for 90 days.
    Kept,
    /// It came before, and is kept already.
    Known,
}

/// By what contacts are found, and the doors that keep a postback from missing a contact who appears this moment.
pub struct WaitingRoom {
    found_by: Mutex<HashMap<WaitKey, BTreeSet<u32>>>,
    doors: Vec<Arc<AsyncMutex<()>>>,
}

impl Default for WaitingRoom {
    fn default() -> Self {
        Self { found_by: Mutex::default(), doors: (0..DOORS).map(|_| Arc::default()).collect() }
    }
}

impl WaitingRoom {
    /// Closes the doors of these keys; they are always taken in the same order.
    pub(super) async fn lock(&self, keys: &[WaitKey]) -> Vec<OwnedMutexGuard<()>> {
        let doors: BTreeSet<usize> = keys.iter().map(|key| usize::from(key.0[0]) % DOORS).collect();
        let mut guards = Vec::with_capacity(doors.len());
        for door in doors {
            guards.push(self.doors[door].clone().lock_owned().await);
        }
        guards
    }

    /// Notes by what a contact is found now; returns what is new.
    pub(super) fn change(&self, number: u32, before: &[WaitKey], now: &[WaitKey]) -> Vec<WaitKey> {
        if before == now {
            return Vec::new();
        }
        let mut found_by = self.found_by.lock().unwrap_or_else(PoisonError::into_inner);
        for key in before.iter().filter(|key| !now.contains(key)) {
            if let Some(numbers) = found_by.get_mut(key) {
                numbers.remove(&number);
                if numbers.is_empty() {
                    found_by.remove(key);
                }
            }
        }
        for key in now {
            found_by.entry(*key).or_default().insert(number);
        }
        now.iter().filter(|key| !before.contains(key)).copied().collect()
    }

    /// Begins anew with what is known of all contacts.
    pub(super) fn restart(&self, all: Vec<(u32, Vec<WaitKey>)>) {
        let mut found_by = self.found_by.lock().unwrap_or_else(PoisonError::into_inner);
        found_by.clear();
        for (number, keys) in all {
            for key in keys {
                found_by.entry(key).or_default().insert(number);
            }
        }
    }

    /// The contact that is found by the key; of several the one that appeared last.
    fn find(&self, key: WaitKey) -> Option<u32> {
        let found_by = self.found_by.lock().unwrap_or_else(PoisonError::into_inner);
        found_by.get(&key)?.last().copied()
    }
}

impl Core {
    /// The names by which contacts are found: the manifest's, else all trackers.
    fn finders<'a>(&self, machine: &'a Machine) -> Vec<&'a str> {
        let program = machine.program();
        let named = &program.outside.postbacks.contact;
        if named.is_empty() {
            return program.symbols.trackers.keys().map(String::as_str).collect();
        }
        let webhooks = program.outside.webhooks.by_name.values();
        let of_webhooks = webhooks.flat_map(|webhook| webhook.contact.iter().map(|(name, _)| name));
        let all: BTreeSet<&str> = named.iter().chain(of_webhooks).map(String::as_str).collect();
        all.into_iter().filter(|name| *name != BY_ID).collect()
    }

    /// By what a contact is found.
    pub(super) fn found_by(&self, machine: &Machine, contact: &Contact) -> Vec<WaitKey> {
        let key = |name: &str| match contact.trackers.get(name)? {
            Value::Text(text) if !text.is_empty() => Some(WaitKey::new(name, text)),
            Value::Number(number) => Some(WaitKey::new(name, &number.normalize().to_string())),
            _ => None,
        };
        self.finders(machine).into_iter().filter_map(key).collect()
    }

    /// Under what something may be kept for a contact who appears with these trackers.
    pub(super) fn keys_of_start(&self, contact: &str, trackers: &BTreeMap<String, String>) -> Vec<WaitKey> {
        let machine = self.active().machine;
        let named = self.finders(&machine).into_iter();
        let mut keys: Vec<_> =
            named.filter_map(|name| Some(WaitKey::new(name, trackers.get(name)?))).collect();
        keys.push(WaitKey::new(BY_ID, contact));
        keys
    }

    fn find(&self, found_by: &[&(String, String)]) -> Option<String> {
        let table = self.store.table();
        found_by.iter().find_map(|(name, value)| {
            let number = if name == BY_ID {
                table.number(value)
            } else {
                self.waiting.find(WaitKey::new(name, value))
            };
            Some(table.row(number?)?.id.to_string())
        })
    }
}

impl Live {
    /// Gives an event to the contact that the parameters find, tried in order, or keeps it under the first of them.
    pub(super) async fn arrive(
        &self,
        found_by: &[(String, String)],
        event: Event,
    ) -> Result<Arrived, RuntimeError> {
        self.check()?;
        let given: Vec<_> = found_by.iter().filter(|(_, value)| !value.is_empty()).collect();
        if let Some(contact) = self.find(&given) {
            return self.submit(&contact, event, None).await.map(Arrived::Taken);
        }
        let keys: Vec<WaitKey> = given.iter().map(|(name, value)| WaitKey::new(name, value)).collect();
        let Some(key) = keys.first().copied() else {
            return Err(RuntimeError::UnknownContact(String::new()));
        };
        let door = self.waiting.lock(&keys).await;
        if let Some(contact) = self.find(&given) {
            drop(door);
            return self.submit(&contact, event, None).await.map(Arrived::Taken);
        }
        let event_id = SeenId::new(&format!("{:02x?}", key.0), &event.id);
        if self.store.table().seen(event_id) {
            return Ok(Arrived::Known);
        }
        let kept = Kept { key, event_id, at: event.at, event: encode(&event) };
        self.commit(vec![Change::Keep(kept)], self.committer.announce()).await?;
        Ok(Arrived::Kept)
    }
}
