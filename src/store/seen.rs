//! Ids of events that were taken, by day: a repetition within three days changes nothing.

use std::collections::{BTreeMap, HashSet};

use super::change::SeenId;
use crate::ir::Time;

/// The newest day with ids and the two before it.
pub const DAYS_KEPT: i64 = 3;
const DAY_MS: i64 = 86_400_000;

/// The ids of the last days.
#[derive(Debug, Default)]
pub struct Seen {
    days: BTreeMap<i64, HashSet<SeenId>>,
}

/// The day of an instant, counted from 1970.
pub fn day(at: Time) -> i64 {
    at.0.div_euclid(DAY_MS)
}

impl Seen {
    /// Notes an id; older days are dropped.
    pub fn insert(&mut self, day: i64, id: SeenId) {
        self.days.entry(day).or_default().insert(id);
        let oldest = self.oldest();
        self.days.retain(|day, _| *day >= oldest);
    }

    /// Whether the id was noted in the last days.
    pub fn contains(&self, id: SeenId) -> bool {
        self.days.values().any(|ids| ids.contains(&id))
    }

    /// The first day that is still kept.
    pub fn oldest(&self) -> i64 {
        self.days.keys().next_back().map_or(i64::MIN, |newest| newest - DAYS_KEPT + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_known_for_three_days() {
        let mut seen = Seen::default();
        seen.insert(10, SeenId(1));
        seen.insert(12, SeenId(2));
        assert!(seen.contains(SeenId(1)) && seen.contains(SeenId(2)) && !seen.contains(SeenId(3)));
        seen.insert(13, SeenId(3));
        assert!(!seen.contains(SeenId(1)));
        assert!(seen.contains(SeenId(2)));
    }

    #[test]
    fn days_before_1970_are_days_too() {
        assert_eq!((day(Time(-1)), day(Time(0)), day(Time(DAY_MS))), (-1, 0, 1));
    }
}
