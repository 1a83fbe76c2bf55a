//! One event at a time per contact, in the order in which they came.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::RuntimeError;

const SHARDS: usize = 16;

/// The queues behind contacts that are at work. A contact without a queue is at rest.
pub struct Gate<W> {
    shards: [Mutex<HashMap<Box<str>, VecDeque<W>>>; SHARDS],
    inbox_max: usize,
}

impl<W> Gate<W> {
    /// A gate behind which at most `inbox_max` pieces of work wait per contact.
    pub fn new(inbox_max: usize) -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), inbox_max }
    }

    /// Puts work behind a contact. `true`: the contact was at rest, and the caller must work until [`Gate::next`] is empty.
    ///
    /// # Errors
    /// `Busy` where too much waits.
    pub fn enter(&self, contact: &str, work: W) -> Result<bool, RuntimeError> {
        let mut queues = self.shard(contact);
        match queues.get_mut(contact) {
            Some(queue) if queue.len() >= self.inbox_max => Err(RuntimeError::Busy(queue.len())),
            Some(queue) => {
                queue.push_back(work);
                Ok(false)
            }
            None => {
                queues.insert(contact.into(), VecDeque::from([work]));
                Ok(true)
            }
        }
    }

    /// The next piece of work; none puts the contact to rest.
    pub fn next(&self, contact: &str) -> Option<W> {
        let mut queues = self.shard(contact);
        let work = queues.get_mut(contact)?.pop_front();
        if work.is_none() {
            queues.remove(contact);
        }
        work
    }

    fn shard(&self, contact: &str) -> MutexGuard<'_, HashMap<Box<str>, VecDeque<W>>> {
        let mut hasher = DefaultHasher::new();
        contact.hash(&mut hasher);
        let shard = &self.shards[hasher.finish() as usize % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_waits_behind_its_own_contact_in_order_and_is_bounded() {
        let gate = Gate::new(2);
        assert!(gate.enter("olga", 1).unwrap());
        assert!(gate.enter("ivan", 7).unwrap());
        assert_eq!(gate.next("olga"), Some(1));
        assert!(!gate.enter("olga", 2).unwrap());
        assert!(!gate.enter("olga", 3).unwrap());
        assert!(matches!(gate.enter("olga", 4), Err(RuntimeError::Busy(2))));
        assert_eq!((gate.next("olga"), gate.next("olga"), gate.next("olga")), (Some(2), Some(3), None));
        assert!(gate.enter("olga", 5).unwrap(), "at rest again");
    }
}
