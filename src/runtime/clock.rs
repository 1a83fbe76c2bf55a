//! What time is it? The machine's clock, or one that only moves when told.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration as StdDuration;

use crate::ir::Time;

/// The longest single sleep: a machine that slept, or whose clock was set, is noticed within it.
const SLEEP_MAX: StdDuration = StdDuration::from_secs(60);

/// A source of time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Time;

    /// Waits until `at`, or less; who waits looks at `now` again.
    fn sleep_until<'a>(&'a self, at: Time) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

    /// Moves a virtual clock; the machine's own does not move.
    fn set(&self, _to: Time) {}

    /// Whether time moves only when told. Then nothing runs by itself: effects and timers are driven by
    /// [`super::Handle::settle`] and [`super::Handle::advance`], one after the other, in an order that is always the same.
    fn is_virtual(&self) -> bool {
        false
    }
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    #[allow(clippy::disallowed_methods)] // the one place where time comes in
    fn now(&self) -> Time {
        Time::from_timestamp(jiff::Timestamp::now())
    }

    fn sleep_until<'a>(&'a self, at: Time) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let left = at.0.saturating_sub(self.now().0).max(0) as u64;
        Box::pin(tokio::time::sleep(StdDuration::from_millis(left).min(SLEEP_MAX)))
    }
}

/// A clock that stands until it is set.
#[derive(Debug)]
pub struct VirtualClock(AtomicI64);

impl VirtualClock {
    /// A clock that stands at `now`.
    pub fn new(now: Time) -> Self {
        Self(AtomicI64::new(now.0))
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }

    fn sleep_until<'a>(&'a self, _at: Time) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::pending())
    }

    fn set(&self, to: Time) {
        self.0.fetch_max(to.0, Ordering::SeqCst);
    }

    fn is_virtual(&self) -> bool {
        true
    }
}
