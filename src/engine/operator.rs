//! People of the team in the chat.

use super::contact::{Contact, Internal, Mode, Status};
use super::effect::{EffectKind, Outgoing};
use super::event::{Command, OperatorEvent};
use super::frame::{Back, Wait};
use super::run::Run;
use super::statement::handoff;
use super::{Record, moved, start};

/// Whether the contact is a person's: one leads, or was called.
pub(crate) fn is_manual(contact: &Contact) -> bool {
    contact.status() == Status::Manual
}

/// A person did something.
pub(crate) fn arrive(run: &mut Run<'_>, event: &OperatorEvent) {
    match event {
        OperatorEvent::Joined => joined(run, true),
        OperatorEvent::Took(name) => {
            joined(run, true);
            if is_manual(run.contact) {
                run.contact.taken_by(run.now, name);
            }
        }
        OperatorEvent::Left => left(run, true),
        OperatorEvent::Pressed(text) => pressed(run, text),
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
        Command::Move => moved::go_on(run),
    }
}

fn joined(run: &mut Run<'_>, told: bool) {
    if run.contact.mode != Mode::Active || run.contact.person_leads {
        return;
    }
    run.contact.person_leads = true;
    run.relay_gathered();
    run.relay_unheard();
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
    let called = handoff::open(run.contact);
    if called.is_some() || run.contact.blocked || is_manual(run.contact) {
        hand_back(run, told, called.map(|at| (at, Back::Left)));
    }
}

/// A button that no open handoff has changes nothing.
fn pressed(run: &mut Run<'_>, text: &str) {
    match handoff::button(run.contact, text) {
        Some((at, nth)) => hand_back(run, true, Some((at, Back::Pressed(nth)))),
        None => run.record(Record::Untaken { event: "operator button".into() }),
    }
}

/// The contact is the bot's again; `by` says which handoff was ended, and how.
fn hand_back(run: &mut Run<'_>, told: bool, by: Option<(usize, Back)>) {
    if run.contact.mode != Mode::Active {
        return;
    }
    run.contact.person_leads = false;
    if let Some((at, by)) = by
        && let Some(Wait::Handoff { back, .. }) = run.contact.frames.get_mut(at).map(|frame| &mut frame.wait)
    {
        *back = Some(by);
    }
    if run.contact.blocked {
        // Nothing can go on yet, but the person is gone: it goes on when the contact is back.
        return;
    }
    run.contact.proactive = false;
    if told {
        defer_if_watched(run, Internal::OperatorLeft);
    }
    let now = run.now;
    for frame in &mut run.contact.frames {
        if let Wait::Visit { since } = &mut frame.wait {
            *since = now;
        }
    }
    let Some(frame) = run.contact.frames.last_mut() else { return };
    frame.resumed = now;
    match &mut frame.wait {
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
