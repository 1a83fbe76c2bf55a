//! A start: checkpoint pages, then the journal from the last round's beginning; the last entry of a contact wins.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::time::Duration;

use sled::{Batch, Db};

use super::change::{Kept, SeenId, WaitKey};
use super::checkpoint::{self, page_of};
use super::error::StoreError;
use super::folder::Folder;
use super::journal::{self, Entry};
use super::keys::{Keys, STORE_SLOT};
use super::log::{Floor, Log};
use super::seen::day;
use super::shelf::{self, Found};
use super::table::Table;
use super::{Limits, media, seal, sheet};
use crate::ir::Time;

/// The format of the folder. Raised when an older release could not read it.
const FORMAT: u32 = 1;
/// sled's cache: the store reads little.
const CACHE_BYTES: u64 = 16 << 20;

/// Opens the folder and reads it.
///
/// # Errors
/// As [`super::Disk::open`].
pub fn open(folder: &Folder, limits: Limits) -> Result<(Table, Log), StoreError> {
    let db = open_sled(folder)?;
    let keys = Keys::open(&folder.keys()).map_err(|error| folder.refusal(error))?;
    #[allow(clippy::disallowed_methods)] // an own handle, because sled's flush is no fdatasync
    let sync = File::open(folder.sled().join("db")).map_err(|error| folder.refusal(error))?;
    let mut reader = Reader {
        folder,
        db,
        keys,
        page_parts: BTreeMap::new(),
        dirty: BTreeSet::new(),
        seen: Vec::new(),
        removals: Vec::new(),
    };
    reader.format()?;
    let mut table = Table::new(limits.contacts_max);
    reader.deployments(&mut table)?;
    reader.seen(&mut table)?;
    reader.kept(&mut table)?;
    reader.pages(&mut table)?;
    let floor = reader.floor()?;
    table.set_counts(floor.counts);
    table.set_latest(floor.latest);
    let (next, tail_bytes) = reader.tail(&mut table, floor.chunk)?;
    let old = table.kept_too_long();
    reader.removals.extend(old.iter().map(shelf::kept));
    table.numbers_from(reader.keys.forgotten_max());
    let Reader { db, keys, page_parts, dirty, seen, removals, .. } = reader;
    let log = Log {
        db,
        sync,
        keys,
        next,
        floor: floor.chunk,
        tail_bytes,
        dirty,
        seen,
        page_parts,
        removals,
        round: None,
        keep: limits.keep,
        checkpoint_bytes_min: limits.checkpoint_bytes_min,
        poisoned: None,
    };
    Ok((table, log))
}

/// sled lets go of its lock a moment after its last handle is dropped, on a thread of its own: a folder that was closed
/// just now is tried again for this long before it counts as held by another process.
const LOCK_RELEASE_MAX: Duration = Duration::from_secs(2);
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// sled under a folder.
pub(super) fn open_sled(folder: &Folder) -> Result<Db, StoreError> {
    let config = sled::Config::new().path(folder.sled()).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let mut waited = Duration::ZERO;
    loop {
        let reason = match config.open() {
            Ok(db) => return Ok(db),
            Err(error) => error.to_string(),
        };
        if !reason.contains("could not acquire lock") {
            return Err(folder.refusal(reason));
        }
        if waited >= LOCK_RELEASE_MAX {
            return Err(StoreError::Locked(folder.path().to_path_buf()));
        }
        std::thread::sleep(LOCK_PAUSE);
        waited += LOCK_PAUSE;
    }
}

struct Reader<'a> {
    folder: &'a Folder,
    db: Db,
    keys: Keys,
    page_parts: BTreeMap<u32, u16>,
    dirty: BTreeSet<u32>,
    seen: Vec<(i64, SeenId)>,
    removals: Vec<Vec<u8>>,
}

