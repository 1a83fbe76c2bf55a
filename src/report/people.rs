//! Where the contacts are now.

use std::collections::BTreeMap;

use crate::engine::{Contact, Status};
use crate::ir::{Duration, Time};

/// A contact who has said nothing for so long, though the bot waits for it, has dropped off.
pub const SILENT: Duration = Duration(7 * 86_400_000);

/// All contacts, counted by where they are.
#[derive(Debug, Default)]
pub struct People {
    /// By status.
    pub(super) statuses: BTreeMap<Status, u64>,
    /// By flow and step.
    pub(super) places: BTreeMap<(String, String), Here>,
    /// Those for whom the bot waits, by router and arm.
    pub(super) arms: BTreeMap<(String, String), u64>,
}

/// Those in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Here {
    pub waiting: u64,
    pub silent: u64,
}

impl People {
    /// Counts a contact that stands nowhere.
    pub fn add_status(&mut self, status: Status) {
        *self.statuses.entry(status).or_default() += 1;
    }

    /// Counts a contact as it is at a time.
    pub fn add(&mut self, status: Status, contact: &Contact, now: Time) {
        self.add_status(status);
        let silent = contact.silent_since().is_some_and(|since| since + SILENT <= now);
        for place in contact.runs() {
            let here = self.places.entry(place).or_default();
            match silent || status == Status::Blocked {
                true => here.silent += 1,
                false => here.waiting += 1,
            }
        }
        if status == Status::Waiting {
            for (router, arm) in contact.arms() {
                *self.arms.entry((router.to_owned(), arm.to_owned())).or_default() += 1;
            }
        }
    }
}
