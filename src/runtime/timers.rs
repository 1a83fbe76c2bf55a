//! Time passes: whose timer is due gets a `Clock` event.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as StdDuration;

use super::core::Live;
use super::error::RuntimeError;
use super::take::Ack;
use crate::engine::{Event, EventKind};
use crate::ir::Time;

/// How long a timer rests that could not be taken.
const REST: StdDuration = StdDuration::from_secs(1);

type Ringing = Arc<Mutex<HashSet<u32>>>;

impl Live {
    /// Rings timers as they fall due, until the runtime ends.
    pub(super) async fn run_timers(self) {
        let ringing = Ringing::default();
        while self.check().is_ok() {
            let (due, wake) = self.look(&ringing);
            for contact in due {
                let (live, ringing) = (self.clone(), ringing.clone());
                tokio::spawn(async move {
                    if !live.ring(contact).await.is_ok_and(|_| live.has_moved_on(contact)) {
                        tokio::time::sleep(REST).await;
                    }
                    ringing.lock().unwrap_or_else(PoisonError::into_inner).remove(&contact);
                    live.timers.notify_one();
                });
            }
            tokio::select! {
                () = self.timers.notified() => {}
                () = self.stopped() => return,
                () = self.sleep(wake) => {}
            }
        }
    }

    async fn sleep(&self, wake: Option<Time>) {
        match wake {
            Some(at) => self.clock.sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    /// Who is to be rung now, and when to look again.
    fn look(&self, ringing: &Ringing) -> (Vec<u32>, Option<Time>) {
        let now = self.clock.now();
        let mut ringing = ringing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        for (at, contact) in self.store.table().timers() {
            if at > now {
                return (due, Some(at));
            }
            if ringing.len() >= self.config.ringing_max {
                return (due, None);
            }
            if ringing.insert(contact) {
                due.push(contact);
            }
        }
        (due, None)
    }

    /// Tells a contact what time it is.
    pub(super) async fn ring(&self, number: u32) -> Result<Option<Ack>, RuntimeError> {
        let row = self.store.table().row(number).map(|row| (row.id.to_string(), row.sequence, row.due));
        let Some((contact, sequence, Some(due))) = row else { return Ok(None) };
        let id = format!("clock/{sequence}/{}", due.0);
        self.submit(&contact, Event { id, at: self.clock.now(), kind: EventKind::Clock }, None)
            .await
            .map(Some)
    }

    fn has_moved_on(&self, number: u32) -> bool {
        let now = self.clock.now();
        self.store.table().row(number).and_then(|row| row.due).is_none_or(|due| due > now)
    }
}
