//! `moved` and `drop`. The statements of a new place are known by the ids that they would have at the old one too: so a
//! contact goes on at the same statement, without a look at the old program.

use super::builder::{Builder, Former};
use crate::check::{MovedFrom, Names};
use crate::ir::Move;

/// Has the builder note the ids that statements would have had under their step's former names.
pub fn remember(builder: &mut Builder, names: &Names<'_>, declared: &[MovedFrom]) {
    for (place, from) in declared.iter().enumerate() {
        let Some(to) = from.to else { continue };
        let flow = &names.flows[to.flow as usize];
        if from.step.is_none() {
            builder.former_flows.entry(flow.name.clone()).or_default().push((place, from.flow.clone()));
        }
        let step =
            |at: usize| flow.ast.steps[at].name.as_ref().map_or("", |name| name.text.as_str()).to_owned();
        let steps: Vec<(String, String)> = match (&from.step, to.step) {
            (Some(old), new) => {
                let new = new.map_or(0, |new| new as usize);
                if new < flow.ast.steps.len() { vec![(step(new), old.clone())] } else { Vec::new() }
            }
            // The handlers of the flow stand outside of its steps.
            (None, None) => {
                let own = (0..flow.ast.steps.len()).map(|at| (step(at), step(at)));
                own.chain([(String::new(), String::new())]).collect()
            }
            (None, Some(new)) => vec![(step(new as usize), step(new as usize))],
        };
        for (new, old) in steps {
            let former = Former { flow: from.flow.clone(), step: old, points: Vec::new(), declared: place };
            builder.former.entry((flow.name.clone(), new)).or_default().push(former);
        }
    }
}

/// The declarations with the statements that the builder has met.
pub fn lower(declared: Vec<MovedFrom>, builder: &mut Builder) -> Vec<Move> {
    let mut moves: Vec<Move> = declared
        .into_iter()
        .map(|from| Move {
            flow: from.flow,
            step: from.step,
            to: from.to,
            points: Vec::new(),
            span: from.span,
        })
        .collect();
    for former in std::mem::take(&mut builder.former).into_values().flatten() {
        moves[former.declared].points.extend(former.points);
    }
    for (declared, old, now) in std::mem::take(&mut builder.renamed) {
        moves[declared].points.push((old, now));
    }
    for moved in &mut moves {
        moved.points.sort_unstable();
    }
    moves
}
