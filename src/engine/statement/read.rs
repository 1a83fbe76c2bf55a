//! `read`.

use std::collections::BTreeMap;

use super::empty_slots;
use crate::engine::eval;
use crate::engine::event::Message;
use crate::engine::frame::Purpose;
use crate::engine::model::Task;
use crate::engine::run::{Next, Run};
use crate::engine::talk::{self, Wanted};
use crate::ir::{Choice, MediaRef, Node, Read, ReadFrom, Value};

/// One call for all values; without the thing to read, none.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, read: &Read) -> Next {
    let there = match read.from {
        ReadFrom::Message => !run.contact.given.text.is_empty(),
        ReadFrom::Voice => !run.contact.given.voice_text.is_empty(),
        _ => media(run, read.from).is_some(),
    };
    if !there {
        return without(run, node, read);
    }
    run.ask_model(Purpose::Statement);
    Next::Stay
}

/// What it wants of the model.
pub(crate) fn wanted(run: &Run<'_>, read: &Read) -> Wanted {
    let given = &run.contact.given;
    let text = match read.from {
        ReadFrom::Message => Some(&given.text),
        ReadFrom::Voice => Some(&given.voice_text),
        ReadFrom::Image | ReadFrom::File => None,
    };
    let shown = text.filter(|_| !given.private).into_iter();
    let messages = shown.map(|text| Message { text: text.clone(), media: Vec::new() }).collect();
    let values = read.slots.iter().map(|slot| {
        let mut spec = talk::save(run, &slot.slot);
        spec.doc.clone_from(&slot.doc);
        spec
    });
    let values = values.collect();
    let mut told = Vec::new();
    let (hint, media) = (talk::told(run, &read.hint, &mut told), media(run, read.from));
    Wanted { messages, task: Task::Read { from: read.from, hint, values, media }, values: told }
}

/// What was found. A value that is missing or does not fit is empty, and `else` runs.
pub(crate) fn found(run: &mut Run<'_>, node: &Node, read: &Read, values: &BTreeMap<String, Value>) {
    let regexes = run.machine.regexes();
    let fitted: Vec<Option<Value>> = read
        .slots
        .iter()
        .map(|slot| {
            let value = values.get(&slot.slot.place.name()).cloned().unwrap_or_default();
            eval::fit(value, &slot.slot.ty, regexes)
        })
        .collect();
    let complete = fitted.iter().all(Option::is_some);
    if complete {
        let values: Vec<_> =
            read.slots.iter().map(|slot| &slot.slot).zip(fitted.into_iter().flatten()).collect();
        if run.set_all(&values, read.tail.guard.as_ref(), None) {
            run.chose(node.point, Choice::Next);
            return run.follow(Next::Go(node.next));
        }
        let next = without(run, node, read);
        return run.follow(next);
    }
    for (slot, value) in read.slots.iter().zip(fitted) {
        run.set(&slot.slot.place, value.unwrap_or(Value::Empty));
    }
    run.chose(node.point, Choice::Else);
    run.follow(Next::Go(read.tail.otherwise.map_or(node.next, |body| body.0)));
}

fn without(run: &mut Run<'_>, node: &Node, read: &Read) -> Next {
    empty_slots(run, &node.op);
    run.chose(node.point, Choice::Else);
    Next::Go(read.tail.otherwise.map_or(node.next, |body| body.0))
}

fn media(run: &Run<'_>, from: ReadFrom) -> Option<MediaRef> {
    let given = &run.contact.given;
    match from {
        ReadFrom::Image => given.image.clone(),
        ReadFrom::File => given.file.clone(),
        // Of a voice message its words are read.
        ReadFrom::Message | ReadFrom::Voice => None,
    }
}
