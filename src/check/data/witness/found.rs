//! What a search has found: each traveller once, with the move that brought it there first.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{End, Move, Traveller};

/// A move with both of its ends.
pub(super) type Made = (Traveller, Move, Traveller);

/// What a search has found.
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
    /// Nothing but the beginning.
    pub fn from(start: Traveller) -> Self {
        Found {
            came: vec![(start, None)],
            seen: HashSet::from([start]),
            empty: HashMap::new(),
            ends: BTreeSet::new(),
        }
    }

    /// The traveller that came at this place of the order.
    pub fn nth(&self, place: usize) -> Option<Traveller> {
        self.came.get(place).map(|(traveller, _)| *traveller)
    }

    /// A traveller has come, for the first time or once more.
    pub fn arrive(&mut self, to: Traveller, from: usize, made: Move) {
        if !self.seen.insert(to) {
            return;
        }
        if to.empty {
            self.empty.entry(to.at).or_insert(self.came.len());
        }
        self.came.push((to, Some((from, made))));
    }

    /// The moves to where the place was empty first at a place of the graph.
    pub fn way_to_empty(&self, at: u32) -> Option<Vec<Made>> {
        let mut moves = Vec::new();
        let (mut to, mut came) = self.came[*self.empty.get(&at)?];
        while let Some((before, made)) = came {
            let (from, earlier) = self.came[before];
            moves.push((from, made, to));
            (to, came) = (from, earlier);
        }
        moves.reverse();
        Some(moves)
    }
}
