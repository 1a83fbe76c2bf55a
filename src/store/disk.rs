//! The store on disk: sled for what is ordered, files beside it for what is large, and the table in memory over both.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use sled::Db;

use super::change::{Change, Transition};
use super::checkpoint::page_of;
use super::error::StoreError;
use super::folder::Folder;
use super::journal::{self, Entry};
use super::keys::{self, Key};
use super::log::Log;
use super::table::{Deployment, Table};
use super::{Fingerprint, Health, Limits, Store, media, recover, shelf};
use crate::ir::Time;

/// A store in a data folder.
pub struct Disk {
    folder: Folder,
    log: Mutex<Log>,
    table: RwLock<Table>,
}

impl Disk {
    /// Opens or makes a data folder: reads checkpoints, then the journal's tail.
    ///
    /// # Errors
    /// `Locked` where another process has it open; `Open`, `Corrupt` and `Format` say what to do. Nothing is ever deleted.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, StoreError> {
        let folder = Folder::create(path)?;
        let (table, log) = recover::open(&folder, limits)?;
        Ok(Self { folder, log: Mutex::new(log), table: RwLock::new(table) })
    }

    /// Behaves as after a failed write.
    #[cfg(test)]
    pub(super) fn break_for_tests(&self) {
        let error = StoreError::write("the disk is gone");
        self.log().expect("not yet broken").note_failure(&error);
    }

    fn log(&self) -> Result<MutexGuard<'_, Log>, StoreError> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.check()?;
        Ok(log)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Table) -> T) -> T {
        change(&mut self.table.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The transitions of a contact in one chunk, newest first; none where the chunk was pruned.
    fn chunk_of(&self, db: &Db, key: &Key, chunk: u64, contact: u32) -> Result<Vec<Transition>, StoreError> {
        let name = shelf::numbered(shelf::JOURNAL, chunk);
        let Some(payload) = shelf::get(db, &name).map_err(StoreError::read)? else {
            return Ok(Vec::new());
        };
        let damaged =
            || StoreError::corrupt(self.folder.path(), format!("journal chunk {chunk} is not readable"));
        let payload = payload.map_err(|_| damaged())?;
        let mut found = Vec::new();
        for (entry, pair) in journal::read(&payload).ok_or_else(damaged)?.1 {
            if let Entry::Transition(head) = entry
                && head.contact == contact
            {
                found.push(Transition { head, body: journal::open_body(key, pair).ok_or_else(damaged)? });
            }
        }
        found.reverse();
        Ok(found)
    }
}

impl Store for Disk {
    fn table(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve(&self, id: &str) -> Result<u32, StoreError> {
        if let Some(number) = self.table().number(id) {
            return Ok(number);
        }
        self.change(|table| table.reserve(id))
    }

    fn commit(&self, mut changes: Vec<Change>) -> Result<(), StoreError> {
        let mut log = self.log()?;
        let prepared = log.prepare(&self.table(), &mut changes);
        let (chunk, batch) = prepared.inspect_err(|error| log.note_failure(error))?;
        // The table is free while the disk works: contacts go on reading what was true before.
        log.write(batch)?;
        self.change(|table| {
            for change in changes {
                match change {
                    Change::Transition(transition) => {
                        let Transition { head, body } = *transition;
                        log.dirty.insert(page_of(head.contact));
                        table.apply(&head, body, chunk);
                    }
                    Change::Progress(progress) => {
                        log.dirty.insert(page_of(progress.key.contact));
                        table.progress(progress);
                    }
                    Change::Keep(kept) => {
                        log.removals.extend(table.keep(kept).iter().map(shelf::kept));
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
        let mut log = self.log()?;
        self.folder.write("programs", hash, program.as_bytes()).map_err(StoreError::write)?;
        let deployment = Deployment { program: hash.to_string(), at };
        let number = self.table().deployments().len() as u32;
        log.deploy(number, &deployment)?;
        self.change(|table| table.deploy(deployment));
        Ok(number)
    }

    fn program(&self, hash: &str) -> Result<String, StoreError> {
        let missing = || StoreError::Missing { kind: "program", name: hash.to_string() };
        let bytes = self.folder.read("programs", hash).map_err(StoreError::read)?.ok_or_else(missing)?;
        String::from_utf8(bytes)
            .map_err(|_| StoreError::corrupt(self.folder.path(), format!("programs/{hash}")))
    }

    fn put_media(&self, contact: u32, bytes: &[u8]) -> Result<String, StoreError> {
        let key = self.log()?.keys.key(contact).map_err(StoreError::write)?;
        let missing = || StoreError::Missing { kind: "contact", name: contact.to_string() };
        media::put(&self.folder, &key.ok_or_else(missing)?, contact, bytes)
    }

    fn media(&self, contact: u32, name: &str) -> Result<Vec<u8>, StoreError> {
        let log = &mut self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let key = log.keys.key(contact).map_err(StoreError::read)?;
        let missing = || StoreError::Missing { kind: "medium", name: name.to_string() };
        media::get(&self.folder, &key.ok_or_else(missing)?, contact, name)?.ok_or_else(missing)
    }

    fn history(&self, contact: u32, count: usize) -> Result<Vec<Transition>, StoreError> {
        let (db, key) = {
            let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            (log.db.clone(), log.keys.key(contact).map_err(StoreError::read)?)
        };
        let Some(key) = key else { return Ok(Vec::new()) };
        let mut chunk = self.table().previous(contact);
        let mut history = Vec::new();
        while chunk > 0 && history.len() < count {
            let found = self.chunk_of(&db, &key, chunk, contact)?;
            // A group may hold several of a contact's transitions; the earliest of them names the chunk before.
            chunk = found.last().map_or(0, |oldest| oldest.head.previous.min(chunk - 1));
            history.extend(found);
        }
        history.truncate(count);
        Ok(history)
    }

    fn forget(&self, contact: u32) -> Result<(), StoreError> {
        let mut log = self.log()?;
        log.forget(&self.table(), contact)?;
        self.change(|table| table.forget(contact));
        media::remove(&self.folder, contact).map_err(StoreError::write)
    }

    fn fingerprint(&self, contact: u32) -> Result<Option<Fingerprint>, StoreError> {
        let log = &mut self.log.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(log.keys.key(contact).map_err(StoreError::read)?.as_ref().map(keys::fingerprint))
    }

    fn checkpoint(&self) -> Result<(), StoreError> {
        let mut log = self.log()?;
        let done = log.checkpoint_now(&self.table());
        done.inspect_err(|error| log.note_failure(error))
    }

    fn health(&self) -> Health {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let table = self.table();
        Health {
            contacts: table.len() as u64,
            state_bytes: table.state_bytes() as u64,
            undelivered: table.outbox().len() as u64,
            chunks: log.next - 1,
            chunks_to_read: log.next - log.floor,
            failure: log.poisoned.clone(),
        }
    }
}
