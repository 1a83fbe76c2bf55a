//! Shortest ways.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::longest::{Cost, Ways};

/// The cost of the shortest way from a place to each; `None` where none leads.
pub(super) fn least(ways: &Ways, entry: u32) -> Vec<Option<Cost>> {
    let mut cost = vec![None; ways.count()];
    let mut open: BinaryHeap<(Reverse<Cost>, u32)> = BinaryHeap::from([(Reverse(0), entry)]);
    while let Some((Reverse(here), place)) = open.pop() {
        if cost[place as usize].is_some() {
            continue;
        }
        cost[place as usize] = Some(here);
        for way in ways.from(place) {
            if cost[way.to as usize].is_none() {
                open.push((Reverse(here.saturating_add(way.cost)), way.to));
            }
        }
    }
    cost
}
