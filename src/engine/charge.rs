//! What people of the team are told of a contact that is theirs: why, since when, and who has it.

use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::statement::handoff;
use crate::ir::Time;

/// A contact in the charge of people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Charge {
    /// Since when.
    pub since: Time,
    /// Whose it is: an operator's name in the manifest; empty is the default one.
    pub operator: String,
    /// Why; empty where nobody was called and somebody joined, or paused the bot.
    pub reason: String,
    /// The handoff's buttons.
    pub buttons: Vec<String>,
    /// The name of the person who has it; empty while nobody of a name does.
    pub by: String,
}

impl Contact {
    /// A handoff calls people. One that calls again leaves the contact with whoever has it.
    pub(crate) fn call_people(&mut self, now: Time, operator: &str, reason: &str, buttons: &[String]) {
        let by = self.charge.take().map(|charge| charge.by).unwrap_or_default();
        let (operator, reason) = (operator.to_owned(), reason.to_owned());
        self.charge = Some(Charge { since: now, operator, reason, buttons: buttons.to_vec(), by });
    }

    /// Somebody of this name has it now.
    pub(crate) fn taken_by(&mut self, now: Time, name: &str) {
        let charge = self.charge.get_or_insert_with(|| Charge { since: now, ..Charge::default() });
        charge.by = name.to_owned();
    }

    /// Nobody has what the bot has.
    pub(crate) fn settle_charge(&mut self, now: Time) {
        if handoff::open(self).is_none() && !self.person_leads {
            self.charge = None;
        } else if self.charge.is_none() {
            self.charge = Some(Charge { since: now, ..Charge::default() });
        }
    }
}
