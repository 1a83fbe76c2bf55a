//! Program points.

use serde::{Deserialize, Serialize};

/// The stable id of a statement: a hash of flow, step, what the statement is, and its place among its equals in the
/// step. Edits elsewhere keep it; contacts' states name waits by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PointId(pub u64);

impl PointId {
    /// The id of the `nth` (from 0) statement of `step` in `flow` that is described by `what`. At the top both names
    /// are empty.
    pub fn new(flow: &str, step: &str, what: &str, nth: usize) -> Self {
        use sha2::Digest;
        let mut hash = sha2::Sha256::new();
        for part in [flow, step, what] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update((nth as u64).to_be_bytes());
        let digest = hash.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        PointId(u64::from_be_bytes(first))
    }
}

impl std::fmt::Display for PointId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
