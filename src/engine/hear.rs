//! Voice messages: each is turned into text before anybody takes it, where the project has a model for that.

use serde::{Deserialize, Serialize};

use super::button::Pressed;
use super::effect::EffectKind;
use super::eval::{bounded, clock};
use super::event::Message;
use super::flight::retry_at;
use super::frame::{Answer, Down, Wait};
use super::limits::KEPT_MESSAGES_MAX;
use super::model::{ModelAnswer, ModelRequest, Talk, Task};
use super::run::Run;
use super::{operator, stop};
use crate::ir::{EventPattern, MediaKind, MediaRef, PointId, Time};

/// A voice message whose words are awaited, and what came behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Hearing {
    /// The request's number; answers to others are stale.
    request: u64,
    /// The model is down.
    pub down: Option<Down>,
    /// Whether `on ai down` had its turn.
    down_told: bool,
    /// The messages, oldest first: the first one is listened to.
    queue: Vec<Unheard>,
}

/// A message that waits for its words, or for those of one before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Unheard {
    event: u64,
    message: Message,
    /// The question that waited when it came: frame, statement, time.
    asked: Option<(u32, PointId, Time)>,
}

impl Run<'_> {
    /// Takes a message for listening: a voice message, or one that came behind it. Whether it did.
    pub fn hear(&mut self, message: &Message, id: &str) -> bool {
        let behind = self.contact.hearing.is_some();
        let pressed = !matches!(self.press(&message.text, id), Pressed::Stale);
        if pressed || !(behind || self.voice(message).is_some()) {
            return false;
        }
        let (event, asked) = (self.contact.sequence, self.asked());
        let unheard = Unheard { event, message: message.clone(), asked };
        match &mut self.contact.hearing {
            Some(hearing) if hearing.queue.len() >= KEPT_MESSAGES_MAX => {
                self.limit("kept messages");
                self.keep(unheard.message);
            }
            Some(hearing) => hearing.queue.push(unheard),
            None => {
                let queue = vec![unheard];
                self.contact.hearing = Some(Hearing { request: 0, down: None, down_told: false, queue });
                self.ask_for_words();
            }
        }
        true
    }

    /// The question that waits now.
    fn asked(&self) -> Option<(u32, PointId, Time)> {
        let at = self.innermost()?;
        let frame = &self.contact.frames[at];
        match frame.wait {
            Wait::Ask { since, .. } => Some((at as u32, frame.point, since)),
            _ => None,
        }
    }

    /// The voice of a message that has no words yet.
    fn voice(&self, message: &Message) -> Option<MediaRef> {
        let model = self.program.outside.models.get("transcribe")?;
        let spoken = message.media.iter().find(|media| media.kind == MediaKind::Voice);
        spoken.filter(|_| model.provider != "embedded" && message.text.trim().is_empty()).cloned()
    }

    /// Asks for the words of the first message.
    pub fn ask_for_words(&mut self) {
        let first = self.contact.hearing.as_ref().and_then(|hearing| hearing.queue.first());
        let Some(voice) = first.and_then(|first| self.voice(&first.message)) else {
            // A changed script has no model that listens.
            return self.take_heard();
        };
        self.contact.requests += 1;
        let id = self.contact.requests;
        let request = ModelRequest {
            id,
            at: self.now,
            zone: clock::zone(self.contact, self.machine).iana_name().unwrap_or("UTC").to_owned(),
            language: self.contact.person.language.clone(),
            talk: Talk::default(),
            values: Vec::new(),
            knowledge: Vec::new(),
            history: Vec::new(),
            messages: Vec::new(),
            task: Task::Transcribe { media: voice },
        };
        let sent = self.emit(EffectKind::Model(Box::new(request)));
        let now = self.now;
        if let Some(hearing) = &mut self.contact.hearing {
            hearing.request = id;
            hearing.down = hearing.down.map(|down| Down { retry: None, ..down });
            if !sent {
                hearing.down = Some(retry_at(hearing.down, now));
            }
        }
    }

    /// Whether an answer is the words that are awaited.
    pub fn awaits_words(&self, request: u64) -> bool {
        self.contact.hearing.as_ref().is_some_and(|hearing| hearing.request == request)
    }

    /// The words arrive, or the model is down.
    pub fn heard(&mut self, answer: Answer) {
        let now = self.now;
        let Some(hearing) = &mut self.contact.hearing else { return };
        let Answer::Model(ModelAnswer::Heard(text)) = answer else {
            return self.nothing_heard();
        };
        if self.contact.blocked {
            // Nothing can be taken now: it is asked for once more when the contact is back.
            hearing.down = Some(Down { since: now, tries: 0, retry: Some(now) });
            return;
        }
        if let Some(first) = hearing.queue.first_mut() {
            first.message.text = bounded(text);
        }
        self.take_heard();
    }

    /// What has its words is taken in order, up to the next voice message.
    fn take_heard(&mut self) {
        let mut heard = true;
        while let Some(hearing) = &self.contact.hearing {
            let next = hearing.queue.first().map(|next| next.message.clone());
            if let Some(next) = &next
                && !heard
                && self.voice(next).is_some()
            {
                return self.ask_for_words();
            }
            heard = false;
            let Some(hearing) = &mut self.contact.hearing else { return };
            (hearing.down, hearing.down_told) = (None, false);
            if next.is_none() {
                self.contact.hearing = None;
                return;
            }
            let Unheard { event, message, asked } = hearing.queue.remove(0);
            let events = vec![event, self.contact.sequence];
            if operator::is_manual(self.contact) {
                self.relay(&message);
                continue;
            }
            if self.is_stop_word(&message) {
                return stop::opt_out(self, &message.text);
            }
            self.contact.proactive = false;
            let question = self.asked();
            if question.is_some() && question != asked {
                // An answer comes after its question.
                self.contact.given.note(&message);
                self.keep(message);
            } else {
                self.take_known(message, false, "", events);
            }
            self.come_to_rest();
        }
    }

    /// `on ai down` has its turn once; then, and without one, the model is asked again later.
    fn nothing_heard(&mut self) {
        let now = self.now;
        let Some(hearing) = &mut self.contact.hearing else { return };
        hearing.down = Some(retry_at(hearing.down, now));
        if std::mem::replace(&mut hearing.down_told, true) || self.is_busy() || self.is_suspended() {
            return;
        }
        if let Some(found) = self.search(|event| *event == EventPattern::AiDown, None) {
            self.enter_handler(&found, None);
        }
    }

    /// A person leads from now on: they listen themselves.
    pub fn relay_unheard(&mut self) {
        for unheard in self.contact.hearing.take().into_iter().flat_map(|hearing| hearing.queue) {
            self.relay(&unheard.message);
        }
    }

    /// What waits for its words waits for the next `ai reply` instead.
    pub fn keep_unheard(&mut self) {
        for unheard in self.contact.hearing.take().into_iter().flat_map(|hearing| hearing.queue) {
            self.keep(unheard.message);
        }
    }
}
