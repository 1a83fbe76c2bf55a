//! How fast a connection may be used: every request that must wait has its place.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::ir::Rate;
use crate::outbound::Bucket;

/// A place that nobody came for is forgotten after this time.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(600);

/// The buckets of all connections, by name.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    lines: Mutex<BTreeMap<String, Line>>,
}

#[derive(Debug, Default)]
struct Line {
    /// When the bucket is full again.
    full: Option<Instant>,
    /// Until when nothing is sent.
    closed: Option<Instant>,
    /// Who waits, by the effect's key, and until when.
    places: HashMap<String, Instant>,
}

impl Limiter {
    /// How long a request has to wait: nothing, or until its place in the line. Asked again, it keeps its place.
    pub fn turn(&self, connection: &str, rate: Option<Rate>, key: &str, now: Instant) -> Duration {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(connection.to_owned()).or_default();
        let open = line.closed.unwrap_or(now).max(now);
        let at = match line.places.get(key) {
            Some(at) if *at >= open || open == now => *at,
            _ => line.next(rate, open),
        };
        if at <= now {
            line.places.remove(key);
            return Duration::ZERO;
        }
        line.places.retain(|_, at| *at + FORGOTTEN_AFTER > now);
        line.places.insert(key.to_owned(), at);
        at - now
    }

    /// Nothing is sent over a connection for a while.
    pub fn close(&self, connection: &str, pause: Duration, now: Instant) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(connection.to_owned()).or_default();
        line.closed = line.closed.max(Some(now + pause));
    }
}

impl Line {
    /// The next free moment from `open` on, taken.
    fn next(&mut self, rate: Option<Rate>, open: Instant) -> Instant {
        let Some(rate) = rate else { return open };
        let every = Duration::from_millis(rate.per.0.max(1) as u64) / rate.count.max(1);
        Bucket { every, burst: rate.count }.take(self.full.get_or_insert(open), open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir;

    fn rate(count: u32) -> Option<Rate> {
        Some(Rate { count, per: ir::Duration(1_000) })
    }

    #[test]
    fn a_storm_leaves_in_order_at_the_rate_and_everyone_keeps_their_place() {
        let limiter = Limiter::default();
        let start = Instant::now();
        let ms = |at: u64| Duration::from_millis(at);
        let turn = |key: u64, at| limiter.turn("crm", rate(4), &key.to_string(), start + ms(at)).as_millis();
        let first: Vec<u128> = (0..10).map(|key| turn(key, 0)).collect();
        assert_eq!(first, [0, 0, 0, 0, 250, 500, 750, 1_000, 1_250, 1_500]);
        assert_eq!(turn(9, 100), 1_400, "asked again, it has the same place");
        assert_eq!(turn(4, 250), 0);
        assert_eq!(turn(10, 250), 1_500, "who comes later goes later");
        assert_eq!(
            limiter.turn("other", rate(4), "0", start),
            Duration::ZERO,
            "another connection is another line"
        );
        assert_eq!(turn(20, 60_000), 0);
    }

    #[test]
    fn a_closed_connection_sends_nothing_until_it_opens() {
        let limiter = Limiter::default();
        let start = Instant::now();
        let turn = |key: &str, at: u64, rate| {
            limiter.turn("crm", rate, key, start + Duration::from_millis(at)).as_millis()
        };
        assert_eq!(turn("a", 0, None), 0);
        limiter.close("crm", Duration::from_secs(60), start);
        limiter.close("crm", Duration::from_secs(1), start);
        assert_eq!((turn("b", 0, None), turn("b", 30_000, None)), (60_000, 30_000));
        assert_eq!(turn("b", 60_000, None), 0);
        limiter.close("crm", Duration::from_secs(10), start + Duration::from_secs(60));
        let waits: Vec<u128> = ["c", "d", "e"].map(|key| turn(key, 60_000, rate(2))).into();
        assert_eq!(waits, [10_000, 10_000, 10_500], "it opens at its rate");
    }
}
