//! The engine as the runtime sees it.

use crate::engine::{self, Contact, Event, Machine, Outcome, Standing, Status};
use crate::ir::Time;

/// Takes one event and says where the contact stands. Tests bring their own.
pub trait Stepper: Send + Sync {
    /// Takes one event. Pure: the same for the same arguments.
    fn step(&self, machine: &Machine, contact: &mut Contact, event: &Event) -> Outcome;

    /// When the contact's next timer is due.
    fn next_due(&self, contact: &Contact) -> Option<Time>;

    /// The contact's status.
    fn status(&self, contact: &Contact) -> Status;

    /// Where the contact's frames stand, innermost last.
    fn points(&self, contact: &Contact) -> Vec<Standing>;
}

/// The engine itself.
#[derive(Debug, Default)]
pub struct EngineStep;

impl Stepper for EngineStep {
    fn step(&self, machine: &Machine, contact: &mut Contact, event: &Event) -> Outcome {
        engine::step(machine, contact, event)
    }

    fn next_due(&self, contact: &Contact) -> Option<Time> {
        contact.next_due()
    }

    fn status(&self, contact: &Contact) -> Status {
        contact.status()
    }

    fn points(&self, contact: &Contact) -> Vec<Standing> {
        contact.points()
    }
}
