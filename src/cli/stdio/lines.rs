//! Where lines leave: one at a time, each whole.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::reply::Out;
use crate::engine::{Effect, Machine};
use crate::runtime::{Channels, Clock, Delivery, MediaBytes, Pending, Recipient};

/// The standard output as the one messenger of all contacts.
pub struct Lines {
    clock: Arc<dyn Clock>,
    out: Mutex<std::io::Stdout>,
}

impl Lines {
    /// With the clock by which effects leave.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Lines { clock, out: Mutex::new(std::io::stdout()) }
    }

    /// Writes one line; `false` where nobody reads any more.
    fn put(&self, line: &impl Serialize) -> bool {
        let mut text = serde_json::to_string(line).expect("a line is plain data");
        text.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
    }

    /// Writes one line.
    pub fn write(&self, line: &impl Serialize) {
        self.put(line);
    }

    /// Everything that was written has left.
    pub fn flush(&self) {
        let _ = self.out.lock().unwrap_or_else(PoisonError::into_inner).flush();
    }
}

impl Channels for Lines {
    fn deliver<'a>(
        &'a self,
        _machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        _media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        let left = Out::of(effect, self.clock.now(), to.attempts).is_none_or(|line| self.put(&line));
        let delivery = if left { Delivery::Accepted } else { Delivery::again("nobody reads") };
        Box::pin(std::future::ready(delivery))
    }

    fn knows_keys(&self, _to: &Recipient) -> bool {
        true
    }
}
