//! Steps that run off their end.

use std::collections::BTreeSet;

use super::{Returning, To, each_exit};
use crate::diagnostic::codes::graph::RUNS_OFF_ITS_END;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Program, Step};

/// Tells every step whose last statement can be passed.
pub fn check(program: &Program, sink: &mut Sink) {
    let returning = Returning::at_all(program);
    for step in program.flows.iter().flat_map(|flow| &flow.steps) {
        let Some(last) = passes(program, &returning, step) else { continue };
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
fn passes(program: &Program, returning: &Returning, step: &Step) -> Option<Option<NodeIx>> {
    let Some(entry) = step.entry else { return Some(None) };
    let mut seen = BTreeSet::new();
    let mut open = vec![entry];
    let mut ends = BTreeSet::new();
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        each_exit(program.node(at), &mut |exit| match exit.to {
            _ if exit.covers || !returning.leads_on(&exit) => {}
            To::Next(Some(next)) => open.push(next),
            To::Next(None) => {
                ends.insert(at);
            }
            To::Step(..) | To::End => {}
        });
    }
    // The last in the text: the ones above it fall through to it.
    ends.into_iter().max_by_key(|at| program.node(*at).span.end).map(Some)
}
