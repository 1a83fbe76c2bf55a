//! Actions over HTTP: one attempt.

mod blank;
mod draft;
mod google;
mod judge;
mod limiter;
#[cfg(test)]
mod tests;
mod tokens;
mod url;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use tokio::time::Instant;

use self::draft::Draft;
use self::limiter::Limiter;
use self::tokens::{Tokens, Trouble};
use super::{inputs, outcome};
use crate::engine::{ActionRequest, EffectKey};
use crate::ir::{Action, Connection, HttpCall};
use crate::outbound::{Environment, Failure, Filled, Outbound, Vault};
use crate::runtime::{ActionTry, Clock, RealClock};

/// What actions over HTTP share.
#[derive(Debug, Clone)]
pub(super) struct Http {
    outbound: Outbound,
    environment: Arc<Environment>,
    tokens: Tokens,
    limiter: Arc<Limiter>,
}

/// A call with everything that the manifest says of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The action.
    pub action: &'a Action,
    /// How it is called.
    pub call: &'a HttpCall,
    /// The connection that it goes over.
    pub connection: Option<&'a Connection>,
    /// What it was given.
    pub request: &'a ActionRequest,
    /// The effect's key.
    pub key: &'a EffectKey,
}

impl Http {
    /// With the client, the values that the manifest's texts ask for, and the place where tokens are kept.
    pub fn new(outbound: Outbound, environment: Arc<Environment>, vault: Vault) -> Self {
        let tokens = Tokens::new(outbound.clone(), environment.clone(), vault);
        Http { outbound, environment, tokens, limiter: Arc::default() }
    }

    /// How long a call has to wait for its turn on its connection.
    pub fn turn(&self, name: &str, connection: &Connection, key: &EffectKey) -> Duration {
        self.limiter.turn(name, connection.limit, &key.to_string(), Instant::now())
    }

    /// Makes one attempt at an action. A token that is refused is asked for anew, once.
    pub async fn attempt(&self, asked: Asked<'_>) -> ActionTry {
        let Asked { action, call, connection, request, key } = asked;
        let draft = match Draft::of(&self.environment, connection, action, call, request, key) {
            Ok(draft) => draft,
            Err(words) => return ActionTry::Failed(words),
        };
        let name = call.connection.as_deref().unwrap_or("");
        let (auth, recipe) = match connection {
            Some(connection) => (&connection.auth, connection.sign.as_deref()),
            None => (&call.auth, call.sign.as_deref()),
        };
        let mut stale: Option<Filled> = None;
        loop {
            let token = match self.tokens.of(name, auth, stale.as_ref()).await {
                Ok(token) => token,
                Err(Trouble::Refused(words)) => return ActionTry::Failed(words),
                Err(Trouble::Later(words)) => return ActionTry::again(words),
            };
            let now = RealClock.now();
            let finished = draft.clone().finish(&self.environment, auth, token.as_ref(), recipe, now);
            let sent = match finished {
                Ok(sent) => sent,
                Err(words) => return ActionTry::Failed(words),
            };
            let reply = match self.outbound.send(sent).await {
                Ok(reply) => reply,
                Err(failure @ (Failure::Refused(_) | Failure::TooLarge(_))) => {
                    return ActionTry::Failed(failure.to_string());
                }
                // It never arrived.
                Err(failure @ Failure::Unreachable(_)) => return ActionTry::again(failure.to_string()),
                Err(failure @ (Failure::Broken(_) | Failure::Slow(_))) => {
                    return outcome::unknown(action, failure);
                }
            };
            if reply.status == 401 && token.is_some() && stale.is_none() {
                stale = token;
                continue;
            }
            let tried = judge::judge(action, call, &reply, |words| self.hide(words, token.as_ref(), asked));
            if let (429, ActionTry::Again { why, after }, Some(connection)) =
                (reply.status, &tried, connection)
            {
                let penalty =
                    connection.penalty.map(|penalty| Duration::from_millis(penalty.0.max(0) as u64));
                if let Some(pause) = after.or(penalty) {
                    self.limiter.close(name, pause, Instant::now());
                    return ActionTry::Again { why: why.clone(), after: Some(pause) };
                }
            }
            return tried;
        }
    }

    /// Words of a peer without what must not be told: values of the environment, the token, private inputs. They are cut
    /// afterwards, so that no half of a secret is left.
    fn hide(&self, words: &str, token: Option<&Filled>, asked: Asked<'_>) -> String {
        let mut hidden = self.environment.hide(words);
        if let Some(token) = token {
            hidden = hidden.replace(token.expose(), "…");
        }
        let hidden = inputs::hide(&hidden, &asked.action.input, asked.request);
        judge::bounded(&hidden)
    }
}

/// The value of `Authorization` for a name and a password.
fn basic(user: &str, password: &str) -> String {
    let login = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    format!("Basic {login}")
}

/// An action's request in words, for a dry run: `environment` must be masked.
///
/// # Errors
/// As the call itself would fail before it is sent.
pub(super) fn rehearse(environment: &Environment, asked: Asked<'_>) -> Result<String, String> {
    let Asked { action, call, connection, request, key } = asked;
    Draft::of(environment, connection, action, call, request, key).map(|draft| draft.words())
}
