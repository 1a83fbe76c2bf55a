//! Steps and flows that nothing leads to, and statements that never run.

use super::{EdgeKind, Station, Supergraph};
use crate::diagnostic::codes::graph::{NEVER_RUNS, UNREACHABLE_FLOW, UNREACHABLE_STEP};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op};

/// Tells steps and flows that no contact can come to.
pub fn steps(graph: &Supergraph<'_>, sink: &mut Sink) {
    let reached = reached(graph);
    for (at, flow) in graph.program.flows.iter().enumerate() {
        // What a used folder offers need not all be used.
        if flow.name.contains('.') {
            continue;
        }
        let is_reached = |step: usize| reached[graph.number(Station::Step(at as u32, step as u32)) as usize];
        if !flow.steps.is_empty() && !(0..flow.steps.len()).any(is_reached) {
            sink.push(
                Diagnostic::new(
                    &UNREACHABLE_FLOW,
                    flow.span,
                    format!("nothing leads to flow `{}`", flow.name),
                )
                .help(format!("lead to it, `-> flow {}`, or take it out", flow.name)),
            );
            continue;
        }
        for (place, step) in flow.steps.iter().enumerate() {
            if is_reached(place) {
                continue;
            }
            let message = format!("nothing leads to step `{}`", step.name);
            sink.push(
                Diagnostic::new(&UNREACHABLE_STEP, step.span, message)
                    .help(format!("lead to it, `-> {}`, or take it out", step.name)),
            );
        }
    }
}

/// Whether a contact can come to a place, wherever it waits on the way: by the places' numbers.
fn reached(graph: &Supergraph<'_>) -> Vec<bool> {
    let mut reached = vec![false; graph.count() as usize];
    let mut open = vec![graph.number(Station::Anywhere)];
    while let Some(at) = open.pop() {
        if !first_time(&mut reached, at) {
            continue;
        }
        let ways = graph.edges(at).iter().filter(|edge| edge.kind != EdgeKind::Listens);
        open.extend(ways.map(|edge| edge.to));
        // Who comes to a step is heard there, and in its flow.
        if let Station::Step(flow, step) = graph.station(at) {
            open.extend(
                [Station::InStep(flow, step), Station::InFlow(flow)].map(|place| graph.number(place)),
            );
        }
    }
    reached
}

/// Notes a place; whether it was not noted before.
fn first_time(noted: &mut [bool], place: u32) -> bool {
    !std::mem::replace(&mut noted[place as usize], true)
}

/// Tells statements behind one that never goes on.
pub fn statements(graph: &Supergraph<'_>, sink: &mut Sink) {
    let program = graph.program;
    let behind = |place: u32| graph.edges(place).iter().filter_map(|edge| graph.node(edge.to));
    // What begins anew: the entries of steps, and the handlers of every place.
    let begins = (0..graph.count()).filter(|place| graph.node(*place).is_none());
    let mut open: Vec<NodeIx> = begins.flat_map(behind).collect();
    let mut runs = vec![false; program.nodes.len()];
    while let Some(at) = open.pop() {
        if first_time(&mut runs, at.0) {
            open.extend(behind(graph.number(Station::Node(at))));
        }
    }
    let dead = || (0..program.nodes.len()).filter(|at| !runs[*at]).map(|at| NodeIx(at as u32));
    // Only the first of a row is told.
    let mut follows = vec![false; program.nodes.len()];
    for at in dead() {
        behind(graph.number(Station::Node(at))).for_each(|next| follows[next.0 as usize] = true);
    }
    for at in dead().filter(|at| !follows[at.0 as usize]) {
        let node = program.node(at);
        // An arrow or `end` says that nothing follows, and a talk is left by arrows alone.
        let before = program.nodes.get(at.0.wrapping_sub(1) as usize);
        let help = match before.map(|node| &node.op) {
            Some(Op::AiReply(_)) => {
                "an `ai reply` is left by an arrow or an event alone: put this into a body inside it"
            }
            Some(Op::Visit(_)) => {
                "the flow that is visited never ends, so it does not come back: end it with `-> end`"
            }
            _ => "what stands above always leads elsewhere: take this out, or move it up",
        };
        sink.push(Diagnostic::new(&NEVER_RUNS, node.span, "this never runs").help(help));
    }
}
