//! What happens next to this contact? A pure function of program, state and event.
//!
//! [`step`] is total: no clock, no randomness, no I/O, no environment, no order of a hash map. The event carries its
//! time; everything that one event causes has that time. Timers lie in the state: whoever runs contacts asks
//! [`Contact::next_due`] after each step and sends [`EventKind::Clock`] at that time.

mod answer;
mod button;
mod charge;
mod contact;
pub mod draw;
mod effect;
pub mod eval;
mod event;
mod flight;
mod frame;
mod gather;
mod hear;
mod inbound;
mod inbox;
pub mod limits;
mod machine;
mod model;
mod moved;
mod operator;
mod privacy;
mod proactive;
pub mod reading;
mod record;
mod run;
mod slot;
mod stack;
mod start;
mod statement;
mod stop;
mod take;
mod talk;
mod timer;
mod trace;
mod trial;
mod watch;

#[cfg(test)]
mod tests;

pub use charge::Charge;
pub use contact::{Contact, Person, Standing, Status};
pub use effect::{ActionRequest, Effect, EffectKey, EffectKind, Outgoing, OutgoingButton, OutgoingTemplate};
pub use event::{ActionAnswer, Command, Event, EventKind, Known, Link, Message, OperatorEvent};
pub use machine::Machine;
pub use model::{ModelAnswer, ModelRequest, PatternSpec, Role, SaveSpec, Talk, Task, Turn};
pub use record::Record;
pub use stop::CONFIRMATION;
pub use trace::Mark;

use std::collections::BTreeMap;

use crate::ir::Inbound;

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
///
/// Timers that were due before the event are taken first. A repeated event id is the caller's to drop.
pub fn step(machine: &Machine, contact: &mut Contact, event: &Event) -> Outcome {
    take(machine, contact, event, None)
}

/// [`step`], and what it came through is added to the marks.
pub fn traced(machine: &Machine, contact: &mut Contact, event: &Event, marks: &mut Vec<Mark>) -> Outcome {
    take(machine, contact, event, Some(marks))
}

fn take(machine: &Machine, contact: &mut Contact, event: &Event, marks: Option<&mut Vec<Mark>>) -> Outcome {
    if let EventKind::Link(link) = &event.kind {
        // Not even time passes by it: what is due is taken by the event that it goes before.
        contact.sequence += 1;
        contact.link = Some(link.clone());
        return Outcome::default();
    }
    let before = contact.clone();
    contact.sequence += 1;
    let mut run = run::Run::new(machine, contact, event.at, trace::Trace::of(marks));
    if event.kind != EventKind::Clock {
        run.catch_up();
    }
    dispatch(&mut run, &event.kind);
    run.come_to_rest();
    run.finish(before, event)
}

fn dispatch(run: &mut run::Run<'_>, kind: &EventKind) {
    match kind {
        EventKind::Start { payload, known, trackers } => start::arrive(run, payload.clone(), known, trackers),
        EventKind::Profile { known, trackers } => start::profile(run, known, trackers),
        EventKind::Message(message) => run.take_message(message.clone(), false, ""),
        EventKind::Button { text, button } => {
            // A channel may know no more than the id of what was pressed.
            let text = if text.is_empty() { run.text_of_button(button) } else { text.clone() };
            run.take_message(Message { text, media: Vec::new() }, true, button);
        }
        EventKind::Postback { name, params, trackers } => {
            inbound::arrive(run, Inbound::Postback, name, params, trackers);
        }
        EventKind::Webhook { name, params } => {
            inbound::arrive(run, Inbound::Webhook, name, params, &BTreeMap::new());
        }
        EventKind::Operator(event) => operator::arrive(run, event),
        // What is due is taken when the contact comes to rest.
        EventKind::Clock => {}
        EventKind::Model { request, answer } => {
            flight::arrive(run, *request, frame::Answer::Model(answer.clone()));
        }
        EventKind::Action { request, answer } => {
            flight::arrive(run, *request, frame::Answer::Action(answer.clone()));
        }
        EventKind::Blocked => stop::blocked(run),
        EventKind::Command(command) => operator::command(run, command),
        // Noted before there was a run.
        EventKind::Link(_) => {}
    }
}
