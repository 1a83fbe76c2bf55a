//! Chance that is the same for the same seed.

use crate::engine::draw::splitmix64;

/// A stream of numbers out of a seed.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

impl Rng {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Rng(splitmix64(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        splitmix64(self.0)
    }

    /// Another stream, which does not depend on how far this one goes.
    pub fn branch(&mut self) -> Self {
        Rng(self.next())
    }

    /// A place among `count`; 0 where there is none.
    pub fn below(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { (self.next() % count as u64) as usize }
    }

    /// Whether it is one of the `percent` of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }

    /// The place of one of several by their weights; `None` where all are zero.
    pub fn weighted(&mut self, weights: impl Iterator<Item = usize> + Clone) -> Option<usize> {
        let all: usize = weights.clone().sum();
        let mut rest = self.below(all);
        if all == 0 {
            return None;
        }
        weights.enumerate().find_map(|(at, weight)| {
            if rest < weight {
                return Some(at);
            }
            rest -= weight;
            None
        })
    }
}
