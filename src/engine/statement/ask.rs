//! `ask`, `ai ask`.

use super::{Taken, empty_slots, say};
use crate::engine::answer::{self, Reading};
use crate::engine::eval;
use crate::engine::event::Message;
use crate::engine::frame::{Purpose, Wait};
use crate::engine::limits::BUTTONS_MAX;
use crate::engine::model::Task;
use crate::engine::run::{Next, Run};
use crate::engine::take::Incoming;
use crate::engine::talk::{self, Wanted};
use crate::ir::{Ask, Choice, Node, Op, SlotPlace, Tail, Time, Type, Value};

pub(crate) fn run(run: &mut Run<'_>, node: &Node, ask: &Ask) -> Next {
    if let Some(next) = run.held_back(ask.message.any_hour) {
        return next;
    }
    run.contact.wordings.remove(&node.point);
    question(run, node, ask, None, 0);
    Next::Stay
}

/// Sends the question; `since` is when it was first sent.
pub(crate) fn question(run: &mut Run<'_>, node: &Node, ask: &Ask, since: Option<Time>, unfit: u32) {
    if ask.ai {
        return run.ask_model(Purpose::Question { since, unfit });
    }
    let text = wording(run, node, ask);
    send(run, node, ask, text);
    let since = since.unwrap_or(run.now);
    run.wait(Wait::Ask { since, unfit }, "ask");
}

/// The wording whose turn it is: an `ask` begins with its first one.
pub(crate) fn wording(run: &mut Run<'_>, node: &Node, ask: &Ask) -> String {
    let turn = say::turn(run, node, ask.message.wordings.len());
    say::pick(run, &ask.message, turn)
}

/// Sends the question under these words, with its choices as buttons.
pub(crate) fn send(run: &mut Run<'_>, node: &Node, ask: &Ask, text: String) {
    let mut choices = Vec::new();
    if let Some(list) = &ask.choices {
        if let Value::List(items) = run.value(list) {
            let at = run.innermost();
            choices =
                items.iter().map(|item| run.scoped(at, None, |scope| eval::show(item, scope))).collect();
        }
    } else if ask.message.buttons.is_empty()
        && let Some(Type::OneOf(values)) = ask.tail.save.as_ref().map(|slot| &slot.ty)
    {
        choices.clone_from(values);
    }
    if choices.len() > BUTTONS_MAX {
        choices.truncate(BUTTONS_MAX);
        run.limit("buttons");
    }
    say::send(run, node, &ask.message, text, &choices);
}

/// What an `ai ask` wants of the model.
pub(crate) fn wanted(run: &mut Run<'_>, node: &Node, ask: &Ask) -> Wanted {
    let turn = say::turn(run, node, ask.message.wordings.len());
    let mut values = Vec::new();
    let instruction = say::wording_at(&ask.message, turn);
    let instruction = instruction.map(|text| talk::told(run, text, &mut values)).unwrap_or_default();
    Wanted { messages: Vec::new(), task: Task::Write { instruction, fallback: None }, values }
}

/// The model has worded the question.
pub(crate) fn wrote(
    run: &mut Run<'_>,
    node: &Node,
    ask: &Ask,
    since: Option<Time>,
    unfit: u32,
    text: String,
) {
    if let Some(Next::Stay) = run.held_back(ask.message.any_hour) {
        return;
    }
    send(run, node, ask, eval::bounded(text));
    let since = since.unwrap_or(run.now);
    run.wait(Wait::Ask { since, unfit }, "ai ask");
}

/// A message while the question waits.
pub(crate) fn take_message(run: &mut Run<'_>, node: &Node, ask: &Ask, incoming: &Incoming) -> Taken {
    match answer::read(run, ask, &incoming.message) {
        Reading::OtherKind => Taken::OtherKind,
        Reading::Unfit => {
            answered(run, ask, incoming);
            unfit(run);
            Taken::Yes
        }
        Reading::Fits(value) => {
            answered(run, ask, incoming);
            if accept(run, &ask.tail, value, &incoming.message) {
                run.chose(node.point, Choice::Next);
                run.follow(Next::Go(node.next));
            } else {
                unfit(run);
            }
            Taken::Yes
        }
    }
}

/// The message is taken. One that answers a private question waits for no `ai reply`, so no model sees it.
fn answered(run: &mut Run<'_>, ask: &Ask, incoming: &Incoming) {
    let field = match ask.tail.save.as_ref().map(|slot| &slot.place) {
        Some(SlotPlace::Field(name)) => run.program.symbols.fields.get(name),
        _ => None,
    };
    if field.is_some_and(|field| field.private) {
        run.contact.given.private = true;
        incoming.events.iter().for_each(|event| run.contact.note_private(*event));
    } else {
        run.take(incoming.message.clone());
    }
}

/// Makes the value the answer if it fits the tail's place and guard; else nothing is changed.
pub(crate) fn accept(run: &mut Run<'_>, tail: &Tail, value: Value, message: &Message) -> bool {
    let before = run.contact.given.clone();
    run.contact.given.answered(value.clone(), message);
    let values: Vec<_> = tail.save.iter().map(|slot| (slot, value.clone())).collect();
    let accepted = run.set_all(&values, tail.guard.as_ref(), None);
    if !accepted {
        run.contact.given = before;
    }
    accepted
}

/// An unfit answer to the question that waits: it is asked again, or given up.
pub(crate) fn unfit(run: &mut Run<'_>) {
    let Some(node) = run.standing() else { return };
    let Op::Ask(ask) = &node.op else { return };
    let Some(Wait::Ask { since, unfit }) = run.contact.frames.last().map(|frame| frame.wait.clone()) else {
        return;
    };
    match after_unfit(run, &ask.tail, unfit + 1, node) {
        Some(next) => {
            empty_slots(run, &node.op);
            run.follow(next);
        }
        None => question(run, node, ask, Some(since), unfit + 1),
    }
}

/// What follows the `unfit`th unfit answer; `None` is another try.
pub(crate) fn after_unfit(run: &mut Run<'_>, tail: &Tail, unfit: u32, node: &Node) -> Option<Next> {
    let given_up = match tail.times {
        Some(times) => unfit >= times.bound,
        // A bare `within` asks again until the time is over; only then is `else` taken.
        None => tail.otherwise.is_some() && tail.within.is_none_or(|within| within.body.is_some()),
    };
    let body = tail.times.and_then(|times| times.body).or(tail.otherwise);
    if !given_up {
        return None;
    }
    run.chose(node.point, if tail.times.is_some() { Choice::AtMost } else { Choice::Else });
    Some(Next::Go(body.map_or(node.next, |body| body.0)))
}
