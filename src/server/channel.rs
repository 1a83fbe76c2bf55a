//! `POST /v1/channels/NAME/events`: what other systems tell of their contacts.
//!
//! A caller bears the channel's secret, signs with it as Standard Webhooks do, or, where it can do neither, has it in the
//! path: `/v1/channels/NAME/SECRET/events`. The answer comes when everything is durable. A channel with `answer` says in
//! the response what was said to the contact; see [`Held`] for what happens where the response does not arrive.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value as Json, json};

use super::body;
use super::handed_over::HandedOver;
use super::problem::Problem;
use super::secret::Secret;
use super::{Shared as Server, State};
use crate::action::image;
use crate::channel::http::format::{flowc, manychat, smartsender};
use crate::channel::http::{self, Callback, Incoming, Link, What};
use crate::engine::{Effect, EffectKind, Event, EventKind, Message, Outgoing};
use crate::ir::{Answer, BodyFormat, Channel, HttpChannel, MediaKind, MediaRef, Time, WireFormat};
use crate::outbound::{Filled, Request, SignedRequest, verify};
use crate::runtime::Held;

/// The longest that a picture is waited for: the caller waits, too.
const FETCH: Duration = Duration::from_secs(4);
/// Messages that one response carries at most; the others leave as messages do.
const MESSAGES_MAX: usize = 20;

/// Takes an event whose secret is in a header.
pub(super) async fn events(
    Shared(server): State,
    Path(name): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body::bytes(body)?;
    let refused = || {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "send the channel's secret, or sign with it")
    };
    let secret = server.config.channels.get(&name).ok_or_else(refused)?;
    let now = server.desk.now();
    if !bears(&headers, secret) && !signs(&headers, secret, &body, now) {
        return Err(refused());
    }
    take(server, name, &method, &uri, &headers, &body).await
}

/// Takes an event whose secret is in the path.
pub(super) async fn events_by_path(
    Shared(server): State,
    Path((name, given)): Path<(String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let secret = server.config.channels.get(&name);
    if !secret.is_some_and(|secret| secret.is(&given)) {
        return Err(Problem::not_found("there is nothing here"));
    }
    let body = body::bytes(body)?;
    take(server, name, &method, &uri, &headers, &body).await
}

fn bears(headers: &HeaderMap, secret: &Secret) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|given| given.strip_prefix("Bearer ")).is_some_and(|given| secret.is(given))
}

fn signs(headers: &HeaderMap, secret: &Secret, body: &[u8], now: Time) -> bool {
    let headers = body::signed_headers(headers);
    let request = SignedRequest { method: "POST", url: "", headers: &headers, body };
    verify(&http::recipe(secret.reveal()), &Filled::new(secret.reveal()), &request, now)
}

/// An event of a known caller.
async fn take(
    server: Arc<Server>,
    name: String,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Problem> {
    let machine = server.desk.machine();
    let program = machine.program();
    let Some(Channel::Http(channel)) = program.outside.channels.get(&name) else {
        return Err(Problem::not_found("there is nothing here"));
    };
    let may = *method == Method::POST || (*method == Method::GET && channel.format == BodyFormat::Query);
    if !may {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "send POST"));
    }
    let document = body::document(channel.format, headers, uri, body)?;
    let trackers = program.symbols.trackers.keys().map(String::as_str);
    let mut incoming = http::read(&document, channel, trackers).map_err(Problem::unfit)?;
    if incoming.id.is_none() {
        let id = headers.get("webhook-id").and_then(|id| id.to_str().ok());
        incoming.id = id.map(str::to_owned);
    }
    let id = match incoming.id.take() {
        Some(id) => id,
        // Nothing tells a repetition: each is another event.
        None => Secret::random()
            .map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closed", "try again later"))?
            .reveal()
            .to_owned(),
    };
    let taking =
        Taking { server: &server, name: &name, channel, contact: format!("{name}:{}", incoming.contact), id };
    let Some(answer) = &channel.answer else {
        taking.submit(incoming).await?;
        return Ok((StatusCode::ACCEPTED, axum::Json(json!({ "accepted": true }))).into_response());
    };
    taking.answer(incoming, answer).await
}

struct Taking<'a> {
    server: &'a Arc<Server>,
    name: &'a str,
    channel: &'a HttpChannel,
    contact: String,
    id: String,
}

