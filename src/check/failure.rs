//! Actions that may fail, and nothing is said for that day.

use crate::diagnostic::codes::channel::MISSING_ERROR_BRANCH;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{EventPattern, Handler, Node, Op, Program};

/// Tells calls whose failure nothing takes: neither their own `else` nor an `on action failed` around them.
pub fn check(program: &Program, sink: &mut Sink) {
    if takes(&program.handlers) {
        return;
    }
    let visited = taken_by_visitors(program);
    for node in &program.nodes {
        let Op::Call(call) = &node.op else { continue };
        let own = call.tail.otherwise.or(call.tail.times.and_then(|times| times.body));
        let is_visited = node.place.flow.is_some_and(|flow| visited[flow as usize]);
        if own.is_some() || is_visited || taken_around(program, node) {
            continue;
        }
        let message = format!("nothing is said for the day `{}` fails", call.action);
        let found = Diagnostic::new(&MISSING_ERROR_BRANCH, node.span, message);
        let found = match call.tail.save.as_ref() {
            Some(slot) => {
                found.label(format!("then the contact goes on, and `{}` is empty", slot.place.name()))
            }
            None => found.label("then the contact goes on as if it had been done"),
        };
        sink.push(found.help(
            "say what happens then, `else -> STEP`, or once for all: `on action failed { … }` at the top",
        ));
    }
}

fn takes(handlers: &[Handler]) -> bool {
    handlers.iter().any(|handler| handler.event == EventPattern::ActionFailed)
}

fn taken_around(program: &Program, node: &Node) -> bool {
    let Some(flow) = node.place.flow.and_then(|flow| program.flows.get(flow as usize)) else { return false };
    let step = node.place.step.and_then(|step| flow.steps.get(step as usize));
    takes(&flow.handlers) || step.is_some_and(|step| takes(&step.handlers))
}

/// Flows of which some visitor takes failures.
fn taken_by_visitors(program: &Program) -> Vec<bool> {
    let mut taken = vec![false; program.flows.len()];
    for node in &program.nodes {
        if let Op::Visit(visit) = &node.op {
            taken[visit.flow as usize] |= taken_around(program, node);
        }
    }
    taken
}
