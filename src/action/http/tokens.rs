//! Tokens that are asked for: OAuth 2.0 and Google's service accounts.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::google;
use crate::action::inputs::text;
use crate::ir::{Auth, OAuth2};
use crate::outbound::{Environment, Failure, Filled, Outbound, Request, Vault, add_field};
use crate::runtime::{Clock, RealClock};

/// The longest that a request for a token may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The largest answer to one.
const BYTES_MAX: usize = 64 * 1024;
/// How long a token lives where its giver does not say.
const LIFE_SECONDS: i64 = 3_600;
/// A token is asked for anew so long before it runs out, or a tenth of its life where that is shorter.
const EARLY_SECONDS: i64 = 60;

/// Why there is no token; in words without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It will not be given.
    Refused(String),
    /// It may be given later.
    Later(String),
}

/// The tokens of all connections. Of one connection they are asked for one after the other.
#[derive(Clone)]
pub(super) struct Tokens {
    giver: Giver,
    held: Arc<std::sync::Mutex<BTreeMap<String, Arc<Mutex<Held>>>>>,
}

#[derive(Clone)]
struct Giver {
    outbound: Outbound,
    environment: Arc<Environment>,
    vault: Vault,
}

/// What is held of one connection.
#[derive(Debug, Default)]
struct Held {
    /// The token and when it is asked for anew, in milliseconds since 1970.
    access: Option<(Filled, i64)>,
    /// The refresh token that comes next, and the first one's mark.
    refresh: Option<(Filled, String)>,
    /// Whether the vault was looked into.
    looked: bool,
    /// Whether what is held is not in the vault yet.
    unkept: bool,
}

/// What the vault keeps.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The mark of the first refresh token: with another one in the environment everything begins again.
    first: String,
    refresh: String,
    access: String,
    until: i64,
}

/// What a giver of tokens answers.
#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    expires_in: Json,
    refresh_token: Option<String>,
}

impl Tokens {
    /// With the client, the environment's values and the place where refresh tokens are kept.
    pub fn new(outbound: Outbound, environment: Arc<Environment>, vault: Vault) -> Self {
        Tokens { giver: Giver { outbound, environment, vault }, held: Arc::default() }
    }

