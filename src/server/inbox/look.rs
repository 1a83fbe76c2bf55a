//! What the inbox shows.

use std::time::Duration;

use axum::extract::{Query, State as Shared};
use axum::response::Response;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Colleague;
use crate::runtime::Charged;
use crate::server::chat::{LONG_POLL, media_of};
use crate::server::desk::Line;
use crate::server::problem::Problem;
use crate::server::secret::hex;
use crate::server::{Shared as Server, State};

/// A list that changes all the time is sent no more often than this.
const LIST_PAUSE: Duration = Duration::from_millis(300);

#[derive(Serialize)]
pub(super) struct Me {
    name: String,
    bot: String,
}

/// Who is logged in, and where.
pub(super) async fn me(Shared(shared): State, Extension(Colleague(name)): Extension<Colleague>) -> Json<Me> {
    Json(Me { name, bot: shared.desk.machine().program().bot.name.clone() })
}

#[derive(Deserialize)]
pub(super) struct Seen {
    /// The mark of what the page shows; empty shows nothing yet.
    #[serde(default)]
    seen: String,
}

#[derive(Serialize)]
pub(super) struct Contacts {
    mark: String,
    contacts: Vec<Charged>,
}

/// Who waits for a person, or has one; answers when it differs from what was seen, or after a while.
pub(super) async fn contacts(
    Shared(shared): State,
    Query(Seen { seen }): Query<Seen>,
) -> Result<Json<Contacts>, Problem> {
    let until = tokio::time::Instant::now() + LONG_POLL;
    loop {
        // The wait begins before the look, so that nothing that happens between them is missed.
        let grown = shared.desk.any_grown();
        let contacts = shared.desk.charges()?;
        let mark = mark(&contacts);
        if mark != seen || tokio::time::timeout_at(until, grown).await.is_err() {
            return Ok(Json(Contacts { mark, contacts }));
        }
        tokio::time::sleep(LIST_PAUSE).await;
    }
}

#[derive(Deserialize)]
pub(super) struct Where {
    id: String,
    #[serde(default)]
    after: u64,
    /// The mark of the contact as the page shows it.
    #[serde(default)]
    seen: String,
}

#[derive(Serialize)]
pub(super) struct Talk {
    mark: String,
    contact: Charged,
    lines: Vec<Line>,
}

/// A contact and its conversation after a line; where nothing is new, waits for a while.
pub(super) async fn talk(
    Shared(shared): State,
    Query(Where { id, after, seen }): Query<Where>,
) -> Result<Json<Talk>, Problem> {
    let grown = shared.desk.grown(&id);
    let mut talk = now(&shared, &id, after)?;
    if talk.lines.is_empty() && talk.mark == seen {
        let _ = tokio::time::timeout(LONG_POLL, grown).await;
        talk = now(&shared, &id, after)?;
    }
    Ok(Json(talk))
}

fn now(server: &Server, id: &str, after: u64) -> Result<Talk, Problem> {
    let contact = server.desk.charged(id).ok_or_else(|| Problem::not_found("there is no such contact"))?;
    let mut lines = server.desk.lines(id, after);
    for media in lines.iter_mut().flat_map(|line| &mut line.media) {
        if let Some(name) = media.name() {
            let id = percent_encoded(id);
            media.url = format!("/inbox/api/media?name={name}&id={id}");
        }
    }
    Ok(Talk { mark: mark(&contact), contact, lines })
}

/// Percent-encoded for a query: everything but letters and digits.
fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[derive(Deserialize)]
pub(super) struct Which {
    id: String,
    name: String,
}

/// Media of a contact's conversation.
pub(super) async fn media(
    Shared(shared): State,
    Query(Which { id, name }): Query<Which>,
) -> Result<Response, Problem> {
    media_of(&shared, &id, &name)
}

/// What is the same for the same content.
fn mark<T: Serialize>(content: &T) -> String {
    let bytes = serde_json::to_vec(content).expect("what is shown is plain data");
    hex(&Sha256::digest(bytes)[..8])
}
