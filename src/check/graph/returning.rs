//! Flows that come back to who visits them.

use std::collections::BTreeSet;

use super::exit::{Exit, To, entry, exits};
use crate::ir::{Op, Program};

/// Flows that come back to who visits them.
#[derive(Debug, Clone, Default)]
pub struct Returning(BTreeSet<u32>);

impl Returning {
    /// Those in which an `end` is written.
    pub fn at_all(program: &Program) -> Self {
        let ends = program.nodes.iter().filter(|node| exits(node).iter().any(|exit| exit.to == To::End));
        Returning(ends.filter_map(|node| node.place.flow).collect())
    }

    /// Those that can end without a wait.
    pub fn at_once(program: &Program) -> Self {
        let visited: BTreeSet<u32> = program
            .nodes
            .iter()
            .filter_map(|node| match &node.op {
                Op::Visit(visit) => Some(visit.flow),
                _ => None,
            })
            .collect();
        let mut found = Returning::default();
        // A flow may end behind a visit of its own: more are found until none is.
        loop {
            let more = visited.iter().copied().filter(|flow| !found.0.contains(flow));
            let more: Vec<u32> = more.filter(|flow| found.ends_at_once(program, *flow)).collect();
            if more.is_empty() {
                return found;
            }
            found.0.extend(more);
        }
    }

    fn ends_at_once(&self, program: &Program, flow: u32) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![To::Step(flow, 0)];
        while let Some(to) = open.pop() {
            match to {
                To::End => return true,
                To::Step(other, _) if other != flow => continue,
                To::Step(..) | To::Next(_) => {}
            }
            let Some(at) = entry(program, to).filter(|at| seen.insert(*at)) else { continue };
            let ways = exits(program.node(at)).into_iter();
            let at_once = ways.filter(|exit| !exit.by.waits() && !exit.covers && self.leads_on(exit));
            open.extend(at_once.map(|exit| exit.to));
        }
        false
    }

    /// Whether a flow is one of them.
    pub fn has(&self, flow: u32) -> bool {
        self.0.contains(&flow)
    }

    /// Whether a way is open: behind a visit the flow must come back.
    pub fn leads_on(&self, exit: &Exit<'_>) -> bool {
        exit.visited.is_none_or(|flow| self.has(flow))
    }
}