    /// The token of a connection; `None` where its requests need none. `stale` is one that was refused just now.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn of(
        &self,
        name: &str,
        auth: &Auth,
        stale: Option<&Filled>,
    ) -> Result<Option<Filled>, Trouble> {
        if !matches!(auth, Auth::OAuth2(_) | Auth::Google(_)) {
            return Ok(None);
        }
        let held = {
            let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(name.to_owned()).or_default().clone()
        };
        let (giver, auth, stale, name) = (self.giver.clone(), auth.clone(), stale.cloned(), name.to_owned());
        // A task of its own: whoever asked may go away, but a refresh token that was spent must be followed by the next.
        let asked = tokio::spawn(async move {
            let mut held = held.lock().await;
            giver.token(&name, &auth, stale.as_ref(), &mut held).await
        });
        match asked.await {
            Ok(token) => token.map(Some),
            Err(_) => Err(Trouble::Later("the request for a token was interrupted".to_owned())),
        }
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

impl Giver {
    async fn token(
        &self,
        name: &str,
        auth: &Auth,
        stale: Option<&Filled>,
        held: &mut Held,
    ) -> Result<Filled, Trouble> {
        if let Auth::OAuth2(oauth) = auth {
            self.look(name, oauth, held)?;
        }
        if held.unkept {
            self.keep(name, held)?;
        }
        let now = RealClock.now().0;
        if let Some((token, until)) = &held.access
            && *until > now
            && Some(token) != stale
        {
            return Ok(token.clone());
        }
        let request = match auth {
            Auth::OAuth2(oauth) => self.request(oauth, held)?,
            Auth::Google(google) => google::request_for(google, &self.environment, now)?,
            _ => return Err(Trouble::Refused("no token is asked for".to_owned())),
        };
        let given = self.ask(request).await?;
        let life = match &given.expires_in {
            Json::Number(seconds) => seconds.as_i64(),
            Json::String(seconds) => seconds.parse().ok(),
            _ => None,
        };
        let life = life.unwrap_or(LIFE_SECONDS).clamp(0, 366 * 86_400);
        let until = now + (life - EARLY_SECONDS.min(life / 10)) * 1_000;
        held.access = Some((Filled::new(given.access_token.clone()), until));
        if let Some((refresh, _)) = &mut held.refresh {
            if let Some(next) = given.refresh_token {
                *refresh = Filled::new(next);
            }
            // Kept before it is used: from here on the giver may know the next refresh token alone.
            held.unkept = true;
            self.keep(name, held)?;
        }
        Ok(Filled::new(given.access_token))
    }

    /// Takes what the vault keeps, once. What began with another first token is of no use any more.
    fn look(&self, name: &str, oauth: &OAuth2, held: &mut Held) -> Result<(), Trouble> {
        let Some(first) = oauth.refresh_token.as_deref().filter(|_| !held.looked) else { return Ok(()) };
        let first = text(&self.environment, first).map_err(Trouble::Refused)?;
        let digest = Sha256::digest(first.expose().as_bytes());
        let mark: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let kept = self.vault.read(name).map_err(|error| {
            let file = self.vault.folder().join(name);
            Trouble::Later(format!("the tokens in {} cannot be read: {error}", file.display()))
        })?;
        let kept = kept.and_then(|kept| serde_json::from_str::<Kept>(kept.expose()).ok());
        held.refresh = match kept.filter(|kept| kept.first == mark) {
            Some(kept) => {
                held.access = Some((Filled::new(kept.access), kept.until));
                Some((Filled::new(kept.refresh), mark))
            }
            None => Some((first, mark)),
        };
        held.looked = true;
        Ok(())
    }

    fn keep(&self, name: &str, held: &mut Held) -> Result<(), Trouble> {
        let (Some((refresh, first)), Some((access, until))) = (&held.refresh, &held.access) else {
            return Ok(());
        };
        let kept = Kept {
            first: first.clone(),
            refresh: refresh.expose().to_owned(),
            access: access.expose().to_owned(),
            until: *until,
        };
        let text = serde_json::to_string(&kept).map_err(|error| Trouble::Later(error.to_string()))?;
        self.vault.write(name, &Filled::new(text)).map_err(|error| {
            let folder = self.vault.folder().display();
            Trouble::Later(format!(
                "a new token cannot be kept in {folder}: {error}; it is not used before it is"
            ))
        })?;
        held.unkept = false;
        Ok(())
    }

    fn request(&self, oauth: &OAuth2, held: &Held) -> Result<Request, Trouble> {
        let fill = |value: &str| text(&self.environment, value).map_err(Trouble::Refused);
        let (id, secret) = (fill(&oauth.client_id)?, fill(&oauth.client_secret)?);
        let mut fields: Vec<(String, Filled)> = Vec::new();
        let mut field = |name: &str, value: Filled| fields.push((name.to_owned(), value));
        match &held.refresh {
            Some((refresh, _)) => {
                field("grant_type", Filled::new("refresh_token"));
                field("refresh_token", refresh.clone());
            }
            None => field("grant_type", Filled::new("client_credentials")),
        }
        let mut headers = Vec::new();
        if oauth.basic {
            headers
                .push(("authorization".to_owned(), Filled::new(super::basic(id.expose(), secret.expose()))));
        } else {
            field("client_id", id);
            field("client_secret", secret);
        }
        for (name, value) in &oauth.params {
            field(name, fill(value)?);
        }
        let body = if oauth.json {
            let fields = fields.iter().map(|(name, value)| (name.clone(), Json::from(value.expose())));
            Json::Object(fields.collect()).to_string()
        } else {
            form(&fields, &mut headers)
        };
        Ok(request(fill(&oauth.token_url)?, headers, body))
    }

    async fn ask(&self, request: Request) -> Result<Given, Trouble> {
        let reply = self.outbound.send(request).await.map_err(|failure| {
            let words = format!("no token: {failure}");
            match failure {
                Failure::Refused(_) | Failure::TooLarge(_) => Trouble::Refused(words),
                _ => Trouble::Later(words),
            }
        })?;
        if !(200..300).contains(&reply.status) {
            let words = format!("no token: answered with status {}{}", reply.status, code(&reply.body));
            return Err(match reply.status {
                408 | 425 | 429 | 500..=599 => Trouble::Later(words),
                _ => Trouble::Refused(words),
            });
        }
        let given: Option<Given> = serde_json::from_slice(&reply.body).ok();
        given
            .filter(|given| !given.access_token.is_empty())
            .ok_or_else(|| Trouble::Refused(format!("no token: the answer holds none{}", code(&reply.body))))
    }
}

/// A form as a body, with its header.
pub(super) fn form(fields: &[(String, Filled)], headers: &mut Vec<(String, Filled)>) -> String {
    let mut form = String::new();
    for (name, value) in fields {
        add_field(&mut form, name, value.expose());
    }
    headers.push(("content-type".to_owned(), Filled::new("application/x-www-form-urlencoded")));
    form
}

/// A request for a token.
pub(super) fn request(url: Filled, headers: Vec<(String, Filled)>, body: String) -> Request {
    Request { method: Method::POST, url, headers, json: Some(body), timeout: TIMEOUT, bytes_max: BYTES_MAX }
}

/// The code of an error, where it is one of a few words: what else an answer says may hold what was sent.
fn code(body: &[u8]) -> String {
    let json: Json = serde_json::from_slice(body).unwrap_or_default();
    let code = json.get("error").and_then(Json::as_str).unwrap_or("");
    let known = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ];
    match known.iter().find(|known| **known == code) {
        Some(&"invalid_grant") => {
            ": invalid_grant; the token that was given first is spent or withdrawn, so somebody has to authorise anew".to_owned()
        }
        Some(code) => format!(": {code}"),
        None => String::new(),
    }
}
