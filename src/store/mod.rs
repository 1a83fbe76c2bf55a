//! What survives? Groups of transitions, applied atomically and durably.

mod chunk;
mod error;
mod keys;
mod seal;

pub use error::StoreError;
