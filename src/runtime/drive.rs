//! Virtual time: one effect after the other, one timer after the other, in an order that is always the same.

use super::core::Live;
use super::error::RuntimeError;
use crate::ir::Time;

/// Rings at one instant after which a timer is stuck.
const RINGS_MAX: usize = 64;

impl Live {
    /// Carries out everything that has to leave now, and what follows from it.
    pub(super) async fn settle(&self) -> Result<(), RuntimeError> {
        loop {
            self.check()?;
            let first = self.outbox.claim_first(&self.store.table(), self.clock.now());
            match first {
                Some(key) => self.perform(key).await?,
                None => return Ok(()),
            };
        }
    }

    /// Lets time pass, with every timer and every repeated attempt on the way.
    pub(super) async fn advance(&self, to: Time) -> Result<(), RuntimeError> {
        let mut rings = 0;
        loop {
            self.settle().await?;
            let now = self.clock.now();
            let timer = self.store.table().next_due();
            let retry = self.outbox.next_retry();
            let next = timer.map(|(at, _)| at).into_iter().chain(retry).min();
            let Some(next) = next.filter(|next| *next <= to) else { break };
            rings = if next > now { 0 } else { rings + 1 };
            if let Some((_, number)) = timer.filter(|_| rings > RINGS_MAX) {
                let contact = self.store.table().row(number).map(|row| row.id.to_string());
                return Err(RuntimeError::Stuck(contact.unwrap_or_default()));
            }
            self.clock.set(next);
            if let Some((_, contact)) = timer.filter(|(at, _)| *at <= self.clock.now()) {
                self.ring(contact).await?;
            }
        }
        self.clock.set(to);
        Ok(())
    }
}
