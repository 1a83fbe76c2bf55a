//! The statements of two places side by side.

use std::collections::{BTreeMap, VecDeque};

/// Up to so many pairs the longest common order is searched for; beyond, equal ones are paired from the top.
const PAIRS_MAX: usize = 250_000;

/// Lays two lists side by side by what each is and by its kind: equal ones first, in their order, then between those
/// what is of one kind. What stands alone has nothing at its side. The order is the new list's, what is gone at its place.
pub fn align(old: &[(String, &str)], new: &[(String, &str)]) -> Vec<(Option<usize>, Option<usize>)> {
    let anchors = anchors(old, new);
    let mut rows = Vec::with_capacity(old.len().max(new.len()));
    let (mut from, mut to) = (0, 0);
    for (one, other) in anchors.into_iter().chain([(old.len(), new.len())]) {
        between(old, new, from..one, to..other, &mut rows);
        if one < old.len() {
            rows.push((Some(one), Some(other)));
        }
        (from, to) = (one + 1, other + 1);
    }
    rows
}

/// Pairs of equal ones, both sides ascending.
fn anchors(old: &[(String, &str)], new: &[(String, &str)]) -> Vec<(usize, usize)> {
    let equal = |one: usize, other: usize| old[one].0 == new[other].0;
    let least = old.len().min(new.len());
    let head = (0..least).take_while(|at| equal(*at, *at)).count();
    let tail = (0..least - head).take_while(|at| equal(old.len() - 1 - at, new.len() - 1 - at)).count();
    let (left, right) = (head..old.len() - tail, head..new.len() - tail);
    let mut anchors: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if left.len() * right.len() <= PAIRS_MAX {
        anchors.extend(longest(old, new, left, right));
    } else {
        let mut waiting: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
        for at in right.clone() {
            waiting.entry(&new[at].0).or_default().push_back(at);
        }
        let mut next = right.start;
        for at in left {
            let Some(places) = waiting.get_mut(old[at].0.as_str()) else { continue };
            while places.front().is_some_and(|place| *place < next) {
                places.pop_front();
            }
            if let Some(place) = places.pop_front() {
                anchors.push((at, place));
                next = place + 1;
            }
        }
    }
    anchors.extend((0..tail).rev().map(|at| (old.len() - 1 - at, new.len() - 1 - at)));
    anchors
}

/// The longest list of equal pairs in both orders.
fn longest(
    old: &[(String, &str)],
    new: &[(String, &str)],
    left: std::ops::Range<usize>,
    right: std::ops::Range<usize>,
) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    // How many pairs there are at most from here on.
    let mut most = vec![0_u32; (left.len() + 1) * width];
    let at = |one: usize, other: usize| (one - left.start) * width + (other - right.start);
    for one in left.clone().rev() {
        for other in right.clone().rev() {
            most[at(one, other)] = if old[one].0 == new[other].0 {
                most[at(one + 1, other + 1)] + 1
            } else {
                most[at(one + 1, other)].max(most[at(one, other + 1)])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut one, mut other) = (left.start, right.start);
    while one < left.end && other < right.end {
        if old[one].0 == new[other].0 {
            pairs.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if most[at(one + 1, other)] >= most[at(one, other + 1)] {
            one += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// What stands between two equal pairs: those of one kind belong together, in their order.
fn between(
    old: &[(String, &str)],
    new: &[(String, &str)],
    left: std::ops::Range<usize>,
    right: std::ops::Range<usize>,
    rows: &mut Vec<(Option<usize>, Option<usize>)>,
) {
    let mut by_kind: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for at in left.clone() {
        by_kind.entry(old[at].1).or_default().push_back(at);
    }
    let pairs: BTreeMap<usize, usize> =
        right.clone().filter_map(|at| Some((at, by_kind.get_mut(new[at].1)?.pop_front()?))).collect();
    let mut gone: Vec<usize> = by_kind.into_values().flatten().collect();
    gone.sort_unstable();
    rows.extend(gone.into_iter().map(|at| (Some(at), None)));
    rows.extend(right.map(|at| (pairs.get(&at).copied(), Some(at))));
}

#[cfg(test)]
mod tests {
    use super::align;

    fn rows(old: &str, new: &str) -> Vec<(Option<usize>, Option<usize>)> {
        let list = |text: &str| -> Vec<(String, &'static str)> {
            let word = |word: &str| if word.starts_with('s') { "say" } else { "ask" };
            text.split_whitespace().map(|it| (it.to_owned(), word(it))).collect()
        };
        align(&list(old), &list(new))
    }

    #[test]
    fn what_is_equal_stays_together_and_what_is_of_a_kind_is_a_change() {
        assert_eq!(
            rows("s1 a1 s2", "s1 a1 s2"),
            [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), Some(2))]
        );
        assert_eq!(rows("s1 s2 s3", "s2 s3"), [(Some(0), None), (Some(1), Some(0)), (Some(2), Some(1))]);
        assert_eq!(rows("s1 a1", "s9 a1"), [(Some(0), Some(0)), (Some(1), Some(1))]);
        assert_eq!(rows("s1", "a1"), [(Some(0), None), (None, Some(0))]);
        assert_eq!(rows("", ""), []);
    }
}
