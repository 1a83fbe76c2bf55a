//! Handlers of steps in which no contact ever waits.

use std::collections::BTreeSet;

use super::index::Index;
use super::told::Told;
use crate::check::Names;
use crate::diagnostic::codes::graph::HANDLER_NEVER_REACHED;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{EventPattern, Op, Place, Program};

/// Tells handlers for what the contact does, or does not do, in a step that is always passed in one breath. A postback
/// may have been kept, and a change of data be queued: those are heard on the way.
pub fn check(names: &Names<'_>, program: &Program, index: &Index<'_>, told: &Told, sink: &mut Sink) {
    if told.has_errors {
        return;
    }
    let may_be_held = program.bot.quiet.is_some() || program.bot.cap.is_some();
    let stays = |op: &Op| match op {
        Op::Ask(_)
        | Op::Wait(_)
        | Op::AiReply(_)
        | Op::Delay(_)
        | Op::Handoff(_)
        | Op::Visit(_)
        | Op::Route(_)
        | Op::Read(_)
        | Op::Call(_)
        | Op::AiSay { .. } => true,
        Op::Say(_) | Op::SendTemplate(_) => may_be_held,
        _ => false,
    };
    let waits: BTreeSet<Place> =
        program.nodes.iter().filter(|node| stays(&node.op)).map(|node| node.place).collect();
    for (flow_at, flow) in names.flows.iter().enumerate() {
        for (step_at, step) in flow.ast.steps.iter().enumerate() {
            let place = Place { flow: Some(flow_at as u32), step: Some(step_at as u32) };
            if waits.contains(&place) {
                continue;
            }
            for handler in &step.handlers {
                let is_heard = index.handler(handler.span).is_none_or(|it| !is_of_a_wait(&it.event));
                if is_heard {
                    continue;
                }
                let name = step.name.as_ref().map_or("", |name| name.text.as_str());
                let message = "this handler is never reached";
                sink.push(
                    Diagnostic::new(&HANDLER_NEVER_REACHED, handler.event.span, message)
                        .label(format!("nobody waits in step `{name}`"))
                        .help("put it into the flow, or into the step that waits"),
                );
            }
        }
    }
}

/// Whether the event can only come while the contact waits.
fn is_of_a_wait(event: &EventPattern) -> bool {
    matches!(
        event,
        EventPattern::Message
            | EventPattern::MessageText(_)
            | EventPattern::MessageMatches(_)
            | EventPattern::Media(_)
            | EventPattern::Button(_)
            | EventPattern::Silence { .. }
    )
}
