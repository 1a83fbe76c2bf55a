//! Ways and lengths of time in the script's words.

use crate::ir::{Duration, NodeIx, Program, words};

/// The steps on a way round, the first one again at its end: `` `a` -> `b` -> `a` ``.
pub fn steps_round(program: &Program, way: &[NodeIx]) -> String {
    let mut names = names_of(program, way);
    let first = names.first().cloned().unwrap_or_default();
    if names.len() > 1 && names.last() == Some(&first) {
        names.pop();
    }
    names.push(first);
    names.join(" -> ")
}

fn names_of(program: &Program, way: &[NodeIx]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for at in way {
        let place = program.node(*at).place;
        let step = place
            .flow
            .zip(place.step)
            .and_then(|(flow, step)| program.flows.get(flow as usize)?.steps.get(step as usize));
        if let Some(step) = step {
            let name = format!("`{}`", step.name);
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// A length of time in milliseconds as the script writes it: `1d12h`.
pub fn length(ms: i64) -> String {
    words::length(Duration(ms))
}
