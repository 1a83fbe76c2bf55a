//! Which contacts are people's? For the team's inbox.

use serde::{Deserialize, Serialize};

use super::core::Core;
use super::error::RuntimeError;
use super::handle::Handle;
use crate::engine::{Charge, Contact, Status};

/// Contacts that are looked at for one list; of more, those that appeared last.
const LOOKED_AT_MAX: usize = 2_000;

/// A contact as the team's inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charged {
    /// Its id.
    pub id: String,
    /// Its name, or the id where none is known.
    pub name: String,
    /// The channel's name in the manifest.
    pub channel: String,
    /// Its status.
    pub status: Status,
    /// Why it is a person's, and whose; `None` while it is the bot's.
    pub charge: Option<Charge>,
}

impl Charged {
    fn of(contact: Contact, status: Status) -> Self {
        let charge = contact.charge().cloned();
        let name = contact.person.name().unwrap_or_else(|| contact.id.clone());
        Charged { name, channel: contact.person.channel, status, charge, id: contact.id }
    }
}

impl Handle {
    /// A contact as the inbox shows it.
    ///
    /// # Errors
    /// `UnknownContact`, `Unreadable`.
    pub fn charged(&self, contact: &str) -> Result<Charged, RuntimeError> {
        let unknown = || RuntimeError::UnknownContact(contact.to_string());
        let number = self.live.store.table().number(contact).ok_or_else(unknown)?;
        let state = self.live.state(contact, number)?;
        let status = self.live.config.stepper.status(&state);
        Ok(Charged::of(state, status))
    }

    /// At most `most` of the contacts that are people's, those first who came to them last.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn charges(&self, most: usize) -> Result<Vec<Charged>, RuntimeError> {
        self.live.charges(most)
    }
}

impl Core {
    fn charges(&self, most: usize) -> Result<Vec<Charged>, RuntimeError> {
        let states: Vec<_> = {
            let table = self.store.table();
            let excess = table.manual().len().saturating_sub(LOOKED_AT_MAX);
            let rows = table.manual().skip(excess).filter_map(|number| table.row(number));
            rows.map(|row| row.state.clone()).collect()
        };
        let mut charges = Vec::with_capacity(states.len());
        for state in states {
            let unreadable = |_| RuntimeError::Unreadable("the state of a contact".into());
            let contact = Contact::decode(&state).map_err(unreadable)?;
            let status = self.config.stepper.status(&contact);
            charges.push(Charged::of(contact, status));
        }
        charges.sort_by_key(|charged| std::cmp::Reverse(charged.charge.as_ref().map(|charge| charge.since)));
        charges.truncate(most);
        Ok(charges)
    }
}
