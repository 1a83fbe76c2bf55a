//! `handoff`.

use crate::engine::Record;
use crate::engine::contact::{Contact, Internal};
use crate::engine::effect::EffectKind;
use crate::engine::eval::same_text;
use crate::engine::frame::{Back, Wait};
use crate::engine::run::{Next, Run};
use crate::engine::take::{Found, PlaceKind};
use crate::engine::watch;
use crate::ir::{Choice, Handoff, Op};

pub(crate) fn run(run: &mut Run<'_>, handoff: &Handoff) -> Next {
    if run.give_kept_to_statement() {
        return Next::Stay;
    }
    let text = run.text(&handoff.text);
    let operator = handoff.operator.clone().unwrap_or_default();
    let buttons: Vec<String> = handoff.buttons.iter().map(|button| run.text(&button.text)).collect();
    run.emit(EffectKind::Handoff { operator, text, buttons: buttons.clone() });
    run.wait(Wait::Handoff { since: run.now, buttons, back: None }, "handoff");
    Next::Stay
}

/// The innermost handoff that nobody has handed back, by its frame's place.
pub(crate) fn open(contact: &Contact) -> Option<usize> {
    contact.frames.iter().rposition(|frame| matches!(frame.wait, Wait::Handoff { back: None, .. }))
}

/// A live button of a person: its handoff's frame, and its place among the buttons.
pub(crate) fn button(contact: &Contact, text: &str) -> Option<(usize, u32)> {
    let of_frame = |(at, wait): (usize, &Wait)| match wait {
        Wait::Handoff { buttons, back: None, .. } => {
            let nth = buttons.iter().position(|shown| same_text(shown, text))?;
            Some((at, nth as u32))
        }
        _ => None,
    };
    contact.frames.iter().map(|frame| &frame.wait).enumerate().rev().find_map(of_frame)
}

/// What goes on when the person has handed back, and nothing covers the handoff any more.
pub(crate) fn come_back(run: &mut Run<'_>) {
    let Some(Wait::Handoff { back: Some(back), .. }) = run.contact.frames.last().map(|frame| &frame.wait)
    else {
        return;
    };
    let back = *back;
    let Some(node) = run.standing() else { return };
    let Op::Handoff(handoff) = &node.op else { return };
    let pressed = match back {
        Back::Left => None,
        Back::Pressed(nth) => handoff.buttons.get(nth as usize),
    };
    run.chose(
        node.point,
        match back {
            Back::Left => Choice::Next,
            Back::Pressed(nth) => Choice::Button(nth),
        },
    );
    let next = match pressed {
        None => node.next,
        Some(button) => {
            let branch = button.text.as_literal().unwrap_or("{…}").to_owned();
            run.record(Record::Branch { router: "handoff".into(), branch });
            button.body.0
        }
    };
    run.follow(Next::Go(next));
}

/// The handler that takes an event while the contact is a person's: one of the handoff's own.
pub(crate) fn taker<'a>(run: &Run<'a>, event: &Internal) -> Option<Found<'a>> {
    let at = run.innermost().filter(|at| open(run.contact) == Some(*at))?;
    let own = |place: &crate::engine::take::Place<'_>| {
        place.frame == Some(at) && place.kind == PlaceKind::Statement
    };
    let place = run.places().into_iter().find(own)?;
    let arrival = match event {
        Internal::Arrival(arrival) => Some(arrival),
        _ => None,
    };
    run.search_in(&place, |pattern| watch::takes(pattern, event), arrival)
}
