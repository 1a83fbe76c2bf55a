//! A chat under way: the conversation, and what it needs of the machine it runs on.

use std::path::Path;
use std::sync::Arc;

use crate::action::{image, read_image, tesseract};
use crate::ai::Tables;
use crate::ai::embedded::{Embedded, Sources};
use crate::engine::{Contact, Machine, ModelAnswer, ModelRequest, Task};
use crate::ir::{MediaKind, MediaRef, Ocr, Time};
use crate::project::{Disk, Files, join};
use crate::scenario::command::{Line, Next, play, read};
use crate::scenario::{Answers, Conversation, Who};

/// A chat under way.
pub struct Session {
    conversation: Conversation<Provider>,
    shown: usize,
}

impl Session {
    /// Begins; `tables` are the project's, `root` is the project's folder.
    ///
    /// # Errors
    /// In words, where the machine gives no threads.
    pub fn new(
        machine: Arc<Machine>,
        tables: Tables,
        contact: Contact,
        now: Time,
        root: String,
    ) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let own = machine.program().outside.ocr.clone();
        let ocr = own.or_else(|| runtime.block_on(tesseract()));
        let provider = Provider { embedded: Embedded::default(), tables, ocr, root, runtime };
        Ok(Session { conversation: Conversation::new(machine, contact, now, provider), shown: 0 })
    }

    /// The contact opens the chat.
    pub fn start(&mut self, payload: Option<&str>) {
        self.conversation.start(payload);
    }

    /// Lines that were not shown yet. What the contact wrote is on the screen already unless it came through a pipe.
    pub fn heard(&mut self, own: bool) -> String {
        let lines = &self.conversation.transcript().lines[self.shown..];
        self.shown += lines.len();
        let lines = lines.iter().filter(|line| own || line.who != Who::Contact);
        let mut text: Vec<String> = lines.map(|line| line.render()).collect();
        if let Some(action) = self.conversation.actions().first() {
            text.push(format!("{:>11}  /return JSON or /fail answers {}", "", action.action));
        }
        text.join("\n")
    }

    /// Takes a line.
    ///
    /// # Errors
    /// In words: what cannot be put in.
    pub fn take(&mut self, text: &str) -> Result<Next, String> {
        let line = match read(text)? {
            Line::Send(kind, file, caption) => {
                let place = self.conversation.answers_mut().place(kind, &file)?;
                Line::Send(kind, place, caption)
            }
            line => line,
        };
        play(&mut self.conversation, line)
    }
}

/// The offline provider, with the eyes of a command that reads pictures.
pub struct Provider {
    embedded: Embedded,
    tables: Tables,
    ocr: Option<Ocr>,
    root: String,
    runtime: tokio::runtime::Runtime,
}

impl Provider {
    /// The place under which a file is sent: seen from where the person stands, else from the project's folder.
    fn place(&self, kind: MediaKind, file: &str) -> Result<String, String> {
        if kind == MediaKind::Location || file.contains("://") {
            return Ok(file.to_owned());
        }
        let own = join(&self.root, file);
        let place = [file, own.as_str()].into_iter().find(|place| Path::new(place).is_file());
        let place = place.ok_or_else(|| format!("there is no file `{file}`"))?;
        if kind == MediaKind::Image {
            image::sniff(&self.bytes(place)?).map_err(|error| format!("{file}: {error}"))?;
        }
        Ok(place.to_owned())
    }

    fn bytes(&self, place: &str) -> Result<Vec<u8>, String> {
        Disk.read(place, image::BYTES_MAX + 1).map_err(|error| format!("{place}: {error}"))
    }

    /// The words on a picture; none where nothing reads it, as a picture without words.
    fn page(&self, media: &MediaRef) -> Option<String> {
        let bytes = self.bytes(media.at.strip_prefix("file:")?).ok()?;
        self.runtime.block_on(read_image(self.ocr.as_ref()?, &bytes)).ok()
    }
}

impl Answers for Provider {
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer {
        let page = match &request.task {
            Task::Read { media: Some(media), .. } if media.kind == MediaKind::Image => self.page(media),
            _ => None,
        };
        let knowledge = &self.tables.named(&request.knowledge);
        self.embedded.answer(request, Sources { knowledge, page: page.as_deref() })
    }
}
