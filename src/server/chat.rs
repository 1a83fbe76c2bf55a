//! The web chat's requests. All of them are the visitor's own: whose chat it is, the cookie says and nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::desk::Line;
use super::problem::Problem;
use super::visitor::Visitor;
use super::{Shared as Server, State};
use crate::action::image;
use crate::engine::{Event, EventKind, Known, Message};

/// A picture that is larger is refused.
pub const IMAGE_BYTES_MAX: usize = image::BYTES_MAX;
pub(super) const TEXT_CHARACTERS_MAX: usize = 4_096;
/// The parameter of a link that is a start link's payload, unless a tracker has its name.
const PAYLOAD: &str = "start";
pub(super) const LONG_POLL: Duration = Duration::from_secs(25);

fn visitor(headers: &HeaderMap) -> Result<Visitor, Problem> {
    let message = "open the chat's page first";
    Visitor::of(headers).ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "no-visitor", message))
}

/// The client's id of a message: a repetition is the same message.
#[derive(Deserialize)]
pub(super) struct Sent {
    id: String,
}

impl Sent {
    fn event(&self, server: &Server, kind: EventKind) -> Result<Event, Problem> {
        let fits = !self.id.is_empty()
            && self.id.len() <= 64
            && self.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !fits {
            return Err(Problem::unfit("`id` is 1 to 64 letters, digits or `-`"));
        }
        Ok(Event { id: format!("chat:{}", self.id), at: server.desk.now(), kind })
    }
}

#[derive(Deserialize)]
pub(super) struct Begin {
    /// The page's query, as it stands in its address.
    #[serde(default)]
    query: String,
    #[serde(default)]
    timezone: String,
    #[serde(default)]
    language: String,
}

#[derive(Serialize)]
pub(super) struct Begun {
    name: String,
}

/// Begins the chat, or a link's start anew; the same link twice changes nothing. `start` in the query is the payload of
/// a start link, the other parameters fill the trackers of their names.
pub(super) async fn start(
    Shared(shared): State,
    headers: HeaderMap,
    Json(begin): Json<Begin>,
) -> Result<Json<Begun>, Problem> {
    let visitor = visitor(&headers)?;
    let machine = shared.desk.machine();
    let program = machine.program();
    let contact = visitor.contact();
    let mut trackers =
        link_parameters(&begin.query, |name| name == PAYLOAD || program.symbols.trackers.contains_key(name));
    if !shared.desk.knows(&contact) || !trackers.is_empty() {
        let link: String = trackers.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let is_tracker = program.symbols.trackers.contains_key(PAYLOAD);
        let payload = if is_tracker { None } else { trackers.remove(PAYLOAD) };
        let zone = jiff::tz::TimeZone::get(&begin.timezone).is_ok();
        let known = Known {
            language: begin.language.chars().take_while(char::is_ascii_alphabetic).take(3).collect(),
            timezone: if zone { begin.timezone } else { String::new() },
            channel: shared.config.channel.clone(),
            ..Known::default()
        };
        let kind = EventKind::Start { payload, known, trackers };
        let event = Event { id: format!("start:{link}"), at: shared.desk.now(), kind };
        shared.desk.submit(&contact, event).await?;
    }
    Ok(Json(Begun { name: program.bot.name.clone() }))
}

/// The link's parameters that are wanted, bounded.
fn link_parameters(query: &str, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(
        &axum::http::Uri::builder().path_and_query(format!("/?{query}")).build().unwrap_or_default(),
    ) else {
        return BTreeMap::new();
    };
    let fits =
        |(name, value): &(String, String)| wanted(name) && !value.is_empty() && value.chars().count() <= 256;
    pairs.into_iter().filter(fits).collect()
}

#[derive(Deserialize)]
pub(super) struct Text {
    text: String,
}

/// A message.
pub(super) async fn message(
    Shared(shared): State,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
    Json(Text { text }): Json<Text>,
) -> Result<StatusCode, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::unfit("a message has words"));
    }
    if text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(Problem::unfit(format!("a message has at most {TEXT_CHARACTERS_MAX} characters")));
    }
    let event = sent.event(&shared, EventKind::Message(Message { text, media: Vec::new() }))?;
    shared.desk.submit(&visitor(&headers)?.contact(), event).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(super) struct Press {
    text: String,
    #[serde(default)]
    button: String,
}

/// A button.
pub(super) async fn button(
    Shared(shared): State,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
    Json(Press { text, button }): Json<Press>,
) -> Result<StatusCode, Problem> {
    if text.chars().count() > TEXT_CHARACTERS_MAX || button.len() > 64 {
        return Err(Problem::unfit("that was never a button"));
    }
    let event = sent.event(&shared, EventKind::Button { text, button })?;
    shared.desk.submit(&visitor(&headers)?.contact(), event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture: its bytes say what it is, never its name or its header.
pub(super) async fn image(
    Shared(shared): State,
    headers: HeaderMap,
    Query(sent): Query<Sent>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let visitor = visitor(&headers)?;
    let sniffed = image::sniff(&body).map_err(|error| Problem::unfit(error.to_string()))?;
    let contact = visitor.contact();
    let media = shared.desk.keep_image(&contact, sniffed.mime(), body.to_vec()).await?;
    let message = Message { text: String::new(), media: vec![media] };
    let event = sent.event(&shared, EventKind::Message(message))?;
    shared.desk.submit(&contact, event).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: u64,
}

#[derive(Serialize)]
pub(super) struct Lines {
    lines: Vec<Line>,
}

/// The lines after one; where there are none, waits for a while.
pub(super) async fn messages(
    Shared(shared): State,
    headers: HeaderMap,
    Query(After { after }): Query<After>,
) -> Result<Json<Lines>, Problem> {
    let contact = visitor(&headers)?.contact();
    // The wait begins before the look, so that nothing that is said between them is missed.
    let grown = shared.desk.grown(&contact);
    let mut lines = shared.desk.lines(&contact, after);
    if lines.is_empty() {
        // The time ran out, or something was said: either way what there is now is the answer.
        let _ = tokio::time::timeout(LONG_POLL, grown).await;
        lines = shared.desk.lines(&contact, after);
    }
    Ok(Json(Lines { lines }))
}

/// Media of the visitor's own conversation.
pub(super) async fn media(
    Shared(shared): State,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let contact = visitor(&headers)?.contact();
    let cache = (header::CACHE_CONTROL, "private, max-age=86400, immutable");
    Ok(([cache], media_of(&shared, &contact, &name)?).into_response())
}

/// A medium of a contact's conversation, by its name there.
pub(super) fn media_of(server: &Server, contact: &str, name: &str) -> Result<Response, Problem> {
    let lines = server.desk.lines(contact, 0);
    let mut media = lines.into_iter().flat_map(|line| line.media);
    let found = media.find(|media| media.name() == Some(name)).map(|media| media.media);
    let bytes = found.as_ref().and_then(|media| server.desk.media(contact, media));
    let bytes = bytes.ok_or_else(|| Problem::not_found("there is no such picture in this chat"))?;
    let mime = image::sniff(&bytes).map_or("application/octet-stream", |image| image.mime());
    Ok(([(header::CONTENT_TYPE, mime)], bytes).into_response())
}
