//! Voice messages to words: `POST {url}/audio/transcriptions`, a form with the file and the model's name.

use serde_json::Value as Json;

use super::server::{Server, Trouble};
use super::wire::{self, Heard};
use crate::engine::{Machine, ModelAnswer, ModelRequest, Task};
use crate::ir::{MediaRef, Model};
use crate::outbound::{Environment, Outbound, Part, Reply};
use crate::runtime::{MediaBytes, Pending, Provider};

/// The largest recording that servers take.
const VOICE_BYTES_MAX: usize = 25 << 20;

/// A model that listens, behind an OpenAI-compatible server. `Debug` shows neither key nor address.
#[derive(Debug)]
pub struct Transcriber {
    server: Server,
}

impl Transcriber {
    /// A model of the manifest, its `${NAME}`s filled from the environment.
    ///
    /// # Errors
    /// What the manifest leaves out, in words without secrets.
    pub fn new(outbound: Outbound, model: &Model, environment: &Environment) -> Result<Self, String> {
        let server = Server::new(outbound, model, environment, "audio/transcriptions")?;
        Ok(Transcriber { server })
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
        let mut patience = self.server.patience();
        loop {
            let sent = self.server.outbound.upload(self.server.request(None), self.form(voice, &bytes));
            let trouble = match sent.await {
                Ok(reply) => match said(&reply) {
                    Ok(text) => return Ok(text),
                    Err(Heard::Busy(why)) => Trouble::Passing(why, reply.retry_after),
                    Err(Heard::Refused(why) | Heard::UnknownForm(why) | Heard::NoContent(why)) => {
                        Trouble::Lasting(why)
                    }
                    Err(Heard::Content(_)) => {
                        Trouble::Lasting("the server answered another question".to_owned())
                    }
                },
                Err(failure) => failure.into(),
            };
            patience.after(trouble).await?;
        }
    }

    fn form(&self, voice: &MediaRef, bytes: &[u8]) -> Vec<(String, Part)> {
        let file = Part::File { name: name(voice), mime: voice.mime.clone(), bytes: bytes.to_vec() };
        vec![
            ("file".to_owned(), file),
            ("model".to_owned(), Part::Text(self.server.model().to_owned())),
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
            let heard = async { self.words(voice, media).await.map(ModelAnswer::Heard) };
            self.server.in_time(heard).await
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
