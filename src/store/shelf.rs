//! The keys of the one tree: a prefix byte, then big-endian numbers, then the part of the chunk.

use sled::{Batch, Db};

use super::change::Kept;
use super::chunk::{self, Damage};

/// Journal chunks by number, from 1.
pub const JOURNAL: u8 = b'j';
/// Checkpoint pages by number.
pub const PAGE: u8 = b'c';
/// Ids of events by day and checkpoint round.
pub const SEEN: u8 = b's';
/// Events that wait for a contact, by the key under which they wait.
pub const KEPT: u8 = b'w';
/// Deployments by number.
pub const DEPLOYMENT: u8 = b'd';
/// The format's number, and where the last checkpoint round began.
pub const META: u8 = b'm';

/// The key of a numbered thing.
pub fn numbered(prefix: u8, number: u64) -> Vec<u8> {
    [&[prefix][..], &number.to_be_bytes()].concat()
}

/// The number in a key that [`numbered`] made.
pub fn number_of(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*key.get(1..)?.first_chunk::<8>()?))
}

/// The key of the ids of a day in a round. Days before 1970 sort before the others.
pub fn seen(day: i64, round: u64) -> Vec<u8> {
    let biased = (day as u64) ^ (1 << 63);
    [&[SEEN][..], &biased.to_be_bytes(), &round.to_be_bytes()].concat()
}

/// The day in a key that [`seen`] made.
pub fn day_of(key: &[u8]) -> Option<i64> {
    number_of(key).map(|biased| (biased ^ (1 << 63)) as i64)
}

/// The key of an event that waits.
pub fn kept(kept: &Kept) -> Vec<u8> {
    let order = (kept.at.0 as u64) ^ (1 << 63);
    [&[KEPT][..], &kept.key.0, &order.to_be_bytes(), &kept.event_id.0.to_be_bytes()].concat()
}

/// The key of a named thing of the store itself.
pub fn meta(name: &str) -> Vec<u8> {
    [&[META][..], name.as_bytes(), &[0]].concat()
}

/// Puts a payload under a key, as one value or several. Returns how many.
pub fn put(batch: &mut Batch, key: &[u8], payload: Vec<u8>) -> u16 {
    let parts = chunk::split(payload);
    for (place, part) in parts.iter().enumerate() {
        batch.insert(part_key(key, place as u16), part.as_slice());
    }
    parts.len() as u16
}

/// Removes the parts `from..to` of the value under a key.
pub fn remove(batch: &mut Batch, key: &[u8], from: u16, to: u16) {
    for place in from..to {
        batch.remove(part_key(key, place));
    }
}

/// Removes whatever is under a key.
///
/// # Errors
/// What sled says while it looks for the parts.
pub fn remove_all(db: &Db, batch: &mut Batch, key: &[u8]) -> sled::Result<()> {
    for part in db.scan_prefix(key).keys() {
        batch.remove(part?);
    }
    Ok(())
}

fn part_key(key: &[u8], place: u16) -> Vec<u8> {
    [key, &place.to_be_bytes()].concat()
}

/// A value that was read: its key, in how many parts it lies, and its payload if it is whole.
pub struct Found {
    /// The key that was given to [`put`].
    pub key: Vec<u8>,
    /// How many values of sled it is.
    pub parts: u16,
    /// The payload.
    pub payload: Result<Vec<u8>, Damage>,
}

/// Reads every value whose key begins with `prefix` and is not before `from`, in order of the keys.
pub fn scan(db: &Db, prefix: u8, from: Vec<u8>) -> impl Iterator<Item = sled::Result<Found>> + use<> {
    let mut values = db.range(from..vec![prefix + 1]).peekable();
    std::iter::from_fn(move || {
        let (first, value) = match values.next()? {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        let key = first[..first.len().saturating_sub(2)].to_vec();
        let mut parts = vec![value];
        let same = |item: &sled::Result<(sled::IVec, sled::IVec)>| {
            item.as_ref().is_ok_and(|(next, _)| next.len() == key.len() + 2 && next.starts_with(&key))
        };
        while let Some(item) = values.next_if(same) {
            match item {
                Ok((_, value)) => parts.push(value),
                Err(error) => return Some(Err(error)),
            }
        }
        Some(Ok(Found { parts: parts.len() as u16, payload: chunk::join(&parts), key }))
    })
}

/// Reads one value.
///
/// # Errors
/// What sled says.
pub fn get(db: &Db, key: &[u8]) -> sled::Result<Option<Result<Vec<u8>, Damage>>> {
    let parts = db.scan_prefix(key).values().collect::<sled::Result<Vec<_>>>()?;
    Ok((!parts.is_empty()).then(|| chunk::join(&parts)))
}
