//! Steps that run off their end.

use super::{Supergraph, To, each_exit};
use crate::diagnostic::codes::graph::RUNS_OFF_ITS_END;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Step};

/// Tells every step whose last statement can be passed.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let program = graph.program;
    // No statement belongs to two steps.
    let mut seen = vec![false; program.nodes.len()];
    let mut open = Vec::new();
    // A step without a name is made of what stands in none: that has been told.
    let named = |step: &&Step| !step.name.is_empty();
    for step in program.flows.iter().flat_map(|flow| &flow.steps).filter(named) {
        let Some(last) = passes(graph, step, &mut seen, &mut open) else { continue };
        let message = format!("step `{}` runs off its end", step.name);
        let help = "say where it leads: `-> STEP`, `-> flow NAME` or `-> end`";
        let found = match last {
            None => Diagnostic::new(&RUNS_OFF_ITS_END, step.span, message).help(help),
            Some(at) => {
                let node = program.node(at);
                let found = Diagnostic::new(&RUNS_OFF_ITS_END, node.span, message);
                match &node.op {
                    Op::Branch { .. } => found.label("one of its ways goes on behind it").help(help),
                    Op::Route(_) => found.label("an answer that fits no route goes on behind it").help(help),
                    _ => found.label("nothing follows this").help(help),
                }
            }
        };
        sink.push(found);
    }
}

/// The statement behind which the step ends, if it can be passed: `None` inside for a step without statements.
fn passes(
    graph: &Supergraph<'_>,
    step: &Step,
    seen: &mut [bool],
    open: &mut Vec<NodeIx>,
) -> Option<Option<NodeIx>> {
    let Some(entry) = step.entry else { return Some(None) };
    let end_of = |at: NodeIx| graph.program.node(at).span.end;
    open.push(entry);
    let mut last: Option<NodeIx> = None;
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at.0 as usize], true) {
            continue;
        }
        each_exit(graph.program.node(at), &mut |exit| match exit.to {
            _ if exit.covers || !graph.returning.leads_on(&exit) => {}
            To::Next(Some(next)) => open.push(next),
            // The last in the text: the ones above it fall through to it.
            To::Next(None) => last = last.into_iter().chain([at]).max_by_key(|at| (end_of(*at), *at)),
            To::Step(..) | To::End => {}
        });
    }
    last.map(Some)
}
