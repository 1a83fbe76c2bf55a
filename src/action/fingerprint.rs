//! The key of an effect, for eyes outside: the same for the same effect, and nothing of the contact can be read from it.

use sha2::{Digest, Sha256};

use crate::engine::EffectKey;

/// Thirty-two hexadecimal digits.
pub(super) fn fingerprint(project: &str, key: &EffectKey) -> String {
    let whole = format!("{}\n{project}\n{key}", project.len());
    Sha256::digest(whole.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
