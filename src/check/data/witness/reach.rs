//! How each place is reached first, whatever the contact's data are.

use std::collections::VecDeque;

use super::found::Made;
use super::{Move, Traveller};
use crate::check::data::atom::Known;
use crate::check::data::way::{Kind, Ways};
use crate::check::graph::Station;

/// The nearest way to each place.
pub(super) struct Reach {
    /// From where, and by which of the ways from there.
    came: Vec<Option<(u32, u32)>>,
    begin: u32,
}

impl Reach {
    /// In a program.
    pub fn of(ways: &Ways<'_, '_>) -> Self {
        let begin = ways.graph.number(Station::Begin);
        let mut came = vec![None; ways.graph.count() as usize];
        let mut ended = vec![false; ways.graph.program.flows.len()];
        // The ways behind visits of flows that have not come back so far.
        let mut behind: Vec<Vec<(u32, u32)>> = vec![Vec::new(); ended.len()];
        let mut open = VecDeque::from([begin]);
        while let Some(from) = open.pop_front() {
            for (nth, way) in ways.from(from).iter().enumerate() {
                let nth = nth as u32;
                let mut take = |from: u32, nth: u32| {
                    let to = ways.from(from)[nth as usize].to;
                    if to != begin && came[to as usize].is_none() {
                        came[to as usize] = Some((from, nth));
                        open.push_back(to);
                    }
                };
                match way.kind {
                    Kind::ComesBack | Kind::Covered => {}
                    Kind::Returns(flow) if !ended[flow as usize] => behind[flow as usize].push((from, nth)),
                    Kind::Ends(flow) => {
                        ended[flow as usize] = true;
                        std::mem::take(&mut behind[flow as usize])
                            .into_iter()
                            .for_each(|(from, nth)| take(from, nth));
                        take(from, nth);
                    }
                    _ => take(from, nth),
                }
            }
        }
        Reach { came, begin }
    }

    /// Whether any way leads to a place.
    pub fn leads_to(&self, at: u32) -> bool {
        at == self.begin || self.came[at as usize].is_some()
    }

    /// The moves to a place of somebody who has nothing; none where no way leads.
    pub fn way(&self, to: u32) -> Vec<Made> {
        let traveller = |at| Traveller { at, empty: true, known: Known::default() };
        let mut moves = Vec::new();
        let mut to = to;
        while let Some((from, nth)) = self.came[to as usize] {
            moves.push((traveller(from), Move::Way(nth), traveller(to)));
            to = from;
        }
        moves.reverse();
        moves
    }
}
