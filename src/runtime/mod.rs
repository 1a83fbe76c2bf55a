//! When does it happen? Dispatch, group commit, outbox and timers.
