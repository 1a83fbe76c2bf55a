//! What needs no network: the web chat, whose page reads the conversation from the store, and notices to operators,
//! who read the terminal.

use std::sync::Arc;

use super::bell::Bell;
use crate::engine::{Effect, EffectKind, Machine};
use crate::runtime::{Channels, Delivery, MediaBytes, Pending, Recipient};

/// Something that operators are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice<'a> {
    /// Whom it is about.
    pub contact: &'a str,
    /// Their name in the manifest; empty is the default one.
    pub operator: &'a str,
    /// Whether the contact is theirs now.
    pub handoff: bool,
    /// What they are told.
    pub text: &'a str,
}

/// Delivers without a network. A message is delivered by its commit: the chat's page shows the conversation as the
/// store has it.
pub struct Local {
    bell: Arc<Bell>,
    tell: Box<dyn Fn(Notice<'_>) + Send + Sync>,
}

impl Local {
    /// With the bell of the open chats, and the way in which operators are told.
    pub fn new(bell: Arc<Bell>, tell: impl Fn(Notice<'_>) + Send + Sync + 'static) -> Self {
        Local { bell, tell: Box::new(tell) }
    }

    /// Wakes those who look at the contact's conversation.
    pub(super) fn ring(&self, contact: &str) {
        self.bell.ring(contact);
    }
}

impl Channels for Local {
    fn deliver<'a>(
        &'a self,
        _machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        _media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        let told = match &effect.kind {
            EffectKind::Notify { operator, text } => Some((operator.as_str(), false, text.as_str())),
            EffectKind::Handoff { operator, text, .. } => Some((operator.as_str(), true, text.as_str())),
            EffectKind::Relay { text, .. } => Some(("", false, text.as_str())),
            EffectKind::Say(_) | EffectKind::Model(_) | EffectKind::Action(_) => None,
        };
        if let Some((operator, handoff, text)) = told {
            (self.tell)(Notice { contact: &to.contact, operator, handoff, text });
        }
        self.bell.ring(&to.contact);
        Box::pin(std::future::ready(Delivery::Accepted))
    }

    fn knows_keys(&self, _to: &Recipient) -> bool {
        true
    }
}
