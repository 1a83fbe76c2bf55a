//! Cards and relayed messages leave for the team's chats.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use super::card;
use super::outgoing::{Attachment, Saying};
use crate::engine::EffectKind;
use crate::ir::{MediaKind, Outside};
use crate::outbound::Environment;
use crate::runtime::Recipient;

/// Messages that are remembered, to be answered or already taken.
const REMEMBERED_MAX: usize = 10_000;

/// The chats of operators, and what need not survive a restart of what happens there.
#[derive(Debug, Default)]
pub struct Team {
    chats: BTreeMap<String, i64>,
    /// The latest card of each contact: what is relayed answers it.
    cards: Mutex<HashMap<String, i64>>,
    /// Who took a card, by chat and message.
    taken: Mutex<HashMap<(i64, i64), String>>,
}

impl Team {
    /// The operators of the manifest who are called over this channel.
    ///
    /// # Errors
    /// In words: a chat that is no number.
    pub fn of(outside: &Outside, channel: &str, environment: &Environment) -> Result<Self, String> {
        let mut chats = BTreeMap::new();
        let own =
            outside.operators.iter().filter(|(_, operator)| operator.channel.as_deref() == Some(channel));
        for (name, operator) in own {
            let written = operator.chat.as_deref().unwrap_or_default();
            let chat = environment.fill(written).map_err(|name| format!("${{{name}}} is not set"))?;
            let chat = chat.expose().trim().parse().map_err(|_| {
                format!("operators.{name}.chat is the chat's number in Telegram, such as -1001234567890")
            })?;
            chats.insert(name.clone(), chat);
        }
        Ok(Team { chats, ..Team::default() })
    }

    /// Whether it is a chat of the team.
    pub fn has(&self, chat: i64) -> bool {
        self.chats.values().any(|own| *own == chat)
    }

    /// The chat of an operator; the empty name is the default one's.
    pub fn chat(&self, outside: &Outside, operator: &str) -> Option<i64> {
        self.chats.get(outside.operator(operator)?.0).copied()
    }

    /// The latest card of a contact.
    pub fn card_of(&self, contact: &str) -> Option<i64> {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner).get(contact).copied()
    }

    /// A card was sent.
    pub fn note_card(&self, contact: &str, message: i64) {
        let mut cards = self.cards.lock().unwrap_or_else(PoisonError::into_inner);
        if cards.len() >= REMEMBERED_MAX {
            cards.clear();
        }
        cards.insert(contact.to_owned(), message);
    }

    /// Who has the card; `name` takes it if nobody does.
    pub fn take(&self, card: (i64, i64), name: &str) -> Option<String> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(who) = taken.get(&card) {
            return Some(who.clone());
        }
        if taken.len() >= REMEMBERED_MAX {
            taken.clear();
        }
        taken.insert(card, name.to_owned());
        None
    }

    /// Nobody has the card any more.
    pub fn release(&self, card: (i64, i64)) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).remove(&card);
    }
}

/// What the team is told by an effect. `media` is that of a relayed message.
pub fn saying(to: &Recipient, kind: &EffectKind, media: Vec<Attachment>, answers: Option<i64>) -> Saying {
    let card = to.card.clone().unwrap_or_default();
    let foot = card::tag(&to.contact);
    let mark = card::mark(&to.contact);
    match kind {
        EffectKind::Handoff { text, buttons, .. } => Saying {
            text: card::text(&card, text, true),
            keyboard: card::keyboard(&mark, false, buttons),
            foot,
            ..Saying::default()
        },
        EffectKind::Notify { text, .. } => Saying {
            text: card::text(&card, text, false),
            keyboard: card::keyboard(&mark, false, &[]),
            foot,
            ..Saying::default()
        },
        EffectKind::Relay { text, .. } => {
            // A round note has no caption, and so no line that says whose it is: it is shown as a video.
            let as_video = |mut one: Attachment| {
                if one.kind == MediaKind::Note {
                    one.kind = MediaKind::Video;
                }
                one
            };
            let media = media.into_iter().map(as_video).collect();
            Saying { text: format!("{}: {text}", card.name), media, foot, answers, ..Saying::default() }
        }
        EffectKind::Say(_) | EffectKind::Model(_) | EffectKind::Action(_) => Saying::default(),
    }
}
