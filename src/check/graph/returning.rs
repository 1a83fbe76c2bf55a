//! Flows that come back to who visits them.

use std::collections::{BTreeMap, BTreeSet};

use super::exit::{Exit, To, each_exit, entry};
use crate::ir::{Node, Op, Program};

/// Flows that come back to who visits them: whether each does.
#[derive(Debug, Clone)]
pub struct Returning(Vec<bool>);

impl Returning {
    fn none(program: &Program) -> Self {
        Returning(vec![false; program.flows.len()])
    }

    /// Those in which an `end` is written.
    pub fn at_all(program: &Program) -> Self {
        let mut found = Returning::none(program);
        // No other statement ends a flow.
        let may_end = |node: &&Node| matches!(node.op, Op::End(_) | Op::Jump { .. });
        for node in program.nodes.iter().filter(may_end) {
            let Some(flow) = node.place.flow else { continue };
            each_exit(node, &mut |exit| found.0[flow as usize] |= exit.to == To::End);
        }
        found
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
        let mut found = Returning::none(program);
        let mut open: Vec<u32> = visited.into_iter().collect();
        // A flow may end behind a visit of its own: it is looked at again once that one is found.
        let mut waiting: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        while let Some(flow) = open.pop() {
            if found.has(flow) {
                continue;
            }
            let mut behind = BTreeSet::new();
            if found.ends_at_once(program, flow, &mut behind) {
                found.0[flow as usize] = true;
                open.extend(waiting.remove(&flow).unwrap_or_default());
            } else {
                behind.into_iter().for_each(|other| waiting.entry(other).or_default().push(flow));
            }
        }
        found
    }

    /// Whether a flow can end without a wait; `behind` are the visits at which that was not known.
    fn ends_at_once(&self, program: &Program, flow: u32, behind: &mut BTreeSet<u32>) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![To::Step(flow, 0)];
        while let Some(to) = open.pop() {
            match to {
                To::End => return true,
                To::Step(other, _) if other != flow => continue,
                To::Step(..) | To::Next(_) => {}
            }
            let Some(at) = entry(program, to).filter(|at| seen.insert(*at)) else { continue };
            each_exit(program.node(at), &mut |exit| match exit.by.waits() || exit.covers {
                false if self.leads_on(&exit) => open.push(exit.to),
                false => behind.extend(exit.visited),
                true => {}
            });
        }
        false
    }

    /// Whether a flow is one of them.
    pub fn has(&self, flow: u32) -> bool {
        self.0[flow as usize]
    }

    /// Whether a way is open: behind a visit the flow must come back.
    pub fn leads_on(&self, exit: &Exit<'_>) -> bool {
        exit.visited.is_none_or(|flow| self.has(flow))
    }
}
