//! Why the runtime refuses.

use std::sync::Arc;

use super::deploy::Lost;
use crate::store::StoreError;

/// Why an event was not taken, or a runtime did not start.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RuntimeError {
    /// The store refuses.
    #[error("{0}")]
    Store(Arc<StoreError>),
    /// Too many events wait behind the contact's present one: 429.
    #[error("the contact has {0} events waiting; try again later")]
    Busy(usize),
    /// The runtime is ending.
    #[error("flowc is stopping")]
    Stopping,
    /// There is no such contact.
    #[error("no contact `{0}`")]
    UnknownContact(String),
    /// Contacts stand at places that the changed script does not have.
    #[error("{0}")]
    Lost(Lost),
    /// A stored state or program does not decode.
    #[error("{0} is not readable by this release")]
    Unreadable(String),
    /// The engine broke its promise to be total; the contact stays as it was.
    #[error("an event of contact `{0}` could not be executed; it was not taken")]
    Panicked(String),
    /// A timer is due again at the very moment at which it was taken, again and again.
    #[error("a timer of contact `{0}` does not come to an end")]
    Stuck(String),
    /// The control socket does not answer as it should.
    #[error("the running flowc does not answer: {0}")]
    Control(String),
    /// A test ended the process here.
    #[error("the process ended here")]
    Crashed,
}

impl From<StoreError> for RuntimeError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}
