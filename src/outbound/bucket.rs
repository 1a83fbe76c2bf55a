//! So many, one every so often: a token bucket in which everyone who must wait has a place of their own, so that a thousand
//! who wait are woken once each. (The generic cell rate algorithm.)

use std::time::Duration;

use tokio::time::Instant;

/// The measure of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// How long one of them takes, where they come without a pause.
    pub every: Duration,
    /// How many may come at once.
    pub burst: u32,
}

impl Bucket {
    /// Takes the next place from `open` on, and says when it is. `full` is when the bucket is full again; it begins as
    /// any time that is past.
    pub fn take(self, full: &mut Instant, open: Instant) -> Instant {
        let at = full.checked_sub(self.tolerance()).map_or(open, |earliest| earliest.max(open));
        *full = (*full).max(at) + self.every;
        at
    }

    /// How long before the bucket is full the last of a burst may come.
    pub fn tolerance(self) -> Duration {
        self.every * self.burst.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_comes_at_once_and_the_rest_one_by_one() {
        let bucket = Bucket { every: Duration::from_millis(250), burst: 4 };
        let start = Instant::now();
        let mut full = start;
        let mut take =
            |at: u64| (bucket.take(&mut full, start + Duration::from_millis(at)) - start).as_millis();
        let first: Vec<u128> = (0..7).map(|_| take(0)).collect();
        assert_eq!(first, [0, 0, 0, 0, 250, 500, 750]);
        assert_eq!(take(60_000), 60_000, "after a rest it is full");
        assert_eq!(
            [take(60_000), take(60_000), take(60_000), take(60_000)],
            [60_000, 60_000, 60_000, 60_250]
        );
    }
}
