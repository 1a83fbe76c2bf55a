//! What an operator sees of a contact, of the whole, and of the counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::core::{Core, Live, Stage};
use super::error::RuntimeError;
use super::transcript::Line;
use crate::engine::{Contact, Person, Standing, Status};
use crate::ir::{Time, Value};
use crate::store;

/// Lines of the transcript that a contact is shown with.
const LINES: usize = 30;

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

/// Plain counts since the first start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Contacts by status.
    pub contacts: BTreeMap<Status, u64>,
    /// Per router and arm.
    pub arms: Vec<ArmCount>,
    /// How often each goal was reached.
    pub goals: BTreeMap<String, u64>,
    /// How often each branch of an AI router was taken: router, branch.
    pub branches: Vec<(String, String, u64)>,
    /// How often each step was entered: flow, step.
    pub steps: Vec<(String, String, u64)>,
    /// How often each limit was reached, and how often something was dropped: its words.
    pub limits: BTreeMap<String, u64>,
}

/// What became of those who were shown an arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmCount {
    /// The router.
    pub router: String,
    /// The arm.
    pub arm: String,
    /// Contacts to whom it was shown.
    pub shown: u64,
    /// How many of them reached each goal afterwards.
    pub reached: BTreeMap<String, u64>,
    /// How many of them wait for an answer or a time now.
    pub waiting: u64,
}

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

    /// The counts.
    pub(super) fn report(&self) -> Result<Report, RuntimeError> {
        let mut report = Report {
            contacts: BTreeMap::new(),
            arms: Vec::new(),
            goals: BTreeMap::new(),
            branches: Vec::new(),
            steps: Vec::new(),
            limits: BTreeMap::new(),
        };
        let mut arms: BTreeMap<(String, String), ArmCount> = BTreeMap::new();
        let table = self.store.table();
        for (key, count) in table.counts().iter() {
            let key: Vec<&str> = key.iter().map(String::as_str).collect();
            match key[..] {
                ["shown", router, arm] => arm_of(&mut arms, router, arm).shown = count,
                ["reached", router, arm, goal] => {
                    arm_of(&mut arms, router, arm).reached.insert(goal.to_string(), count);
                }
                ["goal", goal] => {
                    report.goals.insert(goal.to_string(), count);
                }
                ["branch", router, branch] => {
                    report.branches.push((router.to_string(), branch.to_string(), count));
                }
                ["step", flow, step] => report.steps.push((flow.to_string(), step.to_string(), count)),
                ["limit" | "dropped", what] => {
                    *report.limits.entry(what.to_string()).or_default() += count;
                }
                _ => {}
            }
        }
        for (number, row) in table.rows() {
            *report.contacts.entry(row.status).or_default() += 1;
            if row.status == Status::Waiting {
                let unreadable = |_| RuntimeError::Unreadable(format!("the state of contact {number}"));
                let contact = Contact::decode(&row.state).map_err(unreadable)?;
                for (router, arm) in self.config.stepper.exposures(&contact) {
                    arm_of(&mut arms, &router, &arm).waiting += 1;
                }
            }
        }
        report.arms = arms.into_values().collect();
        Ok(report)
    }
}

fn arm_of<'a>(
    arms: &'a mut BTreeMap<(String, String), ArmCount>,
    router: &str,
    arm: &str,
) -> &'a mut ArmCount {
    arms.entry((router.to_string(), arm.to_string())).or_insert_with(|| ArmCount {
        router: router.to_string(),
        arm: arm.to_string(),
        shown: 0,
        reached: BTreeMap::new(),
        waiting: 0,
    })
}
