//! Where can a conversation be read? Links whose token is sealed by the server's key: it names the contact, and tells and
//! remembers nothing of it. A link ends at its time, and with the contact's own key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::core::Core;
use super::error::RuntimeError;
use super::handle::Handle;
use crate::engine::{Contact, Event, EventKind, Link};
use crate::ir::{Duration, Time};
use crate::store::Fingerprint;

const NONCE_BYTES: usize = 24;
/// Contact, end, fingerprint.
const CLAIM_BYTES: usize = 4 + 8 + 16;
const SEAL_BYTES: usize = 16;
/// Bytes of every token before it is written in letters.
const TOKEN_BYTES: usize = NONCE_BYTES + CLAIM_BYTES + SEAL_BYTES;

/// How links are made.
#[derive(Clone)]
pub struct Links {
    /// The server's key.
    pub key: [u8; 32],
    /// The server's address, without a slash at its end.
    pub base: String,
    /// How long a link lives.
    pub life: Duration,
}

/// What a token says, once it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Claim {
    contact: u32,
    until: Time,
    fingerprint: Fingerprint,
}

impl Links {
    /// The address of a claim; each call makes another one.
    fn url(&self, claim: &Claim) -> std::io::Result<String> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|error| std::io::Error::other(error.to_string()))?;
        let mut text = [0; CLAIM_BYTES];
        text[..4].copy_from_slice(&claim.contact.to_be_bytes());
        text[4..12].copy_from_slice(&claim.until.0.to_be_bytes());
        text[12..].copy_from_slice(&claim.fingerprint);
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), &text[..]);
        let sealed = sealed.map_err(|_| std::io::Error::other("a link could not be sealed"))?;
        let token = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        Ok(format!("{}/t/{token}", self.base))
    }

    /// What a token claims; `None` where this server did not make it.
    fn open(&self, token: &str) -> Option<Claim> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == TOKEN_BYTES)?;
        let (nonce, sealed) = bytes.split_at(NONCE_BYTES);
        let text = self.cipher().decrypt(XNonce::from_slice(nonce), sealed).ok()?;
        let (contact, rest) = text.split_first_chunk::<4>()?;
        let (until, fingerprint) = rest.split_first_chunk::<8>()?;
        Some(Claim {
            contact: u32::from_be_bytes(*contact),
            until: Time(i64::from_be_bytes(*until)),
            fingerprint: fingerprint.try_into().ok()?,
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.key).into())
    }
}

impl Core {
    /// A new link to a contact's conversation; `None` where the server has no address.
    pub(super) fn link(&self, number: u32, now: Time) -> Result<Option<Link>, RuntimeError> {
        let Some(links) = &self.config.links else { return Ok(None) };
        let Some(fingerprint) = self.store.fingerprint(number)? else { return Ok(None) };
        let until = now + links.life;
        let url = links.url(&Claim { contact: number, until, fingerprint });
        let url = url.map_err(|error| RuntimeError::Control(error.to_string()))?;
        Ok(Some(Link { url, until }))
    }

    /// The event that gives a contact its link, where the script reads it and the contact has none that will last.
    pub(super) fn link_event(
        &self,
        state: &Contact,
        number: u32,
        at: Time,
    ) -> Result<Option<Event>, RuntimeError> {
        let asked = |_: &&Links| self.active().machine.reads_link();
        let Some(links) = self.config.links.as_ref().filter(asked) else { return Ok(None) };
        if state.link_until().is_some_and(|until| until.0 - at.0 > links.life.0 / 2) {
            return Ok(None);
        }
        let Some(link) = self.link(number, at)? else { return Ok(None) };
        let id = format!("link/{}", state.sequence);
        Ok(Some(Event { id, at, kind: EventKind::Link(link) }))
    }
}

impl Handle {
    /// The contact whose conversation a link's token opens; `None` for one that is wrong, that has ended, or whose
    /// contact was erased.
    pub fn linked(&self, token: &str) -> Option<String> {
        let core = &self.live;
        let claim = core.config.links.as_ref()?.open(token)?;
        let fingerprint = core.store.fingerprint(claim.contact).ok().flatten()?;
        if claim.until < core.clock.now() || fingerprint != claim.fingerprint {
            return None;
        }
        core.store.table().row(claim.contact).map(|row| row.id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(key: u8) -> Links {
        Links { key: [key; 32], base: "https://a.example".into(), life: Duration(1_000) }
    }

    #[test]
    fn a_token_says_its_claim_to_its_server_alone_and_has_one_size() {
        let claim = Claim { contact: 7, until: Time(1_234), fingerprint: [9; 16] };
        let url = links(1).url(&claim).unwrap();
        let token = url.strip_prefix("https://a.example/t/").unwrap();
        assert_eq!(links(1).open(token), Some(claim));
        assert_eq!(links(2).open(token), None);
        let other = links(1).url(&Claim { contact: u32::MAX, until: Time(i64::MIN), ..claim }).unwrap();
        assert_eq!(other.len(), url.len());
        assert_ne!(links(1).url(&claim).unwrap(), url, "no two are alike");
        for place in 0..token.len() {
            let mut forged: Vec<char> = token.chars().collect();
            forged[place] = if forged[place] == 'A' { 'B' } else { 'A' };
            assert_eq!(links(1).open(&forged.iter().collect::<String>()), None, "{place}");
        }
        assert_eq!(links(1).open(""), None);
        assert_eq!(links(1).open(&token[1..]), None);
    }
}
