//! The seal of what belongs to a person: ChaCha20-Poly1305 under the contact's own key, a random nonce before the text.
//!
//! The clear part of an entry is authenticated with it, so a sealed part fits one entry only. Nonces are random, because
//! a group that was torn by a crash may have used any counter; 96 bits are ample for one contact's messages.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce};

use super::keys::Key;

const NONCE_BYTES: usize = 12;

/// The text does not open: a wrong key, another clear part, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the seal does not open with the contact's key")]
pub struct Unreadable;

/// Seals `text` under `key`, bound to `clear`.
///
/// # Errors
/// When the system has no random bytes.
pub fn seal(key: &Key, clear: &[u8], text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut nonce = [0u8; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|error| std::io::Error::other(error.to_string()))?;
    let sealed = ChaCha20Poly1305::new(key.into())
        .encrypt(Nonce::from_slice(&nonce), Payload { msg: text, aad: clear })
        .map_err(|_| std::io::Error::other("a text is too long to be sealed"))?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what `seal` made with the same key and clear part.
///
/// # Errors
/// `Unreadable`, without saying why.
pub fn open(key: &Key, clear: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).ok_or(Unreadable)?;
    let payload = Payload { msg: text, aad: clear };
    ChaCha20Poly1305::new(key.into()).decrypt(Nonce::from_slice(nonce), payload).map_err(|_| Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_with_its_key_and_its_clear_part_only() {
        let sealed = seal(&[1; 32], b"clear", b"my name is Olga").unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"Olga"));
        assert_eq!(open(&[1; 32], b"clear", &sealed).unwrap(), b"my name is Olga");
        assert_eq!(open(&[2; 32], b"clear", &sealed), Err(Unreadable));
        assert_eq!(open(&[1; 32], b"other", &sealed), Err(Unreadable));
        assert_eq!(open(&[1; 32], b"clear", &sealed[..20]), Err(Unreadable));
        assert_eq!(open(&[1; 32], b"clear", b"short"), Err(Unreadable));
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        assert_ne!(seal(&[1; 32], b"", b"text").unwrap(), seal(&[1; 32], b"", b"text").unwrap());
    }
}
