//! The HTTP face: postbacks, webhooks, channels over HTTP, the web chat, conversations to read, the team's inbox, reports.
//!
//! The server has doors: Host and Origin are checked on every request, all of `/v1` but what other systems tell needs the
//! bearer token of the data folder, and a chat visitor is known by a random cookie alone. It listens on loopback unless it has
//! been told its public address.

mod answers;
mod body;
mod brackets;
mod channel;
mod chat;
mod contact;
mod desk;
mod door;
mod handed_over;
mod inbox;
mod office;
mod page;
mod postback;
mod problem;
mod report;
mod secret;
mod telegram;
mod transcript;
mod visitor;
mod webhook;

#[cfg(test)]
mod tests;

pub use desk::{Desk, LINES_MAX, Line, LineMedia, Refusal};
pub use office::Office;
pub use secret::Secret;
pub use telegram::TelegramHook;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};

use crate::outbound::{Filled, Outbound};

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Its address as browsers and trackers see it, without a slash at the end; needed beyond loopback.
    pub public_url: Option<String>,
    /// Further origins that may use the chat.
    pub origins: Vec<String>,
    /// The bearer token of `/v1`.
    pub token: Secret,
    /// The secret in postbacks' URLs.
    pub postback_secret: Secret,
    /// The web channel's name in the manifest.
    pub channel: String,
    /// Telegram bots whose updates come in here, by their channel's name.
    pub telegram: BTreeMap<String, TelegramHook>,
    /// The secrets of the channels of the kind `http`, by their names.
    pub channels: BTreeMap<String, Secret>,
    /// The secret in webhooks' URLs.
    pub webhook_secret: Secret,
    /// The keys of signed webhooks, by their names.
    pub webhook_keys: BTreeMap<String, Filled>,
    /// What fetches pictures that events name; `None`: their links are kept.
    pub outbound: Option<Outbound>,
    /// Passwords of the inbox by the names of people; without people it is closed.
    pub inbox: BTreeMap<String, Secret>,
}

impl Config {
    /// What cookies say behind https.
    fn secure_cookies(&self) -> &'static str {
        let https = self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        if https { "; Secure" } else { "" }
    }
}

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It would be reachable from other machines without knowing its own name.
    #[error("`{0}` is reachable from other machines: say with --public-url how they address it")]
    NoPublicUrl(SocketAddr),
    /// The public address is not one.
    #[error("`{0}` is not an address such as https://chat.example")]
    PublicUrl(String),
    /// The port is taken, or not allowed.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A port that is ours, before anybody answers on it.
pub struct Listening {
    listener: tokio::net::TcpListener,
    /// Where it listens; the port is the real one even if `0` was asked for.
    pub address: SocketAddr,
}

impl Listening {
    /// Takes the port.
    ///
    /// # Errors
    /// `NoPublicUrl`, `Listen`.
    pub async fn on(bind: SocketAddr, public_url: Option<&str>) -> Result<Self, StartError> {
        if !bind.ip().is_loopback() && public_url.is_none() {
            return Err(StartError::NoPublicUrl(bind));
        }
        let refused = |error| StartError::Listen(bind, error);
        let listener = tokio::net::TcpListener::bind(bind).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Listening { listener, address })
    }
}

/// A server that listens and has not begun to answer.
pub struct Server {
    listener: tokio::net::TcpListener,
    router: Router,
    /// Where it listens; the port is the real one even if `0` was asked for.
    pub address: SocketAddr,
}

struct Shared {
    config: Config,
    door: door::Door,
    desk: Arc<dyn Desk>,
    answers: answers::Answers,
    /// The address under which it is reached, without a slash at the end.
    base: String,
    reception: inbox::Reception,
    /// One colleague at a time looks who has a contact, and takes it.
    taking: tokio::sync::Mutex<()>,
}

type State = axum::extract::State<Arc<Shared>>;

impl Server {
    /// Prepares to answer on a port.
    ///
    /// # Errors
    /// `PublicUrl`.
    pub fn new(listening: Listening, config: Config, desk: Arc<dyn Desk>) -> Result<Server, StartError> {
        let Listening { listener, address } = listening;
        let door = door::Door::new(address, config.public_url.as_deref(), &config.origins)
            .ok_or_else(|| StartError::PublicUrl(config.public_url.clone().unwrap_or_default()))?;
        let base = config.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        let base = base.unwrap_or_else(|| format!("http://{address}"));
        let reception = inbox::Reception::new(config.inbox.clone());
        let taking = tokio::sync::Mutex::default();
        let answers = answers::Answers::default();
        let router = router(Arc::new(Shared { config, door, desk, reception, taking, answers, base }));
        Ok(Server { listener, router, address })
    }

    /// Answers until `stop` resolves; requests under way are finished.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        axum::serve(self.listener, self.router).with_graceful_shutdown(stop).await
    }
}

fn router(shared: Arc<Shared>) -> Router {
    let owned = Router::new()
        .route("/v1/contacts/{id}", get(contact::show))
        .route("/v1/report", get(report::show))
        .layer(axum::middleware::from_fn_with_state(shared.clone(), door::bearer));
    let told = Router::new()
        .route("/v1/channels/{name}/events", any(channel::events))
        .route("/v1/channels/{name}/{secret}/events", any(channel::events_by_path))
        .route("/v1/webhooks/{secret}/{name}", any(webhook::receive))
        .layer(DefaultBodyLimit::max(body::BYTES_MAX));
    Router::new()
        .route("/", get(page::chat))
        .route("/chat/chat.css", get(page::style))
        .route("/chat/chat.js", get(page::script))
        .route("/chat/text.js", get(page::text))
        .route("/chat/start", post(chat::start))
        .route("/chat/message", post(chat::message))
        .route("/chat/button", post(chat::button))
        .route("/chat/image", post(chat::image).layer(DefaultBodyLimit::max(chat::IMAGE_BYTES_MAX)))
        .route("/chat/messages", get(chat::messages))
        .route("/chat/media/{name}", get(chat::media))
        .route("/v1/postbacks/{secret}/{name}", any(postback::receive))
        .route(
            "/v1/telegram/{name}",
            post(telegram::receive).layer(axum::extract::DefaultBodyLimit::max(telegram::UPDATE_BYTES_MAX)),
        )
        .route("/t/transcript.css", get(transcript::style))
        .route("/t/{token}", get(transcript::show))
        .route("/t/{token}/media/{name}", get(transcript::media))
        .merge(inbox::routes(&shared))
        .route("/healthz", get(report::health))
        .merge(owned)
        .merge(told)
        .fallback(problem::not_found)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), door::check))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(shared)
}
