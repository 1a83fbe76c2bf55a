//! What all searches of a program look up.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::data::surely::SurelySet;
use crate::check::data::way::{Change, Kind};
use crate::ir::Op;

/// The bodies that change what, and the ways to each place.
#[derive(Default)]
pub(in crate::check::data) struct Index {
    /// The bodies that change a place.
    pub(super) of_column: BTreeMap<u32, Vec<u32>>,
    /// The bodies that visit a flow.
    pub(super) visiting: Vec<u32>,
    /// The ways to each place: where they begin, and which of the ways from there they are.
    pub(super) to: Vec<Vec<(u32, u32)>>,
}

impl Index {
    /// Of a program.
    pub fn of(set: &SurelySet<'_, '_>) -> Self {
        let ways = &set.ways;
        let mut index = Index { to: vec![Vec::new(); ways.graph.count() as usize], ..Index::default() };
        for number in 0..ways.graph.count() {
            for (nth, way) in ways.from(number).iter().enumerate().filter(|(_, way)| way.kind == Kind::Stays)
            {
                index.to[way.to as usize].push((number, nth as u32));
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
            for column in columns {
                index.of_column.entry(column).or_default().push(nth as u32);
            }
            index.visiting.extend(visits.then_some(nth as u32));
        }
        index
    }
}
