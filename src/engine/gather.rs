//! Bursts: what is written in short order at one wait is read as one message.

use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::eval::bounded;
use super::event::Message;
use super::frame::{Frame, Wait};
use super::limits::{GATHER_WINDOWS_MAX, KEPT_MESSAGES_MAX};
use super::run::Run;
use super::take::Incoming;
use crate::ir::{Duration, EventPattern, Op, PointId, Time};

/// Messages that came in short order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gathering {
    /// The frame that reads them, by its place on the stack.
    frame: u32,
    /// Its statement.
    point: PointId,
    /// They, oldest first, each with the numbers of its events.
    messages: Vec<(Vec<u64>, Message)>,
    /// When the first one came.
    since: Time,
    /// When the window closes.
    until: Time,
    /// How many windows were opened.
    windows: u32,
}

impl Gathering {
    /// Whether the frame still waits where the first message came.
    fn is_of(&self, frame: &Frame) -> bool {
        let began = match &frame.wait {
            Wait::Ask { since, .. } | Wait::Event { since, .. } => *since,
            wait if wait.listens() => frame.statement_entered,
            _ => return false,
        };
        frame.point == self.point && began <= self.since
    }
}

impl Contact {
    /// Until when what the contact writes is gathered, if it is; a message more may make it later.
    pub fn gathers_until(&self) -> Option<Time> {
        self.gathering.as_ref().map(|gathering| gathering.until)
    }
}

impl Run<'_> {
    /// Gathers a message where the position reads messages and the bot gathers; whether it did.
    pub fn gather(&mut self, message: &Message, events: &[u64]) -> bool {
        let (Some(window), Some(at)) = (self.window(), self.innermost()) else { return false };
        if self.open_window().is_none() {
            // One of a place that is covered now.
            self.spill();
        }
        let (now, point) = (self.now, self.contact.frames[at].point);
        let open = self.contact.gathering.get_or_insert_with(|| Gathering {
            frame: at as u32,
            point,
            messages: Vec::new(),
            since: now,
            until: now,
            windows: 0,
        });
        open.messages.push((events.to_vec(), message.clone()));
        if open.windows < GATHER_WINDOWS_MAX {
            open.windows += 1;
            open.until = now + window;
        }
        if open.messages.len() >= KEPT_MESSAGES_MAX {
            self.limit("kept messages");
            self.close_window();
        }
        true
    }

    /// The window of the innermost wait, by the time at which it closes.
    pub fn open_window(&self) -> Option<Time> {
        let gathering = self.contact.gathering.as_ref()?;
        let innermost = self.innermost().filter(|at| *at == gathering.frame as usize)?;
        gathering.is_of(&self.contact.frames[innermost]).then_some(gathering.until)
    }

    /// The window closes: what was gathered is read as one message.
    pub fn close_window(&mut self) {
        let Some(gathering) = self.contact.gathering.take() else { return };
        let (events, messages): (Vec<Vec<u64>>, Vec<Message>) = gathering.messages.into_iter().unzip();
        let events = events.concat();
        let message = joined(messages);
        self.contact.proactive = false;
        self.contact.given.note(&message);
        self.offer_to_position(Incoming { message, pressed: false, events });
    }

    /// A command comes in the window: the gathered message goes first.
    pub fn close_window_for_command(&mut self) {
        if self.open_window().is_some() {
            self.close_window();
            self.come_to_rest();
        }
    }

    /// A person leads from now on: what was gathered is theirs.
    pub fn relay_gathered(&mut self) {
        for (_, message) in self.contact.gathering.take().into_iter().flat_map(|gathering| gathering.messages)
        {
            self.relay(&message);
        }
    }

    /// The frames from `at` on are left: what was gathered there waits for the next `ai reply`.
    pub fn spill_from(&mut self, at: usize) {
        if self.contact.gathering.as_ref().is_some_and(|gathering| gathering.frame as usize >= at) {
            self.spill();
        }
    }

    /// Nobody reads any more what was gathered at a place that is gone.
    pub fn spill_lost(&mut self) {
        let Some(gathering) = &self.contact.gathering else { return };
        let frame = self.contact.frames.get(gathering.frame as usize);
        if !frame.is_some_and(|frame| gathering.is_of(frame)) {
            self.spill();
        }
    }

    /// What was gathered waits for the next `ai reply`.
    pub fn spill(&mut self) {
        for (_, message) in self.contact.gathering.take().into_iter().flat_map(|gathering| gathering.messages)
        {
            self.keep(message);
        }
    }

    /// How long the innermost wait gathers; `None` where it reads no messages.
    fn window(&self) -> Option<Duration> {
        let window = self.program.bot.gather?;
        let wait = &self.contact.frames.last()?.wait;
        let reads = match (wait, self.standing().map(|node| &node.op)) {
            (Wait::Ask { .. }, _) => true,
            (Wait::Event { .. }, Some(Op::Wait(wait))) => {
                matches!(wait.event, EventPattern::Message | EventPattern::Media(_))
            }
            (wait, _) => wait.listens(),
        };
        reads.then_some(window)
    }
}

/// Several messages as one: their texts line by line, their media side by side.
fn joined(messages: Vec<Message>) -> Message {
    let texts: Vec<&str> =
        messages.iter().map(|message| message.text.as_str()).filter(|text| !text.is_empty()).collect();
    let text = bounded(texts.join("\n"));
    Message { text, media: messages.into_iter().flat_map(|message| message.media).collect() }
}
