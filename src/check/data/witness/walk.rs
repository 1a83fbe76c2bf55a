//! A way is walked again with all conditions that it meets.

use std::collections::BTreeSet;

use super::found::Made;
use super::{DEPTH_MAX, Move, Search, Spent, Traveller, Within};
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
    pub(super) fn visited_conditions(&self, way: &[Made], on: &mut impl FnMut(&'p Expr, Option<u32>)) {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let visited = |(from, made, _): &Made| match made {
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
    pub(super) fn walk(&mut self, way: &[Made], atoms: Atoms<'p>) -> Result<Option<usize>, Spent> {
        if atoms.is_empty() {
            return Ok(None);
        }
        self.spend(way.len())?;
        self.atoms = atoms;
        self.begin_anew();
        let set = self.set;
        let start = self.at_the_beginning();
        let mut here = vec![(start.empty, start.known)];
        let mut behind = Vec::new();
        let mut stuck = None;
        for (at, (from, made, to)) in way.iter().enumerate() {
            for (empty, known) in here.drain(..) {
                let from = Traveller { at: from.at, empty, known };
                match made {
                    Move::Way(nth) => {
                        let way = &set.ways.from(from.at)[*nth as usize];
                        self.by_way(&from, way, Within::Program, &mut behind)?;
                    }
                    Move::Body(body) => {
                        let ends = self.through_body(&from, *body)?.into_iter();
                        behind.extend(ends.map(|(empty, known, _)| Traveller { empty, known, ..from }));
                    }
                }
            }
            here.extend(behind.drain(..).filter(|it| it.empty == to.empty).map(|it| (it.empty, it.known)));
            here.sort_unstable();
            here.dedup();
            if here.is_empty() {
                stuck = Some(at);
                break;
            }
        }
        Ok(stuck)
    }
}
