//! `/start`, start links, and the first meeting.

use std::collections::BTreeMap;

use super::contact::Mode;
use super::event::{Known, Message};
use super::run::Run;
use super::{Record, answer, eval, operator};
use crate::ir::{EventPattern, Expr, Piece, SlotPlace, Template, Time, Type, Value};

/// The payload of a `/start` that was written as a message; `None` is another message.
pub(crate) fn command(text: &str) -> Option<Option<String>> {
    let rest = text.trim().strip_prefix("/start")?;
    match rest.trim() {
        "" => Some(None),
        payload if rest.starts_with(char::is_whitespace) => Some(Some(payload.to_owned())),
        _ => None,
    }
}

/// The event `start`: data first, whatever the position.
pub(crate) fn arrive(
    run: &mut Run<'_>,
    payload: Option<String>,
    known: &Known,
    trackers: &BTreeMap<String, String>,
) {
    note_known(run, known);
    note_trackers(run, trackers);
    if operator::is_manual(run.contact) {
        let text = payload.map_or("/start".to_owned(), |payload| format!("/start {payload}"));
        return run.relay(&Message { text, media: Vec::new() });
    }
    start(run, payload);
}

/// `/start`: the first `on start` that fits, else the bot's `start` flow anew.
pub(crate) fn start(run: &mut Run<'_>, payload: Option<String>) {
    run.close_window_for_command();
    run.contact.hearing = None;
    let mode = run.contact.mode;
    meet(run);
    run.contact.blocked = false;
    run.note_message(&Message::default());
    // Who opted out is opened at the `start` flow, wherever the link leads.
    if mode != Mode::Stopped && take_by_handler(run, payload.as_deref()) {
        // Who has no position yet gets one, unless the handler gave it.
        if mode == Mode::New {
            run.come_to_rest();
            if run.contact.frames.is_empty() && run.contact.mode == Mode::Active {
                begin(run);
            }
        }
        return;
    }
    run.contact.inbox.clear();
    begin(run);
}

/// Any message of a contact not yet met begins the `start` flow; it is the first unanswered one.
pub(crate) fn meet_with(run: &mut Run<'_>, message: Message) {
    meet(run);
    run.note_message(&message);
    if !run.hear(&message, "") {
        run.keep(message);
    }
    begin(run);
}

/// Every frame is dropped, the bot's `start` flow begins.
pub(crate) fn begin(run: &mut Run<'_>) {
    let start = &run.program.bot.start;
    let named = run.program.flows.iter().position(|flow| flow.name == *start);
    run.enter_flow(named.unwrap_or(0) as u32, 0, BTreeMap::new(), None);
}

/// A flow begins again by an operator's order: its contacts' position is gone from the script. One that is visited
/// begins again on top of its visit, with its parameters.
pub(crate) fn restart(run: &mut Run<'_>, flow: &str) {
    let Some(place) = run.program.flows.iter().position(|own| own.name == flow) else { return };
    if run.contact.mode == Mode::Active {
        run.contact.person_leads = false;
        run.contact.proactive = true;
        match lost_in_visit(run, flow) {
            Some(at) => run.enter_step(at, place as u32, 0),
            None => run.enter_flow(place as u32, 0, BTreeMap::new(), None),
        }
    }
}

/// The place on the stack of the flow's run, where it is a visited one and the outermost that has lost its position.
fn lost_in_visit(run: &Run<'_>, flow: &str) -> Option<usize> {
    let frames = &run.contact.frames;
    let lost = frames.iter().find(|frame| run.machine.find(frame.point).is_none())?;
    let at = lost.owner? as usize;
    (at > 0 && frames.get(at)?.flow == flow).then_some(at)
}

fn meet(run: &mut Run<'_>) {
    // One who opted out before the first meeting was never met.
    if run.contact.person.created == Time::default() {
        run.contact.person.created = run.now;
    }
    run.contact.mode = Mode::Active;
}

/// The event `profile`: data, and nothing else.
pub(crate) fn profile(run: &mut Run<'_>, known: &Known, trackers: &BTreeMap<String, String>) {
    note_known(run, known);
    note_trackers(run, trackers);
}

fn note_known(run: &mut Run<'_>, known: &Known) {
    let person = &mut run.contact.person;
    for (own, new) in [
        (&mut person.first_name, &known.first_name),
        (&mut person.last_name, &known.last_name),
        (&mut person.username, &known.username),
        (&mut person.phone, &known.phone),
        (&mut person.email, &known.email),
        (&mut person.language, &known.language),
        (&mut person.timezone, &known.timezone),
        (&mut person.channel, &known.channel),
    ] {
        if !new.is_empty() {
            own.clone_from(new);
        }
    }
}

/// Tracker fields that an event brings.
pub(crate) fn note_trackers(run: &mut Run<'_>, trackers: &BTreeMap<String, String>) {
    for (name, text) in trackers {
        let Some(tracker) = run.program.symbols.trackers.get(name) else { continue };
        let value = match &tracker.ty {
            Type::Text(None) => Some(Value::Text(text.clone())),
            ty => answer::of_text(run, text, ty),
        };
        if let Some(value) = value {
            run.contact.trackers.insert(name.clone(), value);
        }
    }
}

/// Offers the start to `on start` handlers; captures are set when one takes it.
fn take_by_handler(run: &mut Run<'_>, payload: Option<&str>) -> bool {
    let fits = |event: &EventPattern| match event {
        EventPattern::Start(None) => true,
        EventPattern::Start(Some(link)) => captures(run, link, payload).is_some(),
        _ => false,
    };
    let Some(found) = run.search(fits, None) else { return false };
    let captured = match &found.handler.event {
        EventPattern::Start(Some(link)) => captures(run, link, payload).unwrap_or_default(),
        _ => Vec::new(),
    };
    if !run.enter_handler(&found, None) {
        run.record(Record::Untaken { event: "start".into() });
        return false;
    }
    for (field, value) in captured {
        run.set(&SlotPlace::Field(field), value);
    }
    true
}

/// The fields that a payload fills, where it fits the link: literal pieces, and holes with a declared field's name.
fn captures(run: &Run<'_>, link: &Template, payload: Option<&str>) -> Option<Vec<(String, Value)>> {
    let mut pattern = String::from(r"\A");
    let mut fields = Vec::new();
    for piece in &link.0 {
        match piece {
            Piece::Literal(text) => pattern.push_str(&regex::escape(text)),
            Piece::Hole { expr: Expr::Field(name), .. } => {
                pattern.push_str("(.+?)");
                fields.push(name);
            }
            Piece::Hole { .. } => return None,
        }
    }
    pattern.push_str(r"\z");
    let found = regex::Regex::new(&pattern).ok()?.captures(payload?)?;
    let mut captured = Vec::new();
    for (place, name) in fields.into_iter().enumerate() {
        let text = found.get(place + 1)?.as_str();
        let field = run.program.symbols.fields.get(name)?;
        let value = match &field.ty {
            ty @ Type::Text(_) => eval::fit(Value::Text(text.to_owned()), ty, run.machine.regexes()),
            ty => answer::of_text(run, text, ty),
        };
        captured.push((name.clone(), value?));
    }
    Some(captured)
}
