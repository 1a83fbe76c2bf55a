//! `POST /v1/telegram/NAME`: updates of a bot. Telegram signs nothing; it sends back the secret that it was told.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};

use super::desk::Refusal;
use super::problem::Problem;
use super::{Secret, State};
use crate::channel::telegram::Receiver;

/// The largest update that is read: a text has 4,096 characters, and it may answer or forward others.
pub const UPDATE_BYTES_MAX: usize = 1024 * 1024;

/// A bot whose updates come in here.
#[derive(Clone)]
pub struct TelegramHook {
    /// What Telegram says with each update.
    pub secret: Secret,
    /// Who takes them.
    pub receiver: Arc<Receiver>,
}

impl std::fmt::Debug for TelegramHook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TelegramHook(…)")
    }
}

/// Takes an update and answers when it is durable. A refusal makes Telegram send it again.
pub(super) async fn receive(
    Shared(shared): State,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let said = headers.get("x-telegram-bot-api-secret-token").and_then(|said| said.to_str().ok());
    let hook = shared.config.telegram.get(&name);
    let hook = hook.filter(|hook| said.is_some_and(|said| hook.secret.is(said)));
    let hook = hook.ok_or_else(|| Problem::not_found("there is nothing here"))?;
    let update = serde_json::from_slice(&body).map_err(|_| Problem::unfit("an update is a JSON object"))?;
    hook.receiver.take(&update).await.map_err(Refusal::from)?;
    Ok(StatusCode::OK)
}