impl Taking<'_> {
    /// Data first, then what happened.
    async fn submit(&self, incoming: Incoming) -> Result<(), Problem> {
        let Incoming { mut known, trackers, what, .. } = incoming;
        known.channel = self.name.to_owned();
        let desk = &self.server.desk;
        let event = |kind, prefix| Event { id: format!("{prefix}:{}", self.id), at: desk.now(), kind };
        let kind = match what {
            Some(What::Start(payload)) => {
                let kind = EventKind::Start { payload, known, trackers };
                return Ok(desk.submit(&self.contact, event(kind, "http")).await?);
            }
            Some(What::Blocked) => Some(EventKind::Blocked),
            Some(What::Button { text, button }) => Some(EventKind::Button { text, button }),
            Some(What::Message { text, media }) => {
                let media = self.fetched(media).await?;
                Some(EventKind::Message(Message { text, media }))
            }
            None => None,
        };
        let profile = EventKind::Profile { known, trackers };
        desk.submit(&self.contact, event(profile, "profile")).await?;
        if let Some(kind) = kind {
            desk.submit(&self.contact, event(kind, "http")).await?;
        }
        Ok(())
    }

    /// Pictures are kept; what cannot be had now, and everything else, stays where it is.
    async fn fetched(&self, links: Vec<Link>) -> Result<Vec<MediaRef>, Problem> {
        let mut media = Vec::new();
        let until = tokio::time::Instant::now() + FETCH;
        for Link { kind, url } in links {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            let wanted = kind == MediaKind::Image && !self.channel.links && !left.is_zero();
            let kept = if wanted { self.fetch(&url, left).await? } else { None };
            media.push(kept.unwrap_or(MediaRef { kind, at: url, mime: String::new() }));
        }
        Ok(media)
    }

    async fn fetch(&self, url: &str, timeout: Duration) -> Result<Option<MediaRef>, Problem> {
        let request = Request {
            method: reqwest::Method::GET,
            url: Filled::new(url),
            headers: Vec::new(),
            json: None,
            timeout,
            bytes_max: image::BYTES_MAX,
        };
        let Some(outbound) = &self.server.config.outbound else { return Ok(None) };
        let reply = match outbound.send(request).await {
            Ok(reply) if (200..=299).contains(&reply.status) => reply,
            Ok(reply) => {
                tracing::warn!(
                    channel = self.name,
                    status = reply.status,
                    "a picture is not there; its link is kept"
                );
                return Ok(None);
            }
            Err(failure) => {
                tracing::warn!(channel = self.name, %failure, "a picture cannot be fetched; its link is kept");
                return Ok(None);
            }
        };
        let Ok(sniffed) = image::sniff(&reply.body) else { return Ok(None) };
        Ok(Some(self.server.desk.keep_image(&self.contact, sniffed.mime(), reply.body).await?))
    }

    /// Takes the event, waits for models and actions, and answers with what was said.
    async fn answer(&self, incoming: Incoming, answer: &Answer) -> Result<Response, Problem> {
        let server = self.server;
        let event = format!("{}/{}", self.name, self.id);
        if let Some(given) = server.answers.of(&self.contact, &event, server.desk.now()) {
            return Ok(axum::Json(given).into_response());
        }
        let peer = incoming.contact.clone();
        let mut held = server.desk.hold(&self.contact)?;
        self.submit(incoming).await?;
        // Over or not: what is said by then is the answer, the rest is delivered.
        let _ = tokio::time::timeout(Duration::from_millis(answer.wait.0.max(0) as u64), held.quiet()).await;
        let said = claim(&mut held, answer.format)?;
        let rendered = self.render(&said, &peer, answer);
        let (answered, kept) = (server.clone(), rendered.clone());
        let contact = self.contact.clone();
        let delivered = move || {
            answered.answers.keep(&contact, &event, answered.desk.now(), kept);
            tokio::spawn(async move {
                if let Err(error) = held.delivered().await {
                    tracing::warn!(%error, "an answer was handed over and not noted: its messages leave again");
                }
            });
        };
        let body = HandedOver::body(rendered.to_string().into_bytes(), delivered);
        Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
    }

    fn render(&self, said: &[Effect], peer: &str, answer: &Answer) -> Json {
        let outgoing: Vec<&Outgoing> = said.iter().filter_map(outgoing).collect();
        match answer.format {
            WireFormat::Flowc => {
                let bytes = |media: &MediaRef| self.server.desk.media(&self.contact, media);
                let messages = said.iter().zip(&outgoing);
                let messages = messages
                    .map(|(effect, said)| flowc::message(&effect.key.to_string(), peer, said, &bytes));
                json!({ "messages": messages.collect::<Vec<_>>() })
            }
            WireFormat::Manychat => {
                let callback = Callback {
                    url: format!("{}/v1/channels/{}/events", self.server.base, self.name),
                    secret: self.server.config.channels[self.name].reveal().to_owned(),
                    contact: peer.to_owned(),
                };
                manychat::block(&outgoing, Some(&callback), answer.messenger.as_deref())
            }
            WireFormat::Smartsender => smartsender::answer(&outgoing),
        }
    }
}

/// As many of the messages that wait as one answer holds.
fn claim(held: &mut Held, format: WireFormat) -> Result<Vec<Effect>, Problem> {
    let mut room = if format == WireFormat::Manychat { manychat::MESSAGES_MAX } else { MESSAGES_MAX };
    let mut first = true;
    let claimed = held.claim(|effect| {
        let size = match format {
            WireFormat::Manychat => outgoing(effect).map_or(0, manychat::size),
            WireFormat::Flowc | WireFormat::Smartsender => 1,
        };
        let fits = size <= room || first;
        first = false;
        room = room.saturating_sub(size);
        fits
    });
    claimed.map_err(|error| {
        tracing::error!(%error, "what was said cannot be read");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closed", "what was said cannot be read")
    })
}

fn outgoing(effect: &Effect) -> Option<&Outgoing> {
    match &effect.kind {
        EffectKind::Say(said) => Some(said),
        _ => None,
    }
}
