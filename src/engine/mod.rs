//! What happens next to this contact? A pure function of program, state and event.
//!
//! [`step`] is total: no clock, no randomness, no I/O, no environment, no order of a hash map. The event carries its
//! time; everything that one event causes has that time. Timers lie in the state: whoever runs contacts asks
//! [`Contact::next_due`] after each step and sends [`EventKind::Clock`] at that time.

mod contact;
pub mod draw;
mod effect;
pub mod eval;
mod event;
mod machine;
mod model;
pub mod reading;
mod record;
mod trial;

pub use contact::{Contact, Person, Standing, Status};
pub use effect::{ActionRequest, Effect, EffectKey, EffectKind, Outgoing, OutgoingButton};
pub use event::{ActionAnswer, Command, Event, EventKind, Known, Message, OperatorEvent};
pub use machine::Machine;
pub use model::{ModelAnswer, ModelRequest, PatternSpec, Role, SaveSpec, Talk, Task, Turn};
pub use record::Record;

/// Raised when the meaning of a statement, of an expression, or of a pinned dependency changes. It stands in every
/// journal entry.
pub const ENGINE_VERSION: u32 = 1;

/// What one event caused.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// To be delivered after the commit, in this order.
    pub effects: Vec<Effect>,
    /// What counts and transcripts are made of; nothing is delivered.
    pub records: Vec<Record>,
}

/// Takes one event: changes the state and says what is to be done.
pub fn step(_machine: &Machine, contact: &mut Contact, _event: &Event) -> Outcome {
    contact.sequence += 1;
    Outcome::default()
}
