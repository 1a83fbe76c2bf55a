//! `wait for`.

use super::{Taken, ask, empty_slots};
use crate::engine::eval::{Arrival, same_text};
use crate::engine::event::Message;
use crate::engine::frame::Wait as Waiting;
use crate::engine::run::{Next, Run};
use crate::engine::take::{Incoming, has_media};
use crate::engine::{answer, eval};
use crate::ir::{Choice, EventPattern, MediaRef, Node, Op, Type, Value, Wait};

pub(crate) fn run(run: &mut Run<'_>, node: &Node, wait: &Wait) -> Next {
    if let EventPattern::Inbound(inbound, name) = &wait.event
        && let Some(arrival) = run.take_kept(*inbound, name, wait.tail.guard.as_ref())
    {
        arrived(run, wait, &arrival);
        run.chose(node.point, Choice::Next);
        return Next::Go(node.next);
    }
    run.wait(Waiting::Event { since: run.now, unfit: 0 }, &super::what(&node.op));
    Next::Stay
}

/// A postback or webhook: taken if the innermost frame waits for it and its guard fits.
pub(crate) fn take_arrival(run: &mut Run<'_>, arrival: &Arrival) -> bool {
    let waits = matches!(run.contact.frames.last().map(|frame| &frame.wait), Some(Waiting::Event { .. }));
    let Some(node) = run.standing().filter(|_| waits) else { return false };
    let Op::Wait(wait) = &node.op else { return false };
    let named = matches!(&wait.event, EventPattern::Inbound(inbound, name)
        if *inbound == arrival.inbound && *name == arrival.name);
    let at = run.innermost();
    let holds = |guard| run.scoped(at, Some(arrival), |scope| eval::holds(guard, scope));
    if !named || !wait.tail.guard.as_ref().is_none_or(holds) {
        return false;
    }
    run.contact.proactive = true;
    arrived(run, wait, arrival);
    run.chose(node.point, Choice::Next);
    run.follow(Next::Go(node.next));
    true
}

/// From here on `NAME.x` is this one's.
fn arrived(run: &mut Run<'_>, wait: &Wait, arrival: &Arrival) {
    if let Some(frame) = run.contact.frames.last_mut() {
        frame.inbound = Some(arrival.clone());
    }
    if let Some(slot) = &wait.tail.save {
        run.set_all(&[(slot, Value::Record(arrival.params.clone()))], None, Some(arrival));
    }
}

/// A message while the statement waits.
pub(crate) fn take_message(run: &mut Run<'_>, node: &Node, wait: &Wait, incoming: &Incoming) -> Taken {
    if !fits(run, &wait.event, incoming) {
        return Taken::OtherKind;
    }
    run.take(incoming.message.clone());
    let value = value(run, wait, &incoming.message);
    if value.is_some_and(|value| ask::accept(run, &wait.tail, value, &incoming.message)) {
        run.chose(node.point, Choice::Next);
        run.follow(Next::Go(node.next));
        return Taken::Yes;
    }
    let Some(Waiting::Event { since, unfit }) = run.contact.frames.last().map(|frame| frame.wait.clone())
    else {
        return Taken::Yes;
    };
    match ask::after_unfit(run, &wait.tail, unfit + 1, node) {
        Some(next) => {
            empty_slots(run, &node.op);
            run.follow(next);
        }
        None => run.wait(Waiting::Event { since, unfit: unfit + 1 }, &super::what(&node.op)),
    }
    Taken::Yes
}

fn fits(run: &Run<'_>, event: &EventPattern, incoming: &Incoming) -> bool {
    let message = &incoming.message;
    match event {
        EventPattern::Message => true,
        EventPattern::MessageText(texts) => texts.iter().any(|text| same_text(text, &message.text)),
        EventPattern::MessageMatches(regex) => run.machine.regexes().finds(regex, &message.text),
        EventPattern::Media(kind) => has_media(message, *kind),
        EventPattern::Button(text) => incoming.pressed && same_text(text, &message.text),
        _ => false,
    }
}

/// What a message is worth: what the place wants, else its text, else its media.
fn value(run: &Run<'_>, wait: &Wait, message: &Message) -> Option<Value> {
    let media = match &wait.event {
        EventPattern::Media(kind) => message.media.iter().find(|media| media.kind == *kind),
        _ => None,
    };
    let media = media.or(message.media.first()).cloned().map(Value::Media);
    match wait.tail.save.as_ref().map(|slot| &slot.ty) {
        Some(Type::Image | Type::File) => media,
        Some(Type::List(item)) if matches!(**item, Type::Image | Type::File) => {
            let fits = |media: &&MediaRef| match &wait.event {
                EventPattern::Media(kind) => media.kind == *kind,
                _ => true,
            };
            Some(Value::List(message.media.iter().filter(fits).cloned().map(Value::Media).collect()))
        }
        Some(ty) => answer::of_text(run, &message.text, ty),
        None if matches!(wait.event, EventPattern::Media(_)) => media,
        None if message.text.is_empty() => media,
        None => Some(Value::Text(message.text.clone())),
    }
}
