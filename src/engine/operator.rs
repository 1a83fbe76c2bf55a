//! People of the team in the chat.

use super::contact::{Contact, Internal, Mode, Status};
use super::effect::{EffectKind, Outgoing};
use super::event::{Command, OperatorEvent};
use super::frame::Wait;
use super::run::{Next, Run};
use super::{Record, start};

/// Whether the contact is a person's: one leads, or was called.
pub(crate) fn is_manual(contact: &Contact) -> bool {
    contact.status() == Status::Manual
}

/// A person did something.
pub(crate) fn arrive(run: &mut Run<'_>, event: &OperatorEvent) {
    match event {
        OperatorEvent::Joined => joined(run, true),
        OperatorEvent::Left => left(run, true),
        OperatorEvent::Pressed(_) => run.record(Record::Untaken { event: "operator".into() }),
        OperatorEvent::Said(message) => {
            if is_manual(run.contact) {
                // Who answers a handoff has joined, whether the channel tells so or not.
                joined(run, true);
            }
            let outgoing =
                Outgoing { text: message.text.clone(), media: message.media.clone(), ..Outgoing::default() };
            run.emit(EffectKind::Say(outgoing));
            if run.contact.person_leads {
                // The person has read what was kept, and answered it.
                run.contact.inbox.clear();
            }
        }
    }
}

/// An operator's order.
pub(crate) fn command(run: &mut Run<'_>, command: &Command) {
    match command {
        Command::Pause => joined(run, false),
        Command::Resume => left(run, false),
        Command::Restart { flow } => start::restart(run, flow),
    }
}

fn joined(run: &mut Run<'_>, told: bool) {
    if run.contact.mode != Mode::Active || run.contact.person_leads {
        return;
    }
    run.contact.person_leads = true;
    // What an `ai reply` was about to say is the person's to say now.
    if let Some(frame) = run.contact.frames.last_mut()
        && frame.wait.listens()
    {
        frame.wait = Wait::Reply;
    }
    if told {
        defer_if_watched(run, Internal::OperatorJoined);
    }
}

fn left(run: &mut Run<'_>, told: bool) {
    if run.contact.mode == Mode::Active && run.contact.blocked {
        // Nothing can go on yet, but the person is gone: the contact comes back to the bot.
        run.contact.person_leads = false;
        return;
    }
    if run.contact.mode != Mode::Active || !is_manual(run.contact) {
        return;
    }
    run.contact.person_leads = false;
    run.contact.proactive = false;
    if told {
        defer_if_watched(run, Internal::OperatorLeft);
    }
    let now = run.now;
    let next = run.standing().and_then(|node| node.next);
    let Some(frame) = run.contact.frames.last_mut() else { return };
    frame.resumed = now;
    match &mut frame.wait {
        Wait::Handoff { .. } => return run.follow(Next::Go(next)),
        // Handed back, `within` starts anew.
        Wait::Ask { since, .. } | Wait::Event { since, .. } => *since = now,
        Wait::Result(flight) => flight.since = now,
        _ => {}
    }
    run.uncovered(false);
}

fn defer_if_watched(run: &mut Run<'_>, event: Internal) {
    if run.machine.is_watched(&event) {
        run.defer(event);
    }
}
