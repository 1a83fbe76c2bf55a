//! Who may be reached? One HTTP client for models and actions, and the environment's values that it sends.
//!
//! A host's addresses are looked at after they are resolved, and only those that were looked at are connected to; each
//! redirect is looked at again. Private addresses are refused unless the manifest names the host.

mod address;
mod client;
mod environment;
#[cfg(test)]
mod tests;

pub use address::is_public;
pub use client::{Failure, Outbound, Reply, Request};
pub use environment::{Environment, Filled};
