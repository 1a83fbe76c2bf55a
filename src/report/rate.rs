//! How surely is a rate known? An interval that may be looked at after every contact.
//!
//! A usual 95 % interval is wrong in one of 20 looks, so whoever looks daily and stops at a pleasant moment is misled. The
//! ones here are a confidence sequence: with 95 % none of them, from the first contact to the last, misses the true rate.
//!
//! It is Robbins' mixture for yes and no (Robbins 1970, "Statistical methods related to the law of the iterated
//! logarithm"; Howard, Ramdas, McAuliffe & Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence
//! sequences"). If the rate is p, how much likelier x of n are under all rates together, weighed by Beta(½, ½), than under p
//! is a martingale of mean 1: Ville's inequality says that it ever reaches 20 in one world of 20. The interval holds the
//! rates for which it is below.

use super::gamma::ln_gamma;

/// In how many worlds an interval may ever be wrong.
pub const ALPHA: f64 = 0.05;
/// The parameter of the Beta distribution, for both sides.
const PRIOR: f64 = 0.5;
/// Halvings after which an end is exact.
const HALVINGS: u32 = 60;

/// The lowest and the highest rate that `reached` of `shown` leave possible.
pub fn interval(reached: u64, shown: u64) -> (f64, f64) {
    let seen = Seen::of(reached, shown);
    if shown == 0 {
        return (0.0, 1.0);
    }
    let rate = seen.reached / (seen.reached + seen.missed);
    let low = if seen.reached == 0.0 { 0.0 } else { seen.end(0.0, rate) };
    let high = if seen.missed == 0.0 { 1.0 } else { seen.end(1.0, rate) };
    (low, high)
}

struct Seen {
    reached: f64,
    missed: f64,
    /// The logarithm of the likelihood under all rates together.
    mixture: f64,
}

impl Seen {
    fn of(reached: u64, shown: u64) -> Self {
        let (reached, missed) = (reached.min(shown) as f64, shown.saturating_sub(reached) as f64);
        let beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
        Seen { reached, missed, mixture: beta(PRIOR + reached, PRIOR + missed) - beta(PRIOR, PRIOR) }
    }

    /// Whether a rate is no longer possible.
    fn excludes(&self, rate: f64) -> bool {
        self.mixture - self.reached * rate.ln() - self.missed * (1.0 - rate).ln() >= -ALPHA.ln()
    }

    /// The end of the interval between a rate that is excluded and one that is not.
    fn end(&self, excluded: f64, possible: f64) -> f64 {
        let (mut outside, mut inside) = (excluded, possible);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(outside, inside);
            let place = if self.excludes(middle) { &mut outside } else { &mut inside };
            *place = middle;
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::shares::chance::Chance;

    #[test]
    fn whoever_looks_after_every_contact_is_rarely_misled() {
        const WORLDS: u64 = 1000;
        for (rate, seed) in [(0.01, 1), (0.2, 2), (0.5, 3)] {
            let mut chance = Chance(seed);
            let misled = (0..WORLDS).filter(|_| {
                let mut reached = 0;
                (1..=1000).any(|shown| {
                    reached += u64::from(chance.draw() < rate);
                    Seen::of(reached, shown).excludes(rate)
                })
            });
            let misled = misled.count();
            assert!(misled as f64 <= ALPHA * WORLDS as f64, "{misled} of {WORLDS} at {rate}");
        }
    }

    #[test]
    fn a_fixed_interval_would_mislead_many_of_them() {
        // The simulation can fail: Wald's 95 % interval does not survive so many looks.
        let mut chance = Chance(3);
        let misled = (0..200).filter(|_| {
            let mut reached = 0_u32;
            (1..=1000).any(|shown| {
                reached += u32::from(chance.draw() < 0.5);
                let (found, shown) = (f64::from(reached) / f64::from(shown), f64::from(shown));
                shown > 30.0 && (found - 0.5).abs() > 1.96 * (found * (1.0 - found) / shown).sqrt()
            })
        });
        assert!(misled.count() > 50);
    }

    #[test]
    fn an_interval_holds_what_was_seen_and_narrows() {
        assert_eq!(interval(0, 0), (0.0, 1.0));
        assert_eq!(interval(0, 40).0, 0.0);
        assert_eq!(interval(40, 40).1, 1.0);
        let width = |reached, shown| {
            let (low, high) = interval(reached, shown);
            let rate = reached as f64 / shown as f64;
            assert!(low < rate && rate < high, "{low} {rate} {high}");
            high - low
        };
        assert!(width(20, 100) < 0.3);
        assert!(width(2_000, 10_000) < 0.04);
        assert!(width(200_000_000, 1_000_000_000) < 0.0002);
    }

    #[test]
    fn more_reached_than_shown_is_all_of_them() {
        assert_eq!(interval(5, 3), interval(3, 3));
    }
}
