//! What an operator sees of a contact, of the whole, and of what became of all.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::core::{Core, Live, Stage};
use super::error::RuntimeError;
use super::transcript::Line;
use crate::engine::{Contact, Person, Standing, Status};
use crate::ir::{Time, Value};
use crate::report::{People, Report};
use crate::store;

/// Lines of the transcript that a contact is shown with.
const LINES: usize = 30;
/// Contacts that are looked at while the table is held.
const AT_A_TIME: usize = 1024;

/// A contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactView {
    /// Its id.
    pub id: String,
    /// Its status.
    pub status: Status,
    /// Number of its events.
    pub sequence: u64,
    /// Where its frames stand, innermost last.
    pub standing: Vec<Standing>,
    /// When its next timer is due.
    pub due: Option<Time>,
    /// Who it is.
    pub person: Person,
    /// Its tags.
    pub tags: BTreeSet<String>,
    /// Its fields.
    pub fields: BTreeMap<String, Value>,
    /// Its tracker fields.
    pub trackers: BTreeMap<String, Value>,
    /// Effects that have to leave: kind and recorded attempts.
    pub undelivered: Vec<(String, u32)>,
    /// The last lines, oldest first.
    pub transcript: Vec<Line>,
}

/// How a running flowc is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Whether it takes events.
    pub ok: bool,
    /// Why not.
    pub failure: Option<String>,
    /// The hash of the program in service.
    pub program: String,
    /// How the store is.
    pub store: store::Health,
}

/// A contact's number, its status, and its state if it stands somewhere.
type Glimpse = (u32, Status, Option<Box<[u8]>>);

impl Live {
    /// A contact as it is now.
    pub(super) fn show(&self, contact: &str) -> Result<ContactView, RuntimeError> {
        let unknown = || RuntimeError::UnknownContact(contact.to_string());
        let number = self.store.table().number(contact).ok_or_else(unknown)?;
        let state = self.state(contact, number)?;
        let stepper = &self.config.stepper;
        let undelivered = self
            .store
            .table()
            .outbox_of(number)
            .map(|(_, one)| (one.kind.to_string(), one.attempts))
            .collect();
        Ok(ContactView {
            status: stepper.status(&state),
            sequence: state.sequence,
            standing: stepper.points(&state),
            due: stepper.next_due(&state),
            undelivered,
            transcript: self.transcript(number, LINES)?,
            id: state.id,
            person: state.person,
            tags: state.tags,
            fields: state.fields,
            trackers: state.trackers,
        })
    }
}

impl Core {
    /// How all is.
    pub(super) fn health(&self) -> Health {
        let store = self.store.health();
        let failure = match &*self.stage.borrow() {
            Stage::Failed(reason) => Some(reason.clone()),
            Stage::Running | Stage::Stopping => store.failure.clone(),
        };
        Health { ok: failure.is_none(), failure, program: self.active().machine.hash().to_string(), store }
    }

    /// What became of the contacts.
    pub(super) fn report(&self) -> Result<Report, RuntimeError> {
        let now = self.clock.now();
        let mut people = People::default();
        let mut from = 0;
        loop {
            let some = self.some(from);
            let Some((last, ..)) = some.last() else { break };
            from = last + 1;
            for (number, status, state) in some {
                let unreadable = |_| RuntimeError::Unreadable(format!("the state of contact {number}"));
                match state {
                    Some(state) => people.add(status, &Contact::decode(&state).map_err(unreadable)?, now),
                    None => people.add_status(status),
                }
            }
        }
        let machine = self.active().machine;
        let table = self.store.table();
        Ok(Report::of(machine.program(), machine.hash(), table.counts().iter(), &people, now))
    }

    /// Some contacts from a number on, with the states of those who stand somewhere: so few at a time that nobody waits
    /// for the table.
    fn some(&self, from: u32) -> Vec<Glimpse> {
        let table = self.store.table();
        let rows = table.rows_from(from).take(AT_A_TIME);
        let some = rows.map(|(number, row)| {
            let stands = !matches!(row.status, Status::Finished | Status::Stopped | Status::New);
            (number, row.status, stands.then(|| row.state.clone()))
        });
        some.collect()
    }
}
