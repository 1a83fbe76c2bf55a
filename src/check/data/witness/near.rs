//! Short ways: from a statement that leaves the place empty to its reader, without a condition between them.

use std::collections::{BTreeMap, VecDeque};

use super::{Search, Stretch};
use crate::check::data::act::Act;
use crate::check::data::facts::{BATCH, Facts};
use crate::check::data::way::Change;

/// How many places are looked at.
const NEAR: usize = 64;

impl Search<'_, '_, '_> {
    /// A short way to a place from where a statement leaves the place empty, if no condition stands on it.
    pub(super) fn near_way(&self, goal: u32) -> Option<Vec<Stretch>> {
        let ways = &self.set.ways;
        let mut came: BTreeMap<u32, Option<Stretch>> = BTreeMap::from([(goal, None)]);
        let mut open = VecDeque::from([goal]);
        while let Some(to) = open.pop_front().filter(|_| came.len() < NEAR) {
            for (from, nth) in &self.index.to[to as usize] {
                let way = &ways.from(*from)[*nth as usize];
                let mut is_free = true;
                self.acts(way.decided_at, way.choice, &mut |act| is_free &= !matches!(act, Act::Holds(..)));
                let mut own = ways.changes(&way.changes).iter().filter(|it| it.column() == self.column);
                let stretch = Stretch { from: *from, to, empty: true, way: Some(*nth) };
                match own.next_back() {
                    Some(Change::Clear(_)) if is_free && self.is_reached(*from) => {
                        let mut found = vec![stretch];
                        let mut at = to;
                        while let Some(Some(next)) = came.get(&at) {
                            found.push(*next);
                            at = next.to;
                        }
                        return Some(found);
                    }
                    None if is_free && !came.contains_key(from) => {
                        came.insert(*from, Some(stretch));
                        open.push_back(*from);
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// Whether any way leads to a place.
    pub(super) fn is_reached(&self, number: u32) -> bool {
        let facts = self.set.solved[(self.column / BATCH) as usize].entering[number as usize];
        facts != Facts::default()
    }
}
