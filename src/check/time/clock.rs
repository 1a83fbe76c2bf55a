//! How long a `delay until` can last.

use super::longest::{Cost, ENDLESS};
use crate::ir::{Expr, Hours, Program};

const MINUTE_MS: Cost = 60_000;
const DAY_MINUTES: u32 = 24 * 60;
const WEEK_MINUTES: u32 = 7 * DAY_MINUTES;

/// The longest that one waits until a moment, in milliseconds.
pub(super) fn longest_until(program: &Program, until: &Expr) -> Cost {
    match until {
        Expr::NextClock(_) => Cost::from(DAY_MINUTES) * MINUTE_MS,
        Expr::NextOpen(name) => {
            let hours = program.symbols.hours.get(name);
            hours.map_or(ENDLESS, |hours| Cost::from(longest_closed(hours)) * MINUTE_MS)
        }
        Expr::Now => 0,
        _ => ENDLESS,
    }
}

/// The longest span in which hours are closed, in minutes.
fn longest_closed(hours: &Hours) -> u32 {
    let mut open: Vec<(u32, u32)> = hours
        .spans
        .iter()
        .map(|span| {
            let midnight = u32::from(span.day) * DAY_MINUTES;
            let over = if span.is_over_midnight() { DAY_MINUTES } else { 0 };
            (midnight + u32::from(span.from.0), midnight + over + u32::from(span.to.0))
        })
        .collect();
    open.sort_unstable();
    let Some(first) = open.first().copied() else { return WEEK_MINUTES };
    let mut closed = 0;
    let mut until = first.1;
    for (from, to) in open.into_iter().skip(1).chain([(first.0 + WEEK_MINUTES, 0)]) {
        closed = closed.max(from.saturating_sub(until));
        until = until.max(to);
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Clock, OpenSpan};

    #[test]
    fn the_longest_closed_span_is_a_weekend() {
        let day = |day| OpenSpan { day, from: Clock(9 * 60), to: Clock(18 * 60) };
        let hours = Hours { spans: (0..5).map(day).collect() };
        assert_eq!(longest_closed(&hours), 63 * 60);
        let always = |day| OpenSpan { day, from: Clock(0), to: Clock(0) };
        assert_eq!(longest_closed(&Hours { spans: (0..7).map(always).collect() }), 0);
    }
}
