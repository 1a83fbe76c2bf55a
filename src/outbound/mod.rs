//! Who may be reached? One HTTP client for models and actions, the environment's values that it sends, and signatures.
//!
//! A host's addresses are looked at after they are resolved, and only those that were looked at are connected to; each
//! redirect is looked at again. Private addresses are refused unless the manifest names the host.

mod address;
mod bucket;
mod client;
mod environment;
mod form;
mod resolve;
mod signature;
mod switched_off;
#[cfg(test)]
mod tests;
mod upload;
mod vault;

pub use address::is_public;
pub use bucket::Bucket;
pub use client::{Failure, Outbound, Reply, Request};
pub use environment::{Environment, Filled};
pub use form::{add as add_field, percent_encode, read as form_fields};
pub use signature::{SignedRequest, sign, verify};
pub use switched_off::{switch_off, without_chat};
pub use upload::Part;
pub use vault::Vault;
