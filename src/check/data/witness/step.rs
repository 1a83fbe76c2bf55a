//! Where a traveller may be behind one way.

use super::{Search, Spent, Traveller, Within};
use crate::check::data::act::Act;
use crate::check::data::atom::{Known, Sought};
use crate::check::data::way::{Change, Kind, Way};
use crate::check::graph::Station;
use crate::ir::Choice;

impl<'p> Search<'_, '_, 'p> {
    /// Where a traveller may be behind a way: nowhere, or in `behind`, which is empty before.
    pub(super) fn by_way(
        &mut self,
        from: &Traveller,
        way: &Way,
        within: Within,
        behind: &mut Vec<Traveller>,
    ) -> Result<(), Spent> {
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
            (Within::Run, Kind::Covers | Kind::Covered | Kind::Heard { in_flow: true }) => true,
            (Within::Flow(_), Kind::Covers | Kind::Ends(_) | Kind::Heard { in_flow: true }) => true,
            (Within::Body, Kind::ComesBack) => true,
            _ => false,
        };
        if !goes || within == Within::Body && !matches!(ways.graph.station(way.to), Station::Node(_)) {
            return Ok(());
        }
        let mut states = std::mem::take(&mut self.scratch);
        states.clear();
        if let Kind::Returns(flow) = way.kind {
            for (empty, known, gives) in self.through_visit(from, way, flow)? {
                let before = states.len();
                states.push((empty, known));
                self.change(&mut states, before, from.at, way);
                states[before..].iter_mut().for_each(|it| *it = self.taken(from.at, *it, gives));
            }
        } else {
            states.push((from.empty, from.known));
            self.change(&mut states, 0, from.at, way);
        }
        if states.len() > 1 {
            states.sort_unstable();
            states.dedup();
        }
        let leaves = way.choice != Choice::Visit;
        behind.extend(states.iter().map(|it| self.arrived(from.at, *it, way.kind, way.to, leaves)));
        self.scratch = states;
        Ok(())
    }

    /// What becomes, by what a way does, of the states from `first` on.
    fn change(&self, states: &mut Vec<(bool, Known)>, first: usize, at: u32, way: &Way) {
        let ways = &self.set.ways;
        let flow = ways.flow(way.decided_at);
        // Where an event is heard elsewhere the statement itself still waits.
        if !self.atoms.is_empty() && !matches!(way.kind, Kind::Heard { .. }) {
            self.acts(way.decided_at, way.choice, &mut |act| {
                for nth in (first..states.len()).rev() {
                    match self.knows(act, flow, states[nth]) {
                        Some(known) => states[nth] = known,
                        None => _ = states.remove(nth),
                    }
                }
            });
        }
        // Locals of different flows share numbers.
        let is_own = self.flow.is_none() || self.flow == flow;
        for change in ways.changes(&way.changes).iter().filter(|it| is_own && it.column() == self.column) {
            for nth in (first..states.len()).rev() {
                let (empty, known) = states[nth];
                let (may_be_empty, may_be_full) = match change {
                    Change::Set(_) | Change::Told(_) => (false, true),
                    Change::Clear(_) => (true, false),
                    Change::Either(_) => (true, true),
                    Change::Thin(_) => (true, !empty),
                    Change::Full(_) => (false, !empty),
                    Change::Empty(_) => (empty, false),
                    Change::Copy(_, of) => self.copied(of, at, empty),
                };
                match (may_be_empty, may_be_full) {
                    (false, false) => _ = states.remove(nth),
                    (true, true) => {
                        states[nth].0 = true;
                        states.push((false, known));
                    }
                    (may_be_empty, _) => states[nth].0 = may_be_empty,
                }
            }
        }
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
