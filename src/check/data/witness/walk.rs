//! A way is walked again with all conditions that it meets.

use std::collections::BTreeSet;

use super::{DEPTH_MAX, Move, Search, Traveller, Within};
use crate::check::data::act::Act;
use crate::check::data::atom::Atoms;
use crate::check::data::way::Kind;
use crate::ir::{Expr, Op};

impl<'p> Search<'_, '_, 'p> {
    /// The conditions that a move meets, with the flow whose locals they know.
    pub(super) fn conditions(
        &self,
        from: &Traveller,
        made: Move,
        on: &mut impl FnMut(&'p Expr, Option<u32>),
    ) {
        let ways = &self.set.ways;
        let (decided_at, choice) = match made {
            Move::Way(nth) => {
                let way = &ways.from(from.at)[nth as usize];
                if let Kind::Heard { .. } = way.kind {
                    return;
                }
                (way.decided_at, way.choice)
            }
            Move::Body(body) => {
                let body = &self.set.hearing.bodies[body as usize];
                (body.decided_at, body.choice)
            }
        };
        let flow = ways.flow(decided_at);
        self.acts(decided_at, choice, &mut |act| {
            if let Act::Holds(condition, _) = act {
                on(condition, flow);
            }
        });
    }

    /// The conditions inside the flows that a way visits, and in those that they visit.
    pub(super) fn visited_conditions(
        &self,
        way: &[(Traveller, Move, Traveller)],
        on: &mut impl FnMut(&'p Expr, Option<u32>),
    ) {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let visited = |(from, made, _): &(Traveller, Move, Traveller)| match made {
            Move::Way(nth) => match ways.from(from.at)[*nth as usize].kind {
                Kind::Returns(flow) => Some(flow),
                _ => None,
            },
            Move::Body(_) => None,
        };
        let mut open: Vec<u32> = way.iter().filter_map(visited).collect();
        let mut seen = BTreeSet::new();
        while let Some(flow) = open.pop() {
            if !seen.insert(flow) || seen.len() > DEPTH_MAX {
                continue;
            }
            for at in &ways.of_flow[flow as usize] {
                match &program.node(*at).op {
                    Op::Branch { condition, .. } => on(condition, Some(flow)),
                    Op::Visit(visit) => open.push(visit.flow),
                    _ => {}
                }
            }
        }
    }

    /// Walks a way with all its conditions kept apart: the place of the move that cannot be made, if there is one.
    /// `None` where it took too long.
    pub(super) fn walk(
        &mut self,
        way: &[(Traveller, Move, Traveller)],
        atoms: Atoms<'p>,
    ) -> Option<Option<usize>> {
        if atoms.is_empty() {
            return Some(None);
        }
        self.left = self.left.checked_sub(way.len())?;
        let before = std::mem::replace(&mut self.atoms, atoms);
        self.begin_anew()?;
        let start = self.at_the_beginning();
        let mut here = BTreeSet::from([(start.empty, start.known)]);
        let mut stuck = None;
        for (at, (from, made, to)) in way.iter().enumerate() {
            let mut there = BTreeSet::new();
            for (empty, known) in &here {
                let from = Traveller { at: from.at, empty: *empty, known: *known };
                let arrived = match made {
                    Move::Way(nth) => {
                        let set = self.set;
                        self.by_way(&from, &set.ways.from(from.at)[*nth as usize], &Within::Program)?
                    }
                    Move::Body(body) => {
                        let ends = self.through_body(&from, *body)?;
                        ends.into_iter().map(|(empty, known, _)| Traveller { empty, known, ..from }).collect()
                    }
                };
                there.extend(
                    arrived.into_iter().filter(|it| it.empty == to.empty).map(|it| (it.empty, it.known)),
                );
            }
            if there.is_empty() {
                stuck = Some(at);
                break;
            }
            here = there;
        }
        self.atoms = before;
        Some(stuck)
    }
}
