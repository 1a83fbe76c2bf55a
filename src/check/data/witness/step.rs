//! Where a traveller may be behind one way.

use std::collections::BTreeSet;

use super::{Search, Traveller, Within};
use crate::check::data::act::Act;
use crate::check::data::atom::{Known, Sought};
use crate::check::data::way::{Change, Kind, Way};
use crate::check::graph::Station;
use crate::ir::Choice;

impl<'p> Search<'_, '_, 'p> {
    /// Where a traveller may be behind a way.
    pub(super) fn by_way(&mut self, from: &Traveller, way: &Way, within: &Within) -> Option<Vec<Traveller>> {
        let ways = &self.set.ways;
        let goes = match (within, way.kind) {
            (_, Kind::Stays | Kind::Returns(_)) => true,
            (Within::Program, Kind::ComesBack) => false,
            (Within::Program, Kind::Covered) => self.flow.is_some(),
            // A local is known to its own flow alone.
            (Within::Program, Kind::Heard { in_flow: false }) => {
                self.flow.is_none() || ways.flow(way.to) != self.flow
            }
            (Within::Program, _) => true,
            (Within::Flow(_), Kind::Covers | Kind::Ends(_) | Kind::Heard { in_flow: true }) => true,
            (Within::Body, Kind::ComesBack) => true,
            _ => false,
        };
        if !goes || *within == Within::Body && !matches!(ways.graph.station(way.to), Station::Node(_)) {
            return Some(Vec::new());
        }
        let mut travellers = BTreeSet::new();
        if let Kind::Returns(flow) = way.kind {
            for (empty, known, gives) in self.through_visit(from, way, flow)? {
                let behind = self.changed((empty, known), from.at, way);
                travellers.extend(behind.into_iter().map(|it| self.taken(from.at, it, gives)));
            }
        } else {
            travellers = self.changed((from.empty, from.known), from.at, way);
        }
        let (kind, to, leaves) = (way.kind, way.to, way.choice != Choice::Visit);
        Some(travellers.into_iter().map(|it| self.arrived(from.at, it, kind, to, leaves)).collect())
    }

    /// What becomes of a traveller by what a way does.
    pub(super) fn changed(&self, traveller: (bool, Known), at: u32, way: &Way) -> BTreeSet<(bool, Known)> {
        let ways = &self.set.ways;
        let mut travellers = BTreeSet::from([traveller]);
        // Where an event is heard elsewhere the statement itself still waits.
        if !self.atoms.is_empty() && !matches!(way.kind, Kind::Heard { .. }) {
            let flow = ways.flow(way.decided_at);
            self.acts(way.decided_at, way.choice, &mut |act| {
                let before = std::mem::take(&mut travellers);
                travellers = before.into_iter().filter_map(|it| self.knows(act, flow, it)).collect();
            });
        }
        for change in ways.changes(&way.changes).iter().filter(|change| change.column() == self.column) {
            let before = std::mem::take(&mut travellers);
            for (empty, known) in before {
                let (may_be_empty, may_be_full) = match change {
                    Change::Set(_) | Change::Told(_) => (false, true),
                    Change::Clear(_) => (true, false),
                    Change::Either(_) => (true, true),
                    Change::Thin(_) => (true, !empty),
                    Change::Full(_) => (false, !empty),
                    Change::Empty(_) => (empty, false),
                    Change::Copy(_, of) => self.copied(of, at, empty),
                };
                travellers.extend(may_be_empty.then_some((true, known)));
                travellers.extend(may_be_full.then_some((false, known)));
            }
        }
        travellers
    }

    /// Whether a copy of these may be empty, and whether it may be set.
    pub(super) fn copied(&self, of: &[u32], at: u32, empty: bool) -> (bool, bool) {
        let ways = &self.set.ways;
        let Station::Node(at) = ways.graph.station(at) else { return (false, true) };
        let facts = |column: &u32| match *column == self.column {
            true => (empty, !empty),
            false => {
                let (_, facts, bit) = self.set.facts(at, *column);
                (facts.empty & bit != 0, facts.full & bit != 0)
            }
        };
        (of.iter().any(|column| facts(column).0), of.iter().all(|column| facts(column).1))
    }

    /// What is known behind something that happens; `None` where it cannot happen.
    pub(super) fn knows(
        &self,
        act: Act<'p>,
        flow: Option<u32>,
        (empty, known): (bool, Known),
    ) -> Option<(bool, Known)> {
        let known = match act {
            Act::Holds(condition, holds) => {
                self.atoms.assume(condition, flow, holds, known, &self.sought(empty)?)?
            }
            act => self.atoms.behind(act, flow, known),
        };
        Some((empty, known))
    }

    pub(super) fn sought(&self, empty: bool) -> Option<Sought<'p>> {
        let slot = self.set.ways.columns.slot(self.column, self.flow)?;
        Some(Sought { slot, flow: self.flow, empty })
    }

    /// A traveller at the end of a way.
    pub(super) fn arrived(
        &self,
        from: u32,
        (empty, known): (bool, Known),
        kind: Kind,
        to: u32,
        leaves: bool,
    ) -> Traveller {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let name = |flow: u32| program.flows.get(flow as usize).map_or("", |flow| flow.name.as_str());
        let mut arrived = Traveller { at: to, empty, known };
        match kind {
            Kind::Begins(flow) => {
                arrived.known = self.atoms.begun(flow, name(flow), leaves, known);
                if self.flow == Some(flow) {
                    arrived.empty = !ways.columns.is_param(self.column, flow, program);
                }
            }
            Kind::Heard { .. } => {
                let waits = match ways.graph.station(from) {
                    Station::Node(_) => Some(ways.flow(from).map_or("", name)),
                    Station::Finished => Some(""),
                    _ => None,
                };
                let hears = match ways.graph.station(from) {
                    Station::InFlow(flow) => Some(name(flow)),
                    _ => None,
                };
                arrived.known = self.atoms.heard(waits, hears, known);
            }
            _ => {}
        }
        arrived
    }
}
