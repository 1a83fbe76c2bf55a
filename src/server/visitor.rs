//! Who chats: a browser with a random cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

use super::Config;
use super::secret::{Secret, hex};

const COOKIE: &str = "flowc_visitor";

/// The secret in a request's cookie of a name.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(own, _)| *own == name)?;
    let fits = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| Secret::new(token))
}

/// A visitor of the web chat. The cookie is the only proof of who it is; the contact's id is derived from it and tells
/// nothing of it.
#[derive(Debug, Clone)]
pub struct Visitor {
    token: Secret,
}

impl Visitor {
    /// The visitor whose cookie a request bears.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        cookie(headers, COOKIE).map(|token| Visitor { token })
    }

    /// A visitor who was never here.
    ///
    /// # Errors
    /// Where the machine has no randomness.
    pub fn new() -> std::io::Result<Self> {
        Ok(Visitor { token: Secret::random()? })
    }

    /// The contact's id.
    pub fn contact(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"flowc web visitor\0");
        hash.update(self.token.reveal().as_bytes());
        format!("web:{}", hex(&hash.finalize()[..16]))
    }

    /// The header that gives the cookie: no script reads it, no other site sends it, and it lasts a year.
    pub fn cookie(&self, config: &Config) -> HeaderValue {
        let secure = config.secure_cookies();
        let token = self.token.reveal();
        let text = format!("{COOKIE}={token}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("hexadecimal digits fit a header")
    }
}
