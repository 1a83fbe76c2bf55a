//! Messages that are held back: a response that is open will carry them.
//!
//! While a [`Held`] lives, no message leaves for its contact. What it claims stands in the outbox until it was handed
//! over; where nobody says that it was, because the connection broke or the process ended, it leaves as messages do. So
//! nothing is lost, and nothing that was handed over leaves again, unless the process ends between the two.

use super::core::Live;
use super::error::RuntimeError;
use super::handle::Handle;
use crate::engine::Effect;
use crate::store::{OutboxKey, Reached, Table};

/// A hold on the messages to one contact. Dropped, it lets them go.
pub struct Held {
    live: Live,
    number: u32,
    claimed: Vec<OutboxKey>,
}

impl Handle {
    /// Holds back what is said to a contact from now on.
    ///
    /// # Errors
    /// `Store`, `Stopping`.
    pub fn hold(&self, contact: &str) -> Result<Held, RuntimeError> {
        self.live.check()?;
        let number = self.live.store.reserve(contact)?;
        self.live.outbox.hold(number);
        Ok(Held { live: self.live.clone(), number, claimed: Vec::new() })
    }
}

impl Held {
    /// Returns when no model and no action is asked for the contact, and no message is on its way. What was claimed is on its
    /// way until the end of its hold.
    pub async fn quiet(&self) {
        loop {
            let changed = self.live.outbox.changed();
            tokio::pin!(changed);
            // Registered before the look, so that no change is missed between the two.
            changed.as_mut().enable();
            if !self.live.outbox.is_at_work(&self.live.store.table(), self.number) {
                return;
            }
            changed.await;
        }
    }

    /// Takes messages that wait, oldest first, as long as each fits.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn claim(&mut self, mut fits: impl FnMut(&Effect) -> bool) -> Result<Vec<Effect>, RuntimeError> {
        let table = self.live.store.table();
        let keys = self.live.outbox.claim_messages(&table, self.number);
        let before = self.claimed.len();
        // Noted before they are read: whatever happens, the end of the hold releases them.
        self.claimed.extend(&keys);
        let mut taken = Vec::new();
        for key in keys {
            match self.effect(&table, key)? {
                Some(effect) if fits(&effect) => taken.push(effect),
                _ => break,
            }
        }
        for key in self.claimed.drain(before + taken.len()..) {
            self.live.outbox.release(key);
        }
        Ok(taken)
    }

    fn effect(&self, table: &Table, key: OutboxKey) -> Result<Option<Effect>, RuntimeError> {
        let Some(effect) = table.outbox().get(&key) else { return Ok(None) };
        let decoded = postcard::from_bytes(&effect.effect);
        decoded.map(Some).map_err(|_| RuntimeError::Unreadable(format!("effect {key:?}")))
    }

    /// What was claimed has been handed over.
    ///
    /// # Errors
    /// `Store`, `Stopping`.
    pub async fn delivered(self) -> Result<(), RuntimeError> {
        for key in &self.claimed {
            self.live.progress(*key, Reached::Delivered).await?;
            self.live.outbox.forget(*key);
        }
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        for key in &self.claimed {
            self.live.outbox.release(*key);
        }
        self.live.outbox.let_go(self.number);
        // Outside of the runtime everything ends; the next start sends what is left.
        if tokio::runtime::Handle::try_current().is_ok() {
            self.live.pump(self.number);
        }
    }
}
