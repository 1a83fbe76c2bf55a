//! Steps and flows that nothing leads to, and statements that never run.

use std::collections::BTreeSet;

use super::{Exit, Returning, To, exits, handlers};
use crate::diagnostic::codes::graph::{NEVER_RUNS, UNREACHABLE_FLOW, UNREACHABLE_STEP};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Program};
use crate::source::Span;

/// Tells steps and flows that no contact can come to.
pub fn steps(program: &Program, sink: &mut Sink) {
    let reached = reached(program);
    for (at, flow) in program.flows.iter().enumerate() {
        // What a used folder offers need not all be used.
        if flow.name.contains('.') {
            continue;
        }
        let is_reached = |step: usize| reached.contains(&(at as u32, step as u32));
        if !flow.steps.is_empty() && !(0..flow.steps.len()).any(is_reached) {
            let span = Span { end: flow.span.start + ("flow ".len() + flow.name.len()) as u32, ..flow.span };
            sink.push(
                Diagnostic::new(&UNREACHABLE_FLOW, span, format!("nothing leads to flow `{}`", flow.name))
                    .help(format!("lead to it, `-> flow {}`, or take it out", flow.name)),
            );
            continue;
        }
        for (place, step) in flow.steps.iter().enumerate() {
            if is_reached(place) {
                continue;
            }
            let span = Span { end: step.span.start + ("step ".len() + step.name.len()) as u32, ..step.span };
            let message = format!("nothing leads to step `{}`", step.name);
            sink.push(
                Diagnostic::new(&UNREACHABLE_STEP, span, message)
                    .help(format!("lead to it, `-> {}`, or take it out", step.name)),
            );
        }
    }
}

/// The steps that a contact can come to.
fn reached(program: &Program) -> BTreeSet<(u32, u32)> {
    let returning = Returning::at_all(program);
    let mut found = BTreeSet::new();
    let mut open: Vec<To> = Vec::new();
    let mut flows = BTreeSet::new();
    let mut nodes = BTreeSet::new();
    let push = |ways: Vec<Exit<'_>>, open: &mut Vec<To>| {
        open.extend(ways.into_iter().filter(|exit| returning.leads_on(exit)).map(|exit| exit.to));
    };
    let mut ways = Vec::new();
    handlers(&program.handlers, &mut |exit| ways.push(exit));
    push(ways, &mut open);
    if let Some(start) = program.flows.iter().position(|flow| flow.name == program.bot.start) {
        open.push(To::Step(start as u32, 0));
    }
    while let Some(to) = open.pop() {
        match to {
            To::End | To::Next(None) => {}
            To::Next(Some(at)) => {
                if nodes.insert(at) {
                    push(exits(program.node(at)), &mut open);
                }
            }
            To::Step(flow, step) => {
                let Some(inside) = program.flows.get(flow as usize) else { continue };
                let Some(entered) = inside.steps.get(step as usize) else { continue };
                if !found.insert((flow, step)) {
                    continue;
                }
                open.push(To::Next(entered.entry));
                let mut ways = Vec::new();
                handlers(&entered.handlers, &mut |exit| ways.push(exit));
                if flows.insert(flow) {
                    handlers(&inside.handlers, &mut |exit| ways.push(exit));
                }
                push(ways, &mut open);
            }
        }
    }
    found
}

/// Tells statements behind one that never goes on.
pub fn statements(program: &Program, sink: &mut Sink) {
    let mut open: Vec<NodeIx> = Vec::new();
    let mut ways = Vec::new();
    handlers(&program.handlers, &mut |exit| ways.push(exit));
    for flow in &program.flows {
        handlers(&flow.handlers, &mut |exit| ways.push(exit));
        for step in &flow.steps {
            open.extend(step.entry);
            handlers(&step.handlers, &mut |exit| ways.push(exit));
        }
    }
    let returning = Returning::at_all(program);
    let next_of = |exit: &Exit<'_>| match exit.to {
        To::Next(next) => next.filter(|_| returning.leads_on(exit)),
        To::Step(..) | To::End => None,
    };
    open.extend(ways.iter().filter_map(next_of));
    let mut runs = BTreeSet::new();
    while let Some(at) = open.pop() {
        if runs.insert(at) {
            open.extend(exits(program.node(at)).iter().filter_map(next_of));
        }
    }
    let dead = || (0..program.nodes.len()).map(|at| NodeIx(at as u32)).filter(|at| !runs.contains(at));
    // Only the first of a row is told.
    let behind: BTreeSet<NodeIx> = dead()
        .flat_map(|at| exits(program.node(at)).iter().filter_map(next_of).collect::<Vec<_>>())
        .collect();
    for at in dead().filter(|at| !behind.contains(at)) {
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
