//! Steps and flows that nothing leads to, and statements that never run.

use super::{Exit, Returning, To, each_exit, handlers};
use crate::diagnostic::codes::graph::{NEVER_RUNS, UNREACHABLE_FLOW, UNREACHABLE_STEP};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Program};

/// Tells steps and flows that no contact can come to.
pub fn steps(program: &Program, sink: &mut Sink) {
    let reached = reached(program);
    for (at, flow) in program.flows.iter().enumerate() {
        // What a used folder offers need not all be used.
        if flow.name.contains('.') {
            continue;
        }
        let is_reached = |step: usize| reached[at][step];
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

/// Whether a contact can come to a step, for each step of each flow.
fn reached(program: &Program) -> Vec<Vec<bool>> {
    let returning = Returning::at_all(program);
    let mut found: Vec<Vec<bool>> = program.flows.iter().map(|flow| vec![false; flow.steps.len()]).collect();
    let mut flows = vec![false; program.flows.len()];
    let mut nodes = vec![false; program.nodes.len()];
    let mut open: Vec<To> = Vec::new();
    let push = |exit: Exit<'_>, open: &mut Vec<To>| open.extend(returning.leads_on(&exit).then_some(exit.to));
    handlers(&program.handlers, &mut |exit| push(exit, &mut open));
    if let Some(start) = program.flows.iter().position(|flow| flow.name == program.bot.start) {
        open.push(To::Step(start as u32, 0));
    }
    while let Some(to) = open.pop() {
        match to {
            To::End | To::Next(None) => {}
            To::Next(Some(at)) => {
                if first_time(&mut nodes, at.0) {
                    each_exit(program.node(at), &mut |exit| push(exit, &mut open));
                }
            }
            To::Step(flow, step) => {
                let Some(inside) = program.flows.get(flow as usize) else { continue };
                let Some(entered) = inside.steps.get(step as usize) else { continue };
                if !first_time(&mut found[flow as usize], step) {
                    continue;
                }
                open.push(To::Next(entered.entry));
                handlers(&entered.handlers, &mut |exit| push(exit, &mut open));
                if first_time(&mut flows, flow) {
                    handlers(&inside.handlers, &mut |exit| push(exit, &mut open));
                }
            }
        }
    }
    found
}

/// Notes a place; whether it was not noted before.
fn first_time(noted: &mut [bool], place: u32) -> bool {
    !std::mem::replace(&mut noted[place as usize], true)
}

/// Tells statements behind one that never goes on.
pub fn statements(program: &Program, sink: &mut Sink) {
    let returning = Returning::at_all(program);
    let next_of = |exit: &Exit<'_>| match exit.to {
        To::Next(next) => next.filter(|_| returning.leads_on(exit)),
        To::Step(..) | To::End => None,
    };
    let mut open: Vec<NodeIx> = Vec::new();
    handlers(&program.handlers, &mut |exit| open.extend(next_of(&exit)));
    for flow in &program.flows {
        handlers(&flow.handlers, &mut |exit| open.extend(next_of(&exit)));
        for step in &flow.steps {
            open.extend(step.entry);
            handlers(&step.handlers, &mut |exit| open.extend(next_of(&exit)));
        }
    }
    let mut runs = vec![false; program.nodes.len()];
    while let Some(at) = open.pop() {
        if first_time(&mut runs, at.0) {
            each_exit(program.node(at), &mut |exit| open.extend(next_of(&exit)));
        }
    }
    let dead = || (0..program.nodes.len()).filter(|at| !runs[*at]).map(|at| NodeIx(at as u32));
    // Only the first of a row is told.
    let mut behind = vec![false; program.nodes.len()];
    for at in dead() {
        each_exit(program.node(at), &mut |exit| {
            next_of(&exit).into_iter().for_each(|next| behind[next.0 as usize] = true);
        });
    }
    for at in dead().filter(|at| !behind[at.0 as usize]) {
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
