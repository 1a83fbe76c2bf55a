//! What was said? Read from the journal, along the chain of a contact's transitions.

use serde::{Deserialize, Serialize};

use super::core::Live;
use super::error::RuntimeError;
use crate::engine::{
    Contact, Effect, EffectKind, Event, EventKind, Machine, Message, ModelAnswer, OperatorEvent,
    OutgoingButton, Role, Turn,
};
use crate::ir::{MediaRef, Time};
use crate::store::{OutboxKey, Transition};

/// Transitions that are read per line that is wanted: answers of models and timers say nothing.
const TRANSITIONS_PER_LINE: usize = 4;

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// When it was said, or decided.
    pub at: Time,
    /// The number of the event that it is, or that caused it.
    pub sequence: u64,
    /// For the bot's words: their place among the event's effects.
    pub index: Option<u32>,
    /// Who said it.
    pub role: Role,
    /// The text.
    pub text: String,
    /// Media.
    pub media: Vec<MediaRef>,
    /// Buttons of the bot's message.
    pub buttons: Vec<OutgoingButton>,
}

impl Live {
    /// The last `count` lines of a contact, oldest first, as far as the journal is kept.
    pub(super) fn transcript(&self, number: u32, count: usize) -> Result<Vec<Line>, RuntimeError> {
        let history = self.store.history(number, count.saturating_mul(TRANSITIONS_PER_LINE))?;
        let mut lines = Vec::new();
        for transition in history.iter().rev() {
            lines.extend(lines_of(transition)?);
        }
        lines.drain(..lines.len().saturating_sub(count));
        Ok(lines)
    }

    /// The turns before the messages that a request is about, as they were when it was decided, without what is private.
    pub(super) fn turns_before(
        &self,
        request: OutboxKey,
        machine: &Machine,
        messages: &[Message],
    ) -> Result<Vec<Turn>, RuntimeError> {
        let wanted = self.config.context_turns + messages.len() + 8;
        let mut lines = self.transcript(request.contact, wanted)?;
        lines.retain(|line| {
            line.sequence < request.sequence
                || (line.sequence == request.sequence && line.index.is_none_or(|index| index < request.index))
        });
        for message in messages.iter().rev() {
            let wrote = |lines: &[Line], text: &str| {
                lines.iter().rposition(|line| line.role == Role::Contact && line.text == text)
            };
            if let Some(place) = wrote(&lines, &message.text) {
                lines.remove(place);
                continue;
            }
            // One that was gathered is several lines of the talk.
            for part in message.text.lines().rev() {
                if let Some(place) = wrote(&lines, part) {
                    lines.remove(place);
                }
            }
        }
        lines.drain(..lines.len().saturating_sub(self.config.context_turns));
        let state = self.store.table().row(request.contact).map(|row| row.state.to_vec()).unwrap_or_default();
        let contact = Contact::decode(&state)
            .map_err(|_| RuntimeError::Unreadable(format!("the state of contact {}", request.contact)))?;
        let program = machine.program();
        let shown = lines.into_iter().map(|line| {
            let text = match line.role {
                Role::Contact => contact.said_to_model(program, line.sequence, &line.text),
                Role::Bot | Role::Person => contact.told_to_model(program, &line.text),
            };
            turn(Line { text, ..line })
        });
        Ok(shown.collect())
    }
}

fn turn(line: Line) -> Turn {
    let media = line.media.iter().map(|media| format!("[{:?}]", media.kind).to_lowercase());
    let said = std::iter::once(line.text).chain(media).filter(|part| !part.is_empty());
    Turn { role: line.role, text: said.collect::<Vec<_>>().join(" ") }
}

fn lines_of(transition: &Transition) -> Result<Vec<Line>, RuntimeError> {
    let unreadable =
        |_| RuntimeError::Unreadable(format!("the journal of contact {}", transition.head.contact));
    let event: Event = postcard::from_bytes(&transition.body.event).map_err(unreadable)?;
    let line = |role, text: &str, media: &[MediaRef]| Line {
        at: event.at,
        sequence: transition.head.sequence,
        index: None,
        role,
        text: text.to_string(),
        media: media.to_vec(),
        buttons: Vec::new(),
    };
    let mut lines = Vec::new();
    match &event.kind {
        EventKind::Message(message) => lines.push(line(Role::Contact, &message.text, &message.media)),
        EventKind::Button { text, .. } => lines.push(line(Role::Contact, text, &[])),
        // The words of the voice message before it.
        EventKind::Model { answer: ModelAnswer::Heard(text), .. } if !text.is_empty() => {
            lines.push(line(Role::Contact, text, &[]));
        }
        _ => {}
    }
    // What a person wrote leaves as a message like the bot's own.
    let persons = |text: &str, media: &[MediaRef]| match &event.kind {
        EventKind::Operator(OperatorEvent::Said(message)) => message.text == text && message.media == media,
        _ => false,
    };
    for (index, bytes) in transition.body.effects.iter().enumerate() {
        let effect: Effect = postcard::from_bytes(bytes).map_err(unreadable)?;
        if let EffectKind::Say(say) = effect.kind {
            let role = if persons(&say.text, &say.media) { Role::Person } else { Role::Bot };
            let said = line(role, &say.shown(), &say.media);
            lines.push(Line { index: Some(index as u32), buttons: say.buttons, ..said });
        }
    }
    Ok(lines)
}
