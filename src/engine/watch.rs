//! Changes that handlers watch: tags, fields, people, failed actions.

use std::collections::BTreeSet;

use super::contact::Internal;
use super::run::Run;
use crate::ir::{EventPattern, Handler, Op, Program};

/// The changes that some handler of a program watches.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    tags_added: BTreeSet<String>,
    tags_removed: BTreeSet<String>,
    fields: BTreeSet<String>,
    joined: bool,
    left: bool,
}

impl Watched {
    /// What the handlers of the program watch.
    pub fn of(program: &Program) -> Self {
        let mut watched = Watched::default();
        program.handlers.iter().for_each(|handler| watched.note(handler));
        for flow in &program.flows {
            flow.handlers.iter().for_each(|handler| watched.note(handler));
            flow.steps.iter().flat_map(|step| &step.handlers).for_each(|handler| watched.note(handler));
        }
        for node in &program.nodes {
            match &node.op {
                Op::Delay(delay) => delay.handlers.iter().for_each(|handler| watched.note(handler)),
                Op::AiReply(reply) => reply.handlers.iter().for_each(|handler| watched.note(handler)),
                Op::Handoff(handoff) => handoff.handlers.iter().for_each(|handler| watched.note(handler)),
                _ => {}
            }
        }
        watched
    }

    fn note(&mut self, handler: &Handler) {
        match &handler.event {
            EventPattern::TagAdded(tag) => _ = self.tags_added.insert(tag.clone()),
            EventPattern::TagRemoved(tag) => _ = self.tags_removed.insert(tag.clone()),
            EventPattern::FieldChanged(field) => _ = self.fields.insert(field.clone()),
            EventPattern::OperatorJoined => self.joined = true,
            EventPattern::OperatorLeft => self.left = true,
            _ => {}
        }
    }

    /// Whether some handler watches the change.
    pub fn has(&self, change: &Internal) -> bool {
        match change {
            Internal::TagAdded(tag) => self.tags_added.contains(tag),
            Internal::TagRemoved(tag) => self.tags_removed.contains(tag),
            Internal::FieldChanged(field) => self.fields.contains(field),
            Internal::OperatorJoined => self.joined,
            Internal::OperatorLeft => self.left,
            Internal::Arrival(_) => true,
        }
    }
}

impl Run<'_> {
    /// Offers a change to the handlers in scope of the position that was reached by now.
    pub fn offer_change(&mut self, change: &Internal) {
        if let Some(found) = self.search(|event| takes(event, change), None) {
            self.enter_handler(&found, None);
        }
    }
}

/// Whether a handler of the event takes it.
pub(crate) fn takes(event: &EventPattern, internal: &Internal) -> bool {
    match (event, internal) {
        (EventPattern::Inbound(inbound, name), Internal::Arrival(arrival)) => {
            *inbound == arrival.inbound && *name == arrival.name
        }
        (EventPattern::TagAdded(own), Internal::TagAdded(tag))
        | (EventPattern::TagRemoved(own), Internal::TagRemoved(tag)) => own == tag,
        (EventPattern::FieldChanged(own), Internal::FieldChanged(field)) => own == field,
        (EventPattern::OperatorJoined, Internal::OperatorJoined)
        | (EventPattern::OperatorLeft, Internal::OperatorLeft) => true,
        _ => false,
    }
}
