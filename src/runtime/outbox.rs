//! What leaves when? Messages to one contact in order, each after the one before was accepted or given up; the rest at
//! once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::futures::Notified;
use tokio::sync::{Notify, Semaphore};

use crate::ir::{Duration, Time};
use crate::store::{OutboxKey, SeenId, Table};

/// Which effects are on their way, and which wait for another attempt. What has to leave at all stands in the store.
pub struct Outbox {
    state: Mutex<State>,
    changed: Notify,
    /// Models and actions take their time; messages do not wait behind them.
    pub(super) calls: Semaphore,
    pub(super) deliveries: Semaphore,
}

#[derive(Default)]
struct State {
    busy: HashSet<OutboxKey>,
    retries: BTreeMap<OutboxKey, Retry>,
    /// Contacts whose messages are held back, and by how many.
    held: HashMap<u32, usize>,
}

/// An effect that waits for another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// When.
    pub at: Time,
    /// Attempts since the start.
    pub tries: u32,
}

impl Outbox {
    /// An outbox with so many calls, and as many deliveries, at once.
    pub fn new(calls_max: usize) -> Self {
        Self {
            state: Mutex::default(),
            changed: Notify::new(),
            calls: Semaphore::new(calls_max),
            deliveries: Semaphore::new(calls_max),
        }
    }

    /// Claims everything of a contact that may leave now.
    pub fn claim(&self, table: &Table, contact: u32, now: Time) -> Vec<OutboxKey> {
        let mut state = self.state();
        let mut messages = 0;
        let mut ready = Vec::new();
        for (key, effect) in table.outbox_of(contact) {
            messages += usize::from(effect.message);
            let in_turn = !effect.message || (messages == 1 && !state.is_held(contact));
            if in_turn && state.may_leave(key, now) {
                ready.push(*key);
            }
        }
        state.busy.extend(&ready);
        ready
    }

    /// Claims the first of all effects that may leave now.
    pub fn claim_first(&self, table: &Table, now: Time) -> Option<OutboxKey> {
        let mut state = self.state();
        let mut blocked = None;
        let first = table.outbox().iter().find(|(key, effect)| {
            let behind = effect.message && (blocked == Some(key.contact) || state.is_held(key.contact));
            if effect.message {
                blocked = Some(key.contact);
            }
            !behind && state.may_leave(key, now)
        });
        let key = *first?.0;
        state.busy.insert(key);
        Some(key)
    }

    /// The effect is not on its way any more.
    pub fn release(&self, key: OutboxKey) {
        self.state().busy.remove(&key);
        self.change();
    }

    /// Something was committed, or has come to an end: whoever waits for it looks again.
    pub fn change(&self) {
        self.changed.notify_waiters();
    }

    /// Resolves at the next change.
    pub fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// No message leaves for the contact until it is let go as often as it was held.
    pub fn hold(&self, contact: u32) {
        *self.state().held.entry(contact).or_default() += 1;
    }

    /// The end of one hold.
    pub fn let_go(&self, contact: u32) {
        let mut state = self.state();
        if let Some(holds) = state.held.get_mut(&contact) {
            *holds -= 1;
            if *holds == 0 {
                state.held.remove(&contact);
            }
        }
    }

    /// Whether something may still be said: a model or an action is asked, or a message is on its way.
    pub fn is_at_work(&self, table: &Table, contact: u32) -> bool {
        let state = self.state();
        table.outbox_of(contact).any(|(key, effect)| {
            matches!(&*effect.kind, "model" | "action") || (effect.message && state.busy.contains(key))
        })
    }

    /// Claims all messages of a contact that are not on their way, oldest first.
    pub fn claim_messages(&self, table: &Table, contact: u32) -> Vec<OutboxKey> {
        let mut state = self.state();
        let waiting = table.outbox_of(contact);
        let waiting = waiting.filter(|(key, effect)| effect.message && !state.busy.contains(key));
        let claimed: Vec<_> = waiting.map(|(key, _)| *key).collect();
        state.busy.extend(&claimed);
        claimed
    }

    /// The effect is tried again at a time.
    pub fn retry(&self, key: OutboxKey, retry: Retry) {
        self.state().retries.insert(key, retry);
    }

    /// The attempts that were made since the start.
    pub fn tries(&self, key: OutboxKey) -> u32 {
        self.tried(key).unwrap_or(0)
    }

    /// The same; `None` before the first.
    pub fn tried(&self, key: OutboxKey) -> Option<u32> {
        self.state().retries.get(&key).map(|retry| retry.tries)
    }

    /// The effect has left, or never will.
    pub fn forget(&self, key: OutboxKey) {
        self.state().retries.remove(&key);
    }

    /// Nothing of the contact is tried again.
    pub fn forget_contact(&self, contact: u32) {
        self.state().retries.retain(|key, _| key.contact != contact);
    }

    /// When the next attempt is due.
    pub fn next_retry(&self) -> Option<Time> {
        self.state().retries.values().map(|retry| retry.at).min()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_held(&self, contact: u32) -> bool {
        self.held.contains_key(&contact)
    }

    fn may_leave(&self, key: &OutboxKey, now: Time) -> bool {
        !self.busy.contains(key) && self.retries.get(key).is_none_or(|retry| retry.at <= now)
    }
}

/// The pause before attempt `tries + 1`: doubled each time, up to a longest one, a quarter more or less by a hash, so that
/// what failed together is not tried together.
pub fn pause(key: OutboxKey, tries: u32, first: Duration, longest: Duration) -> Duration {
    let doubled = first.0.saturating_mul(1 << tries.saturating_sub(1).min(30)).min(longest.0);
    let hash = SeenId::new(&format!("{key:?}"), &tries.to_string()).0;
    let quarter = (doubled / 4).max(1);
    Duration(doubled - quarter + (hash % (2 * quarter as u64)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_longest_one_and_differ_between_effects() {
        let key = |index| OutboxKey { contact: 1, sequence: 1, index };
        let pause = |index, tries| pause(key(index), tries, Duration(1_000), Duration(60_000)).0;
        for tries in 1..=6 {
            let middle = 1_000 << (tries - 1);
            assert!((middle * 3 / 4..=middle * 5 / 4).contains(&pause(0, tries)), "{tries}");
        }
        assert!(pause(0, 99) <= 75_000);
        assert_eq!(pause(0, 3), pause(0, 3));
        assert_ne!(pause(0, 3), pause(1, 3));
    }
}
