//! Voice messages to words: `POST {url}/audio/transcriptions`, a form with the file and the model's name.

use std::time::Duration;

use serde_json::Value as Json;

use super::wire::{self, Heard};
use super::{ANSWER_BYTES_MAX, PAUSE_MAX, TRIES_MAX};
use crate::engine::{Machine, ModelAnswer, ModelRequest, Task};
use crate::ir::{MediaRef, Model};
use crate::outbound::{Environment, Failure, Filled, Outbound, Part, Reply, Request};
use crate::runtime::{MediaBytes, Pending, Provider};

/// The largest recording that servers take.
const VOICE_BYTES_MAX: usize = 25 << 20;

/// A model that listens, behind an OpenAI-compatible server. `Debug` shows neither key nor address.
#[derive(Debug)]
pub struct Transcriber {
    outbound: Outbound,
    url: Filled,
    key: Option<Filled>,
    model: Filled,
    timeout: Duration,
    /// Before the second attempt; doubled before each further one, where the server does not say how long.
    pause: Duration,
}

impl Transcriber {
    /// A model of the manifest, its `${NAME}`s filled from the environment.
    ///
    /// # Errors
    /// What the manifest leaves out, in words without secrets.
    pub fn new(outbound: Outbound, model: &Model, environment: &Environment) -> Result<Self, String> {
        let filled = |text: &Option<String>| text.as_deref().map(|text| environment.fill(text)).transpose();
        let unset = |name: String| format!("the environment has no `{name}`");
        let url = filled(&model.url).map_err(unset)?.ok_or("the model has no `url`")?;
        Ok(Transcriber {
            outbound,
            url: Filled::new(wire::endpoint(url.expose(), "audio/transcriptions")),
            key: filled(&model.key).map_err(unset)?,
            model: filled(&model.model).map_err(unset)?.ok_or("the model has no `model`")?,
            timeout: Duration::from_millis(u64::try_from(model.timeout.0).unwrap_or(0).max(1)),
            pause: Duration::from_millis(500),
        })
    }

    /// The words of a recording; none where it cannot be read, or is larger than servers take.
    ///
    /// # Errors
    /// Why the server gave none, in words without secrets.
    pub async fn words(&self, voice: &MediaRef, media: &dyn MediaBytes) -> Result<String, String> {
        let Ok(bytes) = media.read(voice) else {
            // What cannot be read has no words: it would be no better tomorrow.
            tracing::warn!("a voice message could not be read");
            return Ok(String::new());
        };
        if bytes.len() > VOICE_BYTES_MAX {
            tracing::warn!(bytes = bytes.len(), "a voice message is too large to be listened to");
            return Ok(String::new());
        }
        let mut pause = self.pause;
        let mut tries = 0;
        loop {
            let (why, asked) = match self.outbound.upload(self.request(), self.form(voice, &bytes)).await {
                Ok(reply) => match said(&reply) {
                    Ok(text) => return Ok(text),
                    Err(Heard::Busy(why)) => (why, reply.retry_after),
                    Err(Heard::Refused(why) | Heard::UnknownForm(why) | Heard::NoContent(why)) => {
                        return Err(why);
                    }
                    Err(Heard::Content(_)) => return Err("the server answered another question".to_owned()),
                },
                Err(failure @ (Failure::Refused(_) | Failure::TooLarge(_))) => {
                    return Err(failure.to_string());
                }
                Err(failure @ (Failure::Unreachable(_) | Failure::Broken(_) | Failure::Slow(_))) => {
                    (failure.to_string(), None)
                }
            };
            tries += 1;
            let wait = asked.unwrap_or(pause);
            if tries >= TRIES_MAX || wait > PAUSE_MAX {
                return Err(why);
            }
            tokio::time::sleep(wait).await;
            pause *= 2;
        }
    }

    fn request(&self) -> Request {
        let bearer =
            |key: &Filled| ("authorization".to_owned(), Filled::new(format!("Bearer {}", key.expose())));
        Request {
            method: reqwest::Method::POST,
            url: self.url.clone(),
            headers: self.key.iter().map(bearer).collect(),
            json: None,
            timeout: self.timeout,
            bytes_max: ANSWER_BYTES_MAX,
        }
    }

    fn form(&self, voice: &MediaRef, bytes: &[u8]) -> Vec<(String, Part)> {
        let file = Part::File { name: name(voice), mime: voice.mime.clone(), bytes: bytes.to_vec() };
        vec![
            ("file".to_owned(), file),
            ("model".to_owned(), Part::Text(self.model.expose().to_owned())),
            ("response_format".to_owned(), Part::Text("json".to_owned())),
        ]
    }
}

impl Provider for Transcriber {
    fn ask<'a>(
        &'a self,
        _machine: &'a Machine,
        request: &'a ModelRequest,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        Box::pin(async move {
            let Task::Transcribe { media: voice } = &request.task else {
                return ModelAnswer::Down("this model only listens".to_owned());
            };
            match tokio::time::timeout(self.timeout, self.words(voice, media)).await {
                Ok(Ok(text)) => ModelAnswer::Heard(text),
                Ok(Err(why)) => ModelAnswer::Down(why),
                Err(_) => ModelAnswer::Down(format!("no answer within {:?}", self.timeout)),
            }
        })
    }
}

/// What the answer says was said.
fn said(reply: &Reply) -> Result<String, Heard> {
    let text = serde_json::from_slice::<Json>(&reply.body).ok();
    match text.as_ref().and_then(|answer| answer.get("text")).and_then(Json::as_str) {
        Some(text) if (200..300).contains(&reply.status) => Ok(text.trim().to_owned()),
        _ => Err(wire::hear(reply.status, &reply.body)),
    }
}

/// The file's name: servers tell the format by its ending, and know `.ogg` but not `.oga`.
fn name(voice: &MediaRef) -> String {
    let place = voice.at.rsplit(['.', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let ending = match voice.mime.split(';').next().unwrap_or_default().trim() {
        "audio/mpeg" | "audio/mp3" => "mp3",
        "audio/mp4" | "audio/m4a" | "audio/x-m4a" => "m4a",
        "audio/wav" | "audio/x-wav" | "audio/wave" => "wav",
        "audio/webm" | "video/webm" => "webm",
        "audio/flac" => "flac",
        "" => match place.as_str() {
            known @ ("mp3" | "m4a" | "wav" | "webm" | "flac") => known,
            _ => "ogg",
        },
        _ => "ogg",
    };
    format!("voice.{ending}")
}

#[cfg(test)]
mod tests;
