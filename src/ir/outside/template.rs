//! Messages that a channel has approved beforehand.

use serde::{Deserialize, Serialize};

use super::Param;

/// A message that a channel has approved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovedTemplate {
    /// The channel that approved it.
    pub channel: String,
    /// Its name there.
    pub id: String,
    /// Its inputs, in the manifest's order.
    pub input: Vec<Param>,
}
