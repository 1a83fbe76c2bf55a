//! A message leaves: call after call, at the bot's pace, each of them once as far as anybody can know.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::api::{Api, ApiError};
use super::outgoing::Call;
use super::pace::Pace;
use crate::engine::EffectKey;

/// A longer wait is not waited out here: the runtime comes back.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// Sends what is said to chats.
#[derive(Debug)]
pub struct Sender {
    api: Api,
    pace: Pace,
    under_way: Mutex<HashMap<EffectKey, UnderWay>>,
}

/// How far a message of several calls is.
#[derive(Debug, Clone, Copy, Default)]
struct UnderWay {
    /// Calls that Telegram has accepted.
    sent: usize,
    /// The place in line that the next call was given.
    turn: Option<Instant>,
    /// The first call's message.
    first: Option<i64>,
}

/// Why it has not left whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// Nothing was sent: it is not its turn.
    NotYet {
        /// How long until then.
        after: Duration,
    },
    /// Telegram did not take a call.
    Failed(ApiError),
}

impl Sender {
    /// A sender without a past.
    pub fn new(api: Api) -> Self {
        Sender { api, pace: Pace::default(), under_way: Mutex::default() }
    }

    /// Makes the calls that were not made for the key yet, and returns the number of the first message. `bulk` is what the
    /// chat did not ask for.
    ///
    /// # Errors
    /// [`Unsent`]: the same key goes on where it stopped.
    pub async fn send(
        &self,
        key: &EffectKey,
        chat: i64,
        bulk: bool,
        calls: Vec<Call>,
    ) -> Result<Option<i64>, Unsent> {
        let mut under_way = self.under_way().remove(key).unwrap_or_default();
        for call in calls.into_iter().skip(under_way.sent) {
            if let Err(after) = self.turn(&mut under_way, chat, bulk).await {
                self.under_way().insert(key.clone(), under_way);
                return Err(Unsent::NotYet { after });
            }
            // What is cut off in the middle of a call goes on at that call.
            self.under_way().insert(key.clone(), UnderWay { turn: None, ..under_way });
            match self.call(call).await {
                Ok(message) => {
                    under_way.first = under_way.first.or(message);
                    under_way.sent += 1;
                    under_way.turn = None;
                }
                Err(ApiError::Said { code: 429, retry_after, .. }) => {
                    let after = retry_after.unwrap_or(Duration::from_secs(5));
                    self.pace.hold(chat, after, Instant::now());
                    return Err(Unsent::NotYet { after });
                }
                Err(error) => return Err(Unsent::Failed(error)),
            }
        }
        self.under_way().remove(key);
        Ok(under_way.first)
    }

    /// The message is given up: nothing is kept of it.
    pub fn forget(&self, key: &EffectKey) {
        self.under_way().remove(key);
    }

    /// Waits for the next place, if it is near; else tells how long it is until then.
    async fn turn(&self, under_way: &mut UnderWay, chat: i64, bulk: bool) -> Result<(), Duration> {
        let now = Instant::now();
        let turn = *under_way.turn.get_or_insert_with(|| now + self.pace.reserve(chat, bulk, now));
        let wait = turn.saturating_duration_since(now);
        if wait > WAIT_MAX {
            return Err(wait);
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// One call; where Telegram does not take its form, another form of it. Returns the message's number.
    async fn call(&self, call: Call) -> Result<Option<i64>, ApiError> {
        let error = match self.once(&call).await {
            Err(error) if error.code() == 400 => error,
            done => return done,
        };
        let others = if error.mentions(&["button_url_invalid", "button url", "wrong http url"]) {
            call.without_links()
        } else if error.mentions(&["voice_messages_forbidden", "image_process_failed", "photo_invalid"]) {
            call.into_document().into_iter().collect()
        } else if call.has_addresses() && error.mentions(&["url", "webpage", "web page", "file identifier"]) {
            call.into_text()
        } else {
            Vec::new()
        };
        if others.is_empty() {
            return Err(error);
        }
        tracing::warn!(why = %error, "a message is sent in another form");
        let mut first = None;
        for other in others {
            let message = self.once(&other).await?;
            first = first.or(message);
        }
        Ok(first)
    }

    async fn once(&self, call: &Call) -> Result<Option<i64>, ApiError> {
        let sent = if call.files.is_empty() {
            self.api.call(call.method, &Value::Object(call.params.clone())).await
        } else {
            self.api.upload(call.method, &call.params, call.files.clone()).await
        }?;
        let message = if sent.is_array() { &sent[0] } else { &sent };
        Ok(message["message_id"].as_i64())
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, HashMap<EffectKey, UnderWay>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
