//! The words by which a statement or a handler is shown.

use crate::check::graph::{Station, Supergraph};
use crate::ir::{EventPattern, Handler, Node, Op};
use crate::source::Span;

/// The first words of a statement: its block may be long.
pub(super) fn first_words(node: &Node) -> Span {
    let words = match &node.op {
        Op::Say(message) if message.wordings.is_empty() => "send",
        Op::Say(_) => "say",
        Op::Ask(ask) if ask.ai => "ai ask",
        Op::Ask(_) => "ask",
        Op::AiSay { .. } => "ai say",
        Op::AiReply(_) => "ai reply",
        Op::Wait(_) => "wait for",
        Op::Delay(_) => "delay",
        Op::Handoff(_) => "handoff",
        Op::Visit(_) => "visit",
        _ => return node.span,
    };
    begin(node.span, words)
}

/// The first words of a handler.
pub(super) fn of_handler(handler: &Handler) -> Span {
    begin(handler.span, "on silence")
}

fn begin(span: Span, words: &str) -> Span {
    Span { end: span.end.min(span.start + words.len() as u32), ..span }
}

/// What of a place takes so much time: its statement, or the `on silence` that does.
pub(super) fn place_of(graph: &Supergraph<'_>, place: u32, cost: u64) -> Option<Span> {
    let lasts = |handler: &&Handler| match handler.event {
        EventPattern::Silence { after, times } => {
            let after = after.0.max(1) as u64;
            cost.is_multiple_of(after) && cost / after <= u64::from(times.max(1))
        }
        _ => false,
    };
    let silence = |handlers: &[Handler]| handlers.iter().find(lasts).map(of_handler);
    match graph.station(place) {
        Station::Node(at) => {
            let node = graph.program.node(at);
            match &node.op {
                Op::AiReply(reply) => silence(&reply.handlers),
                _ => Some(first_words(node)),
            }
        }
        Station::Step(flow, step) => {
            silence(&graph.program.flows[flow as usize].steps[step as usize].handlers)
        }
        _ => None,
    }
}
