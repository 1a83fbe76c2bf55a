//! Flows that take more than the manifest allows them.

use std::collections::BTreeMap;

use super::bounds::{Bound, Measure, amount, bounds};
use super::span::first_words;
use crate::diagnostic::codes::time::OVER_BUDGET;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Flow, Program};
use crate::project::{Budget, EVERY_FLOW};

/// Tells every flow that may take more than its budget, with the way that takes most, or with the place at which no
/// bound is known.
pub fn check(program: &Program, budgets: &BTreeMap<String, Budget>, sink: &mut Sink) {
    // A program with errors has ways that lead nowhere.
    if budgets.is_empty() || sink.has_errors() {
        return;
    }
    for (flow, bounds) in program.flows.iter().zip(bounds(program)) {
        let Some(budget) = budgets.get(&flow.name).or_else(|| budgets.get(EVERY_FLOW)) else { continue };
        for measure in Measure::ALL {
            let allowed = match measure {
                Measure::Messages => budget.messages.map(u64::from),
                Measure::Time => budget.time.map(|time| time.0.max(0) as u64),
                Measure::AiCalls => budget.ai_calls.map(u64::from),
            };
            let bound = bounds.of(measure);
            if let Some(allowed) = allowed.filter(|allowed| bound.endless.is_some() || bound.most > *allowed)
            {
                sink.push(finding(program, flow, measure, bound, allowed));
            }
        }
    }
}

fn finding(program: &Program, flow: &Flow, measure: Measure, bound: &Bound, allowed: u64) -> Diagnostic {
    let name = &flow.name;
    let budget = amount(measure, allowed);
    if let Some(place) = bound.endless {
        let what = measure.word();
        let message = format!("flow `{name}` takes {what} without a bound, and its budget is {budget}");
        return Diagnostic::new(&OVER_BUDGET, flow.span, message)
            .also(first_words(program.node(place)), "unbounded, here")
            .help("bound it: `at most N times`, `within D`, a way out; or change the flow's budget in the manifest");
    }
    let message =
        format!("flow `{name}` may take {}, and its budget is {budget}", amount(measure, bound.most));
    let steps: Vec<String> =
        bound.steps.iter().map(|step| format!("`{}`", flow.steps[*step as usize].name)).collect();
    Diagnostic::new(&OVER_BUDGET, flow.span, message)
        .label(format!("so much on the way {}", shortened(steps)))
        .help("shorten this way, or change the flow's budget in the manifest")
}

/// A long way without its middle.
fn shortened(mut steps: Vec<String>) -> String {
    const STEPS_MAX: usize = 12;
    if steps.len() > STEPS_MAX {
        steps.splice(STEPS_MAX / 2..steps.len() - STEPS_MAX / 2, ["…".to_owned()]);
    }
    steps.join(" -> ")
}
