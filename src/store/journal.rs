//! The journal's entries: what one group writes, and how it is read again.

use serde::{Deserialize, Serialize};

use super::change::{Body, Head, Progress};
use super::keys::Key;
use super::seal;
use super::sheet::{self, Sheet};
use crate::ir::Time;

/// The clear part of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// A contact took an event; the sealed part is its [`Body`].
    Transition(Head),
    /// An effect went on its way.
    Progress(Progress),
    /// The contact's key was thrown away; entries before this one cannot be read.
    Forgotten {
        /// The contact's number.
        contact: u32,
    },
}

/// The first pair of each group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupHead {
    /// The latest time of its events: what retention goes by.
    pub at: Time,
}

/// Entries of one group on their way to a chunk.
#[derive(Debug, Default)]
pub struct Group {
    payload: Vec<u8>,
    at: Option<Time>,
}

impl Group {
    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.payload.is_empty()
    }

    /// Adds a transition, its body sealed under the contact's key.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub fn transition(&mut self, head: &Head, body: &Body, key: &Key) -> std::io::Result<()> {
        let clear = sheet::encode(&Entry::Transition(head.clone()));
        let sealed = seal::seal(key, &clear, &sheet::encode(body))?;
        sheet::push(&mut self.payload, &clear, &sealed);
        self.at = self.at.max(Some(head.at));
        Ok(())
    }

    /// Adds an entry without a sealed part.
    pub fn clear(&mut self, entry: &Entry) {
        sheet::push(&mut self.payload, &sheet::encode(entry), &[]);
    }

    /// The payload of the chunk. `latest` is its time where no event is in it.
    pub fn finish(self, latest: Time) -> Vec<u8> {
        let mut payload = Vec::with_capacity(self.payload.len() + 16);
        sheet::push(&mut payload, &sheet::encode(&GroupHead { at: self.at.unwrap_or(latest) }), &[]);
        payload.extend_from_slice(&self.payload);
        payload
    }
}

/// Reads a chunk's payload: its head and its entries, still sealed. None if it is no group.
pub fn read(payload: &[u8]) -> Option<(GroupHead, Vec<(Entry, Sheet<'_>)>)> {
    let pairs = sheet::pairs(payload)?;
    let (head, entries) = pairs.split_first()?;
    let entries = entries.iter().map(|pair| Some((sheet::decode(pair.clear)?, *pair)));
    Some((sheet::decode(head.clear)?, entries.collect::<Option<_>>()?))
}

/// Opens the sealed part of a transition. None if key and seal do not fit.
pub fn open_body(key: &Key, pair: Sheet<'_>) -> Option<Body> {
    sheet::decode(&seal::open(key, pair.clear, pair.sealed).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::change::{OutboxKey, Reached};
    use crate::store::sample::transition;

    #[test]
    fn a_group_comes_back_and_its_persons_only_with_their_keys() {
        let one = transition(1, "web:olga", 1, Time(50));
        let mut group = Group::default();
        group.transition(&one.head, &one.body, &[1; 32]).unwrap();
        let key = OutboxKey { contact: 1, sequence: 1, index: 0 };
        let progress = Entry::Progress(Progress { key, at: Time(60), reached: Reached::Delivered });
        group.clear(&progress);
        let payload = group.finish(Time(0));
        assert!(!payload.windows(4).any(|window| window == b"olga"));

        let (head, entries) = read(&payload).unwrap();
        assert_eq!(head.at, Time(50));
        assert_eq!(entries[0].0, Entry::Transition(one.head));
        assert_eq!(entries[1].0, progress);
        assert_eq!(open_body(&[1; 32], entries[0].1), Some(one.body));
        assert_eq!(open_body(&[2; 32], entries[0].1), None);
    }
}
