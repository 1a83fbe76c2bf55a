//! What a search has found: each traveller once, with the move that brought it there first.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{End, Move, Traveller};

/// A move with both of its ends.
pub(super) type Made = (Traveller, Move, Traveller);

/// What a search has found.
#[derive(Default)]
pub(super) struct Found {
    /// The travellers in the order in which they came, with the place of the one before and the move.
    came: Vec<(Traveller, Option<(usize, Move)>)>,
    seen: HashSet<Traveller>,
    /// Where the place was empty first, by the place of the graph.
    empty: HashMap<u32, usize>,
    /// How the flow or body was left.
    pub ends: BTreeSet<End>,
}

impl Found {
    /// Nothing but the beginnings.
    pub fn from(starts: impl IntoIterator<Item = Traveller>) -> Self {
        let mut found = Found::default();
        starts.into_iter().for_each(|start| found.put(start, None));
        found
    }

    /// The traveller that came at this place of the order.
    pub fn nth(&self, place: usize) -> Option<Traveller> {
        self.came.get(place).map(|(traveller, _)| *traveller)
    }

    /// A traveller has come, for the first time or once more.
    pub fn arrive(&mut self, to: Traveller, from: usize, made: Move) {
        self.put(to, Some((from, made)));
    }

    fn put(&mut self, to: Traveller, came: Option<(usize, Move)>) {
        if !self.seen.insert(to) {
            return;
        }
        if to.empty {
            self.empty.entry(to.at).or_insert(self.came.len());
        }
        self.came.push((to, came));
    }

    /// The moves to where the place was empty first at a place of the graph, and the beginning from which they lead there.
    pub fn way_to_empty(&self, at: u32) -> Option<(Traveller, Vec<Made>)> {
        let mut moves = Vec::new();
        let (mut to, mut came) = self.came[*self.empty.get(&at)?];
        while let Some((before, made)) = came {
            let (from, earlier) = self.came[before];
            moves.push((from, made, to));
            (to, came) = (from, earlier);
        }
        moves.reverse();
        Some((to, moves))
    }
}
