//! What all searches of a program look up.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::reach::Reach;
use crate::check::data::surely::SurelySet;
use crate::check::data::way::{Change, Kind, Ways};
use crate::ir::Op;

/// The bodies of each place with what they change, and the ways to each place.
#[derive(Default)]
pub(in crate::check::data) struct Index {
    /// The bodies that are heard at a place.
    pub(super) heard_at: BTreeMap<u32, Vec<u32>>,
    /// What each body changes; `None` where it visits a flow, and so may change anything.
    pub(super) changes: Vec<Option<BTreeSet<u32>>>,
    /// The ways to each place: where they begin, and which of the ways from there they are.
    pub(super) to: Vec<Vec<(u32, u32)>>,
    /// The ways by which each flow begins, in the same manner.
    begins: BTreeMap<u32, Vec<(u32, u32)>>,
    reach: OnceCell<Reach>,
}

impl Index {
    /// Of a program.
    pub fn of(set: &SurelySet<'_, '_>) -> Self {
        let ways = &set.ways;
        let mut index = Index { to: vec![Vec::new(); ways.graph.count() as usize], ..Index::default() };
        for number in 0..ways.graph.count() {
            for (nth, way) in ways.from(number).iter().enumerate() {
                match way.kind {
                    Kind::Stays => index.to[way.to as usize].push((number, nth as u32)),
                    Kind::Begins(flow) => index.begins.entry(flow).or_default().push((number, nth as u32)),
                    _ => {}
                }
            }
        }
        for (nth, body) in set.hearing.bodies.iter().enumerate() {
            let mut columns = BTreeSet::new();
            let begins = ways.changes(&body.begins).iter();
            columns.extend(begins.filter(|change| matches!(change, Change::Set(_))).map(Change::column));
            let mut visits = false;
            for at in &body.statements {
                columns.extend(ways.changes(&ways.of_statement[at.0 as usize]).iter().map(Change::column));
                visits |= matches!(ways.graph.program.node(*at).op, Op::Visit(_));
            }
            index.changes.push((!visits).then_some(columns));
            index.heard_at.entry(body.heard_at).or_default().push(nth as u32);
        }
        index
    }

    /// The places at which a flow begins, each with a way there.
    pub(super) fn beginnings(&self, ways: &Ways<'_, '_>, flow: u32) -> BTreeMap<u32, (u32, u32)> {
        let reach = self.reach(ways);
        let begins = self.begins.get(&flow).into_iter().flatten();
        let mut places = BTreeMap::new();
        for (from, nth) in begins.filter(|(from, _)| reach.leads_to(*from)) {
            places.entry(ways.from(*from)[*nth as usize].to).or_insert((*from, *nth));
        }
        places
    }

    /// How each place is reached first.
    pub(super) fn reach(&self, ways: &Ways<'_, '_>) -> &Reach {
        self.reach.get_or_init(|| Reach::of(ways))
    }
}
