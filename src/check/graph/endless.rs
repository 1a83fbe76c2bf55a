//! Talks that nothing ends.

use super::events;
use super::supergraph::{Station, Supergraph};
use crate::diagnostic::codes::graph::ENDLESS_TALK;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op};
use crate::source::Span;

/// Tells every `ai reply` out of which no arrow leads: none of its own, and none of a handler that holds there.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let talks = || {
        let nodes = graph.program.nodes.iter().enumerate();
        nodes.filter_map(|(at, node)| match &node.op {
            Op::AiReply(reply) => Some((NodeIx(at as u32), node, reply)),
            _ => None,
        })
    };
    if talks().next().is_none() {
        return;
    }
    let leaving = events::leaving(graph);
    for (at, node, reply) in talks() {
        if leaving[graph.number(Station::Node(at)) as usize] {
            continue;
        }
        let head = "ai reply ".len() + reply.name.rsplit('.').next().map_or(0, str::len);
        let span = Span { end: node.span.end.min(node.span.start + head as u32), ..node.span };
        let message = format!("nothing ever ends the talk `{}`", reply.name);
        sink.push(Diagnostic::new(&ENDLESS_TALK, span, message).help(
            "lead out of it: `until \"…\" -> STEP`, `on silence 7d -> end`, or a handler of its step, its flow or the top with an arrow",
        ));
    }
}
