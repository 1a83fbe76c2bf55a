//! The store in memory: the same table, nothing on disk. For tests, for `flowc chat`, and for trying a script.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use super::change::{Change, Transition};
use super::error::StoreError;
use super::table::{Deployment, Table};
use super::{Fingerprint, Health, Limits, Store, media};
use crate::ir::Time;

/// Transitions of one contact that are kept for its transcript.
const HISTORY_MAX: usize = 500;

/// A store that ends with its process.
pub struct Memory {
    table: RwLock<Table>,
    files: Mutex<Files>,
}

#[derive(Default)]
struct Files {
    history: HashMap<u32, Vec<Transition>>,
    programs: BTreeMap<String, String>,
    media: BTreeMap<(u32, String), Vec<u8>>,
    groups: u64,
    forgotten: BTreeSet<u32>,
}

impl Memory {
    /// An empty store.
    pub fn new(limits: Limits) -> Self {
        Self { table: RwLock::new(Table::new(limits.contacts_max)), files: Mutex::default() }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Table) -> T) -> T {
        change(&mut self.table.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn table(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve(&self, id: &str) -> Result<u32, StoreError> {
        self.change(|table| table.reserve(id))
    }

    fn commit(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        let mut files = self.files();
        files.groups += 1;
        let group = files.groups;
        self.change(|table| {
            for change in changes {
                match change {
                    Change::Transition(transition) => {
                        let history = files.history.entry(transition.head.contact).or_default();
                        if history.len() >= HISTORY_MAX {
                            history.remove(0);
                        }
                        history.push((*transition).clone());
                        let Transition { head, body } = *transition;
                        table.apply(&head, body, group);
                    }
                    Change::Progress(progress) => table.progress(progress),
                    Change::Keep(kept) => {
                        table.keep(kept);
                    }
                    Change::Join(key) => {
                        table.join(key);
                    }
                }
            }
        });
        Ok(())
    }

    fn deploy(&self, hash: &str, program: &str, at: Time) -> Result<u32, StoreError> {
        self.files().programs.insert(hash.to_string(), program.to_string());
        let deployment = Deployment { program: hash.to_string(), at };
        Ok(self.change(|table| {
            table.deploy(deployment);
            table.deployments().len() as u32 - 1
        }))
    }

    fn program(&self, hash: &str) -> Result<String, StoreError> {
        let missing = || StoreError::Missing { kind: "program", name: hash.to_string() };
        self.files().programs.get(hash).cloned().ok_or_else(missing)
    }

    fn put_media(&self, contact: u32, bytes: &[u8]) -> Result<String, StoreError> {
        let name = media::hash(bytes);
        self.files().media.insert((contact, name.clone()), bytes.to_vec());
        Ok(name)
    }

    fn media(&self, contact: u32, name: &str) -> Result<Vec<u8>, StoreError> {
        let missing = || StoreError::Missing { kind: "medium", name: name.to_string() };
        self.files().media.get(&(contact, name.to_string())).cloned().ok_or_else(missing)
    }

    fn history(&self, contact: u32, count: usize) -> Result<Vec<Transition>, StoreError> {
        let files = self.files();
        let history = files.history.get(&contact).map_or(&[][..], Vec::as_slice);
        Ok(history.iter().rev().take(count).cloned().collect())
    }

    fn forget(&self, contact: u32) -> Result<(), StoreError> {
        self.change(|table| table.forget(contact));
        let mut files = self.files();
        files.forgotten.insert(contact);
        files.history.remove(&contact);
        files.media.retain(|(owner, _), _| *owner != contact);
        Ok(())
    }

    fn fingerprint(&self, contact: u32) -> Result<Option<Fingerprint>, StoreError> {
        // Numbers are given out once, so a number is as good as a key here.
        let forgotten = self.files().forgotten.contains(&contact);
        Ok((!forgotten).then(|| std::array::from_fn(|place| *contact.to_be_bytes().get(place).unwrap_or(&0))))
    }

    fn checkpoint(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn health(&self) -> Health {
        let table = self.table();
        Health {
            contacts: table.len() as u64,
            state_bytes: table.state_bytes() as u64,
            undelivered: table.outbox().len() as u64,
            ..Health::default()
        }
    }
}
