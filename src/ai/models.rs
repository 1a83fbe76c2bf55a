//! Which provider answers which call.

use crate::engine::{Machine, ModelAnswer, ModelRequest, Task};
use crate::ir::{Ocr, Outside};
use crate::outbound::{Environment, Outbound};
use crate::runtime::{MediaBytes, Pending, Provider};

use super::offline::Offline;
use super::openai::{OpenAi, Transcriber};
use super::role;
use super::tables::Tables;

/// The models of a manifest: `talk` for words, `vision` for pictures, `transcribe` for voice messages, and the offline
/// provider for what has none.
#[derive(Debug)]
pub struct Models {
    talk: Option<OpenAi>,
    vision: Option<OpenAi>,
    transcribe: Option<Transcriber>,
    offline: Offline,
    /// A command reads pictures, so a model that was not named for them need not.
    reads_offline: bool,
}

impl Models {
    /// The models that the manifest names; `ocr` is the command that reads pictures where no `vision` is named.
    ///
    /// # Errors
    /// What a model of the manifest lacks, in words without secrets.
    pub fn new(
        outside: &Outside,
        outbound: &Outbound,
        environment: &Environment,
        ocr: Option<Ocr>,
    ) -> Result<Self, String> {
        let named = |role: &str| outside.models.get(role).filter(|_| role::named(outside, role));
        let model = |role: &str| -> Result<Option<OpenAi>, String> {
            let of = |model| OpenAi::new(outbound.clone(), model, environment);
            named(role).map(of).transpose().map_err(|why| format!("models.{role}: {why}"))
        };
        let (talk, vision) = (model("talk")?, model("vision")?);
        let listens = |model| Transcriber::new(outbound.clone(), model, environment);
        let transcribe = named("transcribe").map(listens).transpose();
        let transcribe = transcribe.map_err(|why| format!("models.transcribe: {why}"))?;
        Ok(Models { talk, vision, transcribe, reads_offline: ocr.is_some(), offline: Offline::new(ocr) })
    }

    /// With knowledge, for all of them.
    pub fn with_tables(mut self, tables: &Tables) -> Self {
        self.talk = self.talk.map(|model| model.with_tables(tables.clone()));
        self.offline = self.offline.with_tables(tables.clone());
        self
    }

    /// What has no model is answered offline.
    fn provider(&self, task: &Task) -> &dyn Provider {
        let of = |role: &str| -> Option<&dyn Provider> {
            match role {
                "talk" => self.talk.as_ref().map(|model| model as _),
                "vision" => self.vision.as_ref().map(|model| model as _),
                _ => self.transcribe.as_ref().map(|model| model as _),
            }
        };
        let role = role::role(task, |role| of(role).is_some(), self.reads_offline);
        role.and_then(of).unwrap_or(&self.offline)
    }
}

impl Provider for Models {
    fn ask<'a>(
        &'a self,
        machine: &'a Machine,
        request: &'a ModelRequest,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        self.provider(&request.task).ask(machine, request, media)
    }
}