impl Reader<'_> {
    fn damaged(&self, what: impl Into<String>) -> StoreError {
        StoreError::corrupt(self.folder.path(), what)
    }

    fn format(&self) -> Result<(), StoreError> {
        let key = shelf::meta("format");
        let Some(payload) = shelf::get(&self.db, &key).map_err(StoreError::read)? else {
            if self.db.iter().next().is_some() {
                return Err(self.damaged("sled has values but no format: this is no data folder of flowc"));
            }
            let mut batch = Batch::default();
            shelf::put(&mut batch, &key, sheet::encode(&FORMAT));
            let written = self.db.apply_batch(batch).and_then(|()| self.db.flush());
            return written.map(|_| ()).map_err(|error| self.folder.refusal(error));
        };
        let found = payload.ok().and_then(|payload| sheet::decode(&payload));
        match found {
            Some(FORMAT) => Ok(()),
            Some(found) => Err(StoreError::Format { found, known: FORMAT }),
            None => Err(self.damaged("the format's number is not readable")),
        }
    }

    fn floor(&self) -> Result<Floor, StoreError> {
        let unreadable = || self.damaged("the place of the last checkpoint is not readable");
        match shelf::get(&self.db, &shelf::meta("floor")).map_err(StoreError::read)? {
            None => Ok(Floor { chunk: 1, ..Floor::default() }),
            Some(payload) => sheet::decode(&payload.map_err(|_| unreadable())?).ok_or_else(unreadable),
        }
    }

    /// Every value of a prefix; one that is not whole is damage.
    fn whole(&self, prefix: u8, what: &str) -> Result<Vec<(Found, Vec<u8>)>, StoreError> {
        let mut values = Vec::new();
        for found in shelf::scan(&self.db, prefix, vec![prefix]) {
            let mut found = found.map_err(StoreError::read)?;
            let payload = std::mem::replace(&mut found.payload, Ok(Vec::new()));
            let number = shelf::number_of(&found.key).unwrap_or(0);
            let payload = payload.map_err(|damage| self.damaged(format!("{what} {number}: {damage}")))?;
            values.push((found, payload));
        }
        Ok(values)
    }

    fn deployments(&self, table: &mut Table) -> Result<(), StoreError> {
        for (_, payload) in self.whole(shelf::DEPLOYMENT, "deployment")? {
            table
                .deploy(sheet::decode(&payload).ok_or_else(|| self.damaged("a deployment is not readable"))?);
        }
        Ok(())
    }

    fn seen(&self, table: &mut Table) -> Result<(), StoreError> {
        for (found, payload) in self.whole(shelf::SEEN, "ids of events of day")? {
            let ids: Vec<SeenId> =
                sheet::decode(&payload).ok_or_else(|| self.damaged("ids of events are not readable"))?;
            let day = shelf::day_of(&found.key).unwrap_or(0);
            ids.into_iter().for_each(|id| table.note_seen(day, id));
        }
        Ok(())
    }

    fn kept(&mut self, table: &mut Table) -> Result<(), StoreError> {
        let values = self.whole(shelf::KEPT, "kept event")?;
        let key = self.keys.key(STORE_SLOT).map_err(StoreError::read)?;
        for (Found { key: name, .. }, sealed) in values {
            let opened = key.and_then(|key| seal::open(&key, &name, &sealed).ok());
            let parts = opened.and_then(|event| {
                let (wait, rest) = name.get(1..)?.split_first_chunk::<16>()?;
                let (at, rest) = rest.split_first_chunk::<8>()?;
                let at = Time((u64::from_be_bytes(*at) ^ (1 << 63)) as i64);
                let event_id = SeenId(u64::from_be_bytes(*rest.first_chunk::<8>()?));
                Some(Kept { key: WaitKey(*wait), event_id, at, event })
            });
            let kept =
                parts.ok_or_else(|| self.damaged("a kept event does not open with the store's key"))?;
            self.seen.push((day(kept.at), kept.event_id));
            self.removals.extend(table.keep(kept).iter().map(shelf::kept));
        }
        Ok(())
    }

    fn pages(&mut self, table: &mut Table) -> Result<(), StoreError> {
        for found in shelf::scan(&self.db, shelf::PAGE, vec![shelf::PAGE]) {
            let found = found.map_err(StoreError::read)?;
            let page = shelf::number_of(&found.key).unwrap_or(0);
            let keys = &mut self.keys;
            let read = found.payload.map_err(|damage| damage.to_string());
            let read = read.and_then(|payload| checkpoint::read(table, &payload, |number| keys.key(number)));
            read.map_err(|reason| {
                StoreError::corrupt(self.folder.path(), format!("checkpoint page {page}: {reason}"))
            })?;
            self.page_parts.insert(page as u32, found.parts);
        }
        Ok(())
    }

    /// Reads the journal from `floor`. Returns the number of the next chunk and the bytes read.
    fn tail(&mut self, table: &mut Table, floor: u64) -> Result<(u64, usize), StoreError> {
        let mut next = floor;
        let mut bytes = 0;
        let mut chunks =
            shelf::scan(&self.db, shelf::JOURNAL, shelf::numbered(shelf::JOURNAL, floor)).peekable();
        while let Some(found) = chunks.next() {
            let found = found.map_err(StoreError::read)?;
            let number = shelf::number_of(&found.key).unwrap_or(0);
            if number != next {
                return Err(self.damaged(format!("journal chunk {next} is missing")));
            }
            match found.payload {
                Ok(payload) => {
                    bytes += payload.len();
                    self.chunk(table, number, &payload)?;
                }
                // Only what was written last can have been torn; nobody was told that it was taken.
                Err(damage) if chunks.peek().is_none() => {
                    tracing::warn!("the last journal chunk ({number}) is torn and was dropped: {damage}");
                    let mut batch = Batch::default();
                    shelf::remove_all(&self.db, &mut batch, &found.key).map_err(StoreError::read)?;
                    self.db.apply_batch(batch).map_err(StoreError::write)?;
                    break;
                }
                Err(damage) => return Err(self.damaged(format!("journal chunk {number}: {damage}"))),
            }
            next += 1;
        }
        Ok((next, bytes))
    }

    fn chunk(&mut self, table: &mut Table, number: u64, payload: &[u8]) -> Result<(), StoreError> {
        let unreadable = || self.damaged(format!("journal chunk {number} is not readable"));
        for (entry, pair) in journal::read(payload).ok_or_else(unreadable)?.1 {
            match entry {
                Entry::Transition(head) => {
                    let key = self.keys.key(head.contact).map_err(StoreError::read)?;
                    let Some(key) = key else { continue };
                    let body = journal::open_body(&key, pair).ok_or_else(|| {
                        let contact = head.contact;
                        self.damaged(format!(
                            "journal chunk {number}: contact {contact} does not open with its key"
                        ))
                    })?;
                    self.seen.push((day(head.at), head.event_id));
                    self.dirty.insert(page_of(head.contact));
                    table.apply(&head, body, number);
                }
                Entry::Progress(progress) => {
                    self.dirty.insert(page_of(progress.key.contact));
                    table.progress(progress);
                }
                Entry::Forgotten { contact } => {
                    // A crash may have come between this entry and the end of the key or of a picture.
                    self.keys.forget(contact).map_err(StoreError::write)?;
                    media::remove(self.folder, contact).map_err(StoreError::write)?;
                    self.dirty.insert(page_of(contact));
                    table.forget(contact);
                }
            }
        }
        Ok(())
    }
}
