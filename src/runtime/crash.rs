//! The end of the process at a chosen moment, for tests: after each commit and after each attempt at an effect.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::error::RuntimeError;

/// Counts the moments at which a process could end, and ends it at one of them. From then on the runtime does nothing: a
/// test drops it and opens the real folder again.
#[derive(Debug, Default)]
pub struct CrashPlan {
    passed: AtomicU64,
    at: Option<u64>,
    over: AtomicBool,
}

impl CrashPlan {
    /// Only counts.
    pub fn never() -> Self {
        Self::default()
    }

    /// Ends at the `moment`th one, from 1.
    pub fn at(moment: u64) -> Self {
        Self { at: Some(moment), ..Self::default() }
    }

    /// How many moments were passed.
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::SeqCst)
    }

    /// Whether the end has come.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// A moment passes.
    ///
    /// # Errors
    /// `Crashed` if it is the chosen one, or the end has come before.
    pub(super) fn moment(&self) -> Result<(), RuntimeError> {
        self.alive()?;
        let passed = self.passed.fetch_add(1, Ordering::SeqCst) + 1;
        if self.at == Some(passed) {
            self.over.store(true, Ordering::SeqCst);
        }
        self.alive()
    }

    /// Refuses after the end.
    ///
    /// # Errors
    /// `Crashed`.
    pub(super) fn alive(&self) -> Result<(), RuntimeError> {
        if self.is_over() { Err(RuntimeError::Crashed) } else { Ok(()) }
    }
}
