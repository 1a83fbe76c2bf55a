//! Messages of the contact that may still want an answer.

use serde::{Deserialize, Serialize};

use super::event::Message;
use super::limits::KEPT_MESSAGES_MAX;
use crate::ir::{MediaKind, MediaRef, Time, Value};

/// The messages that nobody took, and those to which nothing was said yet, oldest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Inbox {
    next: u64,
    messages: Vec<Kept>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Its number, rising.
    pub number: u64,
    /// What the contact wrote.
    pub message: Message,
    /// When.
    pub at: Time,
    /// Whether somebody took it.
    pub taken: bool,
    /// Whether something was said to the contact since.
    pub answered: bool,
    /// The `ai reply`s that have judged it.
    pub judged: Vec<String>,
}

impl Inbox {
    /// A message arrives; `taken` says whether somebody took it. Returns whether an older one had to go.
    pub fn put(&mut self, message: Message, at: Time, taken: bool) -> bool {
        self.next += 1;
        self.messages.push(Kept {
            number: self.next,
            message,
            at,
            taken,
            answered: false,
            judged: Vec::new(),
        });
        let full = self.messages.len() > KEPT_MESSAGES_MAX;
        if full {
            self.messages.remove(0);
        }
        full
    }

    /// Something was said to the contact.
    pub fn said(&mut self) {
        for kept in &mut self.messages {
            kept.answered = true;
        }
        self.prune();
    }

    /// Somebody took the messages of these numbers.
    pub fn take(&mut self, numbers: &[u64]) {
        for kept in self.messages.iter_mut().filter(|kept| numbers.contains(&kept.number)) {
            kept.taken = true;
        }
        self.prune();
    }

    /// The `ai reply` has judged the messages of these numbers.
    pub fn judge(&mut self, numbers: &[u64], reply: &str) {
        for kept in self.messages.iter_mut().filter(|kept| numbers.contains(&kept.number)) {
            if !kept.judged.iter().any(|judge| judge == reply) {
                kept.judged.push(reply.to_owned());
            }
        }
    }

    /// The messages of these numbers want nothing more.
    pub fn settle(&mut self, numbers: &[u64]) {
        self.messages.retain(|kept| !numbers.contains(&kept.number));
    }

    /// Nothing is kept any more.
    pub fn clear(&mut self) {
        self.messages.clear();
    }

    /// What is kept, oldest first.
    pub fn messages(&self) -> &[Kept] {
        &self.messages
    }

    fn prune(&mut self) {
        self.messages.retain(|kept| !(kept.taken && kept.answered));
    }
}

/// What the contact last gave: what `answer` and `route` look at, and what `read` reads.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Given {
    /// What the last ask got.
    pub answer: Value,
    /// The picture in it.
    pub answer_image: Option<MediaRef>,
    /// It, as it was written.
    pub answer_message: Message,
    /// Whether it goes into a private field: then no model sees it.
    pub private: bool,
    /// The last message's text.
    pub text: String,
    /// The last picture.
    pub image: Option<MediaRef>,
    /// The last voice message.
    pub voice: Option<MediaRef>,
    /// Its words; empty where nothing was understood, and without a model that listens.
    pub voice_text: String,
    /// The last file.
    pub file: Option<MediaRef>,
}

impl Given {
    /// A message arrives.
    pub fn note(&mut self, message: &Message) {
        self.private = false;
        if !message.text.is_empty() {
            self.text = message.text.clone();
        }
        for media in &message.media {
            let place = match media.kind {
                MediaKind::Image => &mut self.image,
                MediaKind::Voice => {
                    self.voice_text.clone_from(&message.text);
                    &mut self.voice
                }
                MediaKind::File => &mut self.file,
                MediaKind::Video | MediaKind::Note | MediaKind::Location => continue,
            };
            *place = Some(media.clone());
        }
    }

    /// The last ask got `value`, written as `message`.
    pub fn answered(&mut self, value: Value, message: &Message) {
        self.answer = value;
        self.answer_image = message.media.iter().find(|media| media.kind == MediaKind::Image).cloned();
        self.answer_message = message.clone();
    }
}
