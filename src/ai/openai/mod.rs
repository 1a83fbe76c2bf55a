//! Any server that speaks OpenAI's chat completions: structured answers, pictures, bounded patience.
//!
//! One call has a time limit that covers everything: retries after a busy or broken answer, the pauses between them, and one
//! repair turn after an answer outside the schema. What cannot be had within it is [`ModelAnswer::Down`], never a guess.

mod prompt;
mod reply;
mod schema;
mod server;
mod transcribe;
mod wire;

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use serde_json::Value as Json;

use super::passage;
use super::tables::Tables;
use crate::action::image::sniff;
use crate::engine::{Machine, ModelAnswer, ModelRequest, Task};
use crate::ir::{Model, ReadFrom};
use crate::outbound::{Environment, Outbound};
use crate::runtime::{MediaBytes, Pending, Provider};
use server::{Server, Trouble};
pub use transcribe::Transcriber;
use wire::{Form, Heard};

/// A model behind an OpenAI-compatible server. `Debug` shows neither key nor address.
#[derive(Debug)]
pub struct OpenAi {
    server: Server,
    context: usize,
    /// The form of answers that this server has been found to know.
    form: AtomicU8,
    tables: Tables,
}

impl OpenAi {
    /// A model of the manifest, its `${NAME}`s filled from the environment.
    ///
    /// # Errors
    /// What the manifest leaves out, in words without secrets.
    pub fn new(outbound: Outbound, model: &Model, environment: &Environment) -> Result<Self, String> {
        Ok(OpenAi {
            server: Server::new(outbound, model, environment, "chat/completions")?,
            context: model.context as usize,
            form: AtomicU8::new(Form::Schema as u8),
            tables: Tables::default(),
        })
    }

    /// With knowledge.
    pub fn with_tables(mut self, tables: Tables) -> Self {
        self.tables = tables;
        self
    }

    /// With another first pause between attempts.
    pub fn with_pause(mut self, pause: Duration) -> Self {
        self.server.pause = pause;
        self
    }

    async fn answer(&self, request: &ModelRequest, media: &dyn MediaBytes) -> Result<ModelAnswer, String> {
        let picture = match picture(request, media) {
            Picture::None => None,
            Picture::Url(url) => Some(url),
            // What cannot be looked at holds no value: it would be no better tomorrow.
            Picture::Unreadable => return Ok(ModelAnswer::Found(Default::default())),
        };
        let passages = passage::passages(&self.tables.named(&request.knowledge), request);
        let user = prompt::user(request, &passages, self.context);
        let mut messages = vec![wire::system(prompt::system(request)), wire::user(user, picture)];
        let schema = schema::schema(&request.task);
        let mut wrong = String::new();
        for _ in 0..2 {
            let content = self.complete(&messages, &schema).await?;
            let typed = match &content {
                Ok(content) => reply::typed(request, content),
                Err(why) => Err(why.clone()),
            };
            match typed {
                Ok(answer) => return Ok(answer),
                Err(why) => {
                    messages.push(wire::assistant(content.as_deref().unwrap_or_default()));
                    messages.push(wire::user(prompt::repair(&why), None));
                    wrong = why;
                }
            }
        }
        Err(format!("the model answered twice outside its schema: {wrong}"))
    }

    /// One completion: its content, or why it has none. The outer error is the server's: it is down.
    async fn complete(&self, messages: &[Json], schema: &Json) -> Result<Result<String, String>, String> {
        let mut patience = self.server.patience();
        loop {
            let form = Form::of(self.form.load(Ordering::Relaxed));
            let body = wire::body(self.server.model(), messages, schema, form).to_string();
            let trouble = match self.server.outbound.send(self.server.request(Some(body))).await {
                Ok(reply) => match wire::hear(reply.status, &reply.body) {
                    Heard::Content(content) => return Ok(Ok(content)),
                    Heard::NoContent(why) => return Ok(Err(why)),
                    Heard::UnknownForm(why) => match form.simpler() {
                        Some(simpler) => {
                            self.form.store(simpler as u8, Ordering::Relaxed);
                            continue;
                        }
                        None => return Err(why),
                    },
                    Heard::Refused(why) => Trouble::Lasting(why),
                    Heard::Busy(why) => Trouble::Passing(why, reply.retry_after),
                },
                Err(failure) => failure.into(),
            };
            patience.after(trouble).await?;
        }
    }
}

impl Provider for OpenAi {
    fn ask<'a>(
        &'a self,
        _: &'a Machine,
        request: &'a ModelRequest,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        Box::pin(self.server.in_time(self.answer(request, media)))
    }
}

enum Picture {
    /// None is needed.
    None,
    /// As a `data:` URL.
    Url(String),
    Unreadable,
}

fn picture(request: &ModelRequest, media: &dyn MediaBytes) -> Picture {
    use base64::Engine;
    let Task::Read { from, media: wanted, .. } = &request.task else { return Picture::None };
    let wanted = match (from, wanted) {
        (ReadFrom::Message | ReadFrom::Voice, _) => return Picture::None,
        (ReadFrom::Image | ReadFrom::File, Some(wanted)) => wanted,
        _ => return Picture::Unreadable,
    };
    let Ok(bytes) = media.read(wanted) else { return Picture::Unreadable };
    let Ok(image) = sniff(&bytes) else { return Picture::Unreadable };
    let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
    Picture::Url(format!("data:{};base64,{encoded}", image.mime()))
}

#[cfg(test)]
mod tests;
