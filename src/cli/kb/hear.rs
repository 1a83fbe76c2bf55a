//! Who listens to recordings: the project's model `transcribe`.

use super::super::{Exit, Screen, project};
use crate::ai::Transcriber;
use crate::ir::{MediaKind, MediaRef, Outside};
use crate::outbound::{Environment, Outbound};
use crate::runtime::MediaBytes;

/// A model that listens, and what it takes to wait for it.
pub struct Ears {
    model: Transcriber,
    runtime: tokio::runtime::Runtime,
}

impl Ears {
    /// The model of the project at a path.
    ///
    /// # Errors
    /// The exit of the command, told on the screen.
    pub fn of(screen: &Screen, path: &str) -> Result<Self, Exit> {
        let project = project::read(screen, path)?.project;
        let named = project.manifest.outside.models.get("transcribe");
        let Some(model) = named.filter(|model| model.provider == "openai_compatible") else {
            let help =
                "name one in its flow.yaml under `models`, or give transcripts instead: txt, srt, vtt, json";
            return Err(screen.fail(format!("the project `{path}` names no model `transcribe`"), help));
        };
        // Only what this model asks for must be set.
        let outside =
            Outside { models: [("transcribe".to_owned(), model.clone())].into(), ..Outside::default() };
        #[allow(clippy::disallowed_methods)] // this command's door to the environment
        let environment = Environment::of(&outside, |name| std::env::var(name).ok()).map_err(|missing| {
            let names: Vec<String> = missing.into_keys().collect();
            let what = format!("not set in the environment: {}", names.join(", "));
            screen.fail(what, "models.transcribe asks for it")
        })?;
        let outbound = Outbound::new(&project.manifest.outside.allow_private)
            .map_err(|error| screen.fail(format!("no HTTP client: {error}"), ""))?;
        let model = Transcriber::new(outbound, model, &environment)
            .map_err(|why| screen.fail(format!("models.transcribe: {why}"), ""))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime =
            runtime.map_err(|error| screen.fail(format!("the machine gives no threads: {error}"), ""))?;
        Ok(Ears { model, runtime })
    }

    /// The words of a recording.
    ///
    /// # Errors
    /// Why there are none, in words without secrets.
    pub fn hear(&self, path: &str, bytes: Vec<u8>) -> Result<String, String> {
        let recording = MediaRef { kind: MediaKind::Voice, at: format!("file:{path}"), mime: String::new() };
        self.runtime.block_on(self.model.words(&recording, &Recording(bytes)))
    }
}

/// A recording that was read already.
struct Recording(Vec<u8>);

impl MediaBytes for Recording {
    fn read(&self, _: &MediaRef) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }
}
