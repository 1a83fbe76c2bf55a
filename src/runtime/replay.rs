//! Would the engine decide the same again? A start never asks; tests and curious operators do.

use super::core::Live;
use super::error::RuntimeError;
use super::handle::Handle;
use super::take::encode;
use crate::engine::{Contact, Event, Machine};
use crate::ir::Program;
use crate::store::Transition;

/// Where an execution of the journal's events differs from what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The number of the contact's event.
    pub sequence: u64,
    /// `state` or `effects`.
    pub what: &'static str,
}

impl Handle {
    /// Executes a contact's journal again, each event with the program that decided it. `None`: the same states and the
    /// same effects, to the byte. Where the beginning was pruned, it starts at the oldest state that is kept.
    ///
    /// # Errors
    /// `UnknownContact`, `Store`, `Unreadable`.
    pub fn replay(&self, contact: &str) -> Result<Option<Divergence>, RuntimeError> {
        self.live.replay(contact)
    }
}

impl Live {
    fn replay(&self, contact: &str) -> Result<Option<Divergence>, RuntimeError> {
        let unknown = || RuntimeError::UnknownContact(contact.to_string());
        let number = self.store.table().number(contact).ok_or_else(unknown)?;
        let mut history = self.store.history(number, usize::MAX)?;
        let mut state = Contact::new(contact);
        if history.last().is_some_and(|oldest| oldest.head.sequence > 1) {
            state = history.pop().map_or(Ok(state), |oldest| decode_state(&oldest))?;
        }
        let mut machine: Option<(u32, Machine)> = None;
        for Transition { head, body } in history.iter().rev() {
            if machine.as_ref().is_none_or(|(deployment, _)| *deployment != head.deployment) {
                machine = Some((head.deployment, self.machine_of(head.deployment)?));
            }
            let Some((_, machine)) = &machine else { continue };
            let event: Event = postcard::from_bytes(&body.event)
                .map_err(|_| RuntimeError::Unreadable(format!("event {} of {contact}", head.sequence)))?;
            let outcome = self.config.stepper.step(machine, &mut state, &event);
            let differs = |what| Ok(Some(Divergence { sequence: head.sequence, what }));
            if outcome.effects.iter().map(encode).ne(body.effects.iter().cloned()) {
                return differs("effects");
            }
            if state.encode() != body.state {
                return differs("state");
            }
        }
        Ok(None)
    }

    fn machine_of(&self, deployment: u32) -> Result<Machine, RuntimeError> {
        let hash = self.store.table().deployments().get(deployment as usize).map(|one| one.program.clone());
        let hash = hash.ok_or_else(|| RuntimeError::Unreadable(format!("deployment {deployment}")))?;
        let program: Program = serde_json::from_str(&self.store.program(&hash)?)
            .map_err(|_| RuntimeError::Unreadable(format!("program {hash}")))?;
        Ok(Machine::new(program))
    }
}

fn decode_state(transition: &Transition) -> Result<Contact, RuntimeError> {
    let unreadable =
        |_| RuntimeError::Unreadable(format!("the state of contact {}", transition.head.contact));
    Contact::decode(&transition.body.state).map_err(unreadable)
}
