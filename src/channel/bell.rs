//! Who waits for news of a conversation.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

/// Wakes those who wait for a contact's conversation to grow. It tells nothing: who is woken looks for himself, so a ring
/// too many does no harm, and none is lost between a look and a wait that was begun before it.
#[derive(Debug, Default)]
pub struct Bell {
    waiting: Mutex<HashMap<String, Arc<Notify>>>,
    any: Arc<Notify>,
}

impl Bell {
    /// Something was said to, or by, the contact.
    pub fn ring(&self, contact: &str) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(notify) = waiting.remove(contact) {
            notify.notify_waiters();
        }
        self.any.notify_waiters();
    }

    /// Resolves at the next ring of any contact after this call.
    pub fn any(&self) -> OwnedNotified {
        self.any.clone().notified_owned()
    }

    /// Resolves at the next ring after this call. What is awaited once and dropped leaves at most one entry per contact.
    pub fn next(&self, contact: &str) -> OwnedNotified {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // Those whose waiters are gone are cleared when the map doubles; each live one holds a share of its own.
        if waiting.len() == waiting.capacity() {
            waiting.retain(|_, notify| Arc::strong_count(notify) > 1);
        }
        waiting.entry(contact.to_owned()).or_default().clone().notified_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_wakes_all_who_waited_for_that_contact() {
        let bell = Bell::default();
        let (one, two, other) = (bell.next("a"), bell.next("a"), bell.next("b"));
        bell.ring("a");
        one.await;
        two.await;
        let mut other = Box::pin(other);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(other.as_mut().poll(&mut context).is_pending());
    }

    #[tokio::test]
    async fn who_waits_for_any_contact_is_woken_by_each() {
        let bell = Bell::default();
        let any = bell.any();
        bell.ring("a");
        any.await;
        let mut next = Box::pin(bell.any());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(next.as_mut().poll(&mut context).is_pending());
    }

    #[test]
    fn who_no_longer_waits_is_forgotten() {
        let bell = Bell::default();
        for contact in 0..10_000 {
            drop(bell.next(&contact.to_string()));
        }
        assert!(bell.waiting.lock().unwrap().len() < 100);
    }
}
