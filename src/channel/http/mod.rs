//! Any system, over HTTP: its events come in as documents, effects go out as signed posts.

mod deliver;
pub mod format;
mod inbound;
mod pick;

pub use deliver::Sender;
pub use inbound::{Incoming, Link, What, read};
pub use pick::{all, one, text};

use crate::ir::SignatureRecipe;

/// Where a button of a message comes back to.
#[derive(Clone)]
pub struct Callback {
    /// The URL of the channel's events.
    pub url: String,
    /// The channel's secret.
    pub secret: String,
    /// The peer's id of the contact.
    pub contact: String,
}

/// How a channel's secret signs: a secret that begins with `whsec_` is base64 behind it, any other is taken as it is.
pub fn recipe(secret: &str) -> SignatureRecipe {
    SignatureRecipe::standard("", !secret.starts_with("whsec_"))
}

/// The peer's id of a contact of a channel.
pub fn peer<'c>(channel: &str, contact: &'c str) -> &'c str {
    contact.strip_prefix(channel).and_then(|rest| rest.strip_prefix(':')).unwrap_or(contact)
}
