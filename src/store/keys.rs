//! The keys of the contacts: a file of 32-byte slots by contact number, beside sled.
//!
//! Slots are filled with random bytes in slabs and synced ahead of use, so a new contact costs no sync of its own. To
//! forget a person is to overwrite a slot with zeros: what the journal and its backups' copies of the folder hold of them
//! cannot be read any more. Slot 0 is the store's own, for data that waits for a contact not yet met.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use sha2::{Digest, Sha256};

/// A contact's key.
pub type Key = [u8; 32];
/// The slot of the store itself; contacts have numbers from 1.
pub const STORE_SLOT: u32 = 0;
const FORGOTTEN: Key = [0; 32];
/// Slots that are filled at once: 32 KB, one sync per 1,024 new contacts.
const SLAB: usize = 1024;

/// The open file of keys, and its content.
pub struct Keys {
    file: File,
    slots: Vec<Key>,
}

impl Keys {
    /// Opens or creates the file, readable by its owner alone.
    ///
    /// # Errors
    /// What the file system says; a length that is no whole number of slots is cut down to one (a slab that was being
    /// written when the power went, and that nobody used).
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let slots = bytes.as_chunks::<32>().0.to_vec();
        let mut keys = Self { file, slots };
        if keys.slots.is_empty() {
            keys.grow()?;
        }
        Ok(keys)
    }

    /// The key of a contact, or none if the contact was forgotten. New slots are made where needed.
    ///
    /// # Errors
    /// What the file system says while slots are made.
    pub fn key(&mut self, number: u32) -> std::io::Result<Option<Key>> {
        while number as usize >= self.slots.len() {
            self.grow()?;
        }
        let key = self.slots[number as usize];
        Ok((key != FORGOTTEN).then_some(key))
    }

    /// Overwrites a contact's key, and syncs.
    ///
    /// # Errors
    /// What the file system says; the key may then still be there.
    pub fn forget(&mut self, number: u32) -> std::io::Result<()> {
        if let Some(slot) = self.slots.get_mut(number as usize) {
            self.file.write_all_at(&FORGOTTEN, u64::from(number) * 32)?;
            self.file.sync_data()?;
            *slot = FORGOTTEN;
        }
        Ok(())
    }

    /// The highest number that was forgotten: numbers up to it are never given out again.
    pub fn forgotten_max(&self) -> u32 {
        self.slots.iter().rposition(|key| *key == FORGOTTEN).unwrap_or(0) as u32
    }

    fn grow(&mut self) -> std::io::Result<()> {
        let mut slab = vec![0u8; SLAB * 32];
        getrandom::fill(&mut slab).map_err(|error| std::io::Error::other(error.to_string()))?;
        self.file.write_all_at(&slab, self.slots.len() as u64 * 32)?;
        self.file.flush()?;
        self.file.sync_all()?;
        self.slots.extend(slab.as_chunks::<32>().0);
        Ok(())
    }
}

/// What tells a key from others.
pub fn fingerprint(key: &Key) -> super::Fingerprint {
    let digest = Sha256::new().chain_update(b"flowc key fingerprint\0").chain_update(key).finalize();
    std::array::from_fn(|place| digest[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_the_same_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let first = Keys::open(&path).unwrap().key(3_000).unwrap();
        let mut again = Keys::open(&path).unwrap();
        assert!(first.is_some());
        assert_eq!(again.key(3_000).unwrap(), first);
        assert_ne!(again.key(2_999).unwrap(), first);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_forgotten_key_stays_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let mut keys = Keys::open(&path).unwrap();
        let neighbour = keys.key(6).unwrap();
        keys.forget(5).unwrap();
        assert_eq!(keys.key(5).unwrap(), None);
        let mut again = Keys::open(&path).unwrap();
        assert_eq!(again.key(5).unwrap(), None);
        assert_eq!(again.key(6).unwrap(), neighbour);
        assert_eq!(again.forgotten_max(), 5);
    }

    #[test]
    fn a_half_written_slab_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let first = Keys::open(&path).unwrap().key(1).unwrap();
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(32 * 2 + 5).unwrap();
        let mut keys = Keys::open(&path).unwrap();
        assert_eq!(keys.key(1).unwrap(), first);
        assert!(keys.key(2).unwrap().is_some());
    }
}
