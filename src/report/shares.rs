//! Were the arms of a router drawn as their weights say? A test that may be looked at after every contact.
//!
//! The multinomial test of Lindon & Malek 2022, "Anytime-valid inference for multinomial count data": how much likelier the
//! drawn arms are under shares from a Dirichlet distribution around the weights than under the weights themselves. If the
//! weights hold that is a martingale of mean 1, which ever reaches 1,000 in one world of 1,000 at most (Ville). Weights that
//! were changed begin a test of their own; the martingales multiply.

use serde::{Deserialize, Serialize};

use super::gamma::ln_gamma;

/// In how many worlds an alarm may ever be wrong.
pub const ALPHA: f64 = 0.001;
/// How closely the Dirichlet distribution lies around the weights: as if that many draws had been seen.
const CONCENTRATION: f64 = 100.0;

/// What is known of a router's shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// The probability that chance alone ever leads so far from the weights; 1 at most.
    pub p: f64,
    /// Whether that is below [`ALPHA`]: something else than chance divides the contacts.
    pub alarm: bool,
}

/// An arm while the weights were the same: its tickets, and how many drew it.
pub type Drawn = (u32, u64);

/// Looks at the draws of a router, those with the same weights together.
pub fn look<'a>(eras: impl IntoIterator<Item = &'a [Drawn]>) -> Shares {
    let evidence: f64 = eras.into_iter().map(evidence).sum();
    let p = (-evidence).exp().min(1.0);
    Shares { p, alarm: p <= ALPHA }
}

/// The logarithm of how much likelier the draws are under other shares than under the weights.
fn evidence(arms: &[Drawn]) -> f64 {
    let tickets: f64 = arms.iter().map(|(tickets, _)| f64::from(*tickets)).sum();
    let drawn: f64 = arms.iter().map(|(_, drawn)| *drawn as f64).sum();
    let start = ln_gamma(CONCENTRATION) - ln_gamma(CONCENTRATION + drawn);
    let arms = arms.iter().filter(|(_, drawn)| *drawn > 0).map(|(own, drawn)| {
        let (share, drawn) = (f64::from(*own) / tickets, *drawn as f64);
        if share == 0.0 {
            // Nobody can have drawn it.
            return f64::INFINITY;
        }
        let prior = CONCENTRATION * share;
        ln_gamma(prior + drawn) - ln_gamma(prior) - drawn * share.ln()
    });
    start + arms.sum::<f64>()
}

#[cfg(test)]
pub(super) mod chance {
    /// Numbers that look random, the same for a seed.
    pub struct Chance(pub u64);

    impl Chance {
        /// From 0 to below 1.
        pub fn draw(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            (crate::engine::draw::splitmix64(self.0) >> 11) as f64 / (1_u64 << 53) as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::chance::Chance;
    use super::*;

    /// In how many of these worlds there is ever an alarm, looked at after every contact.
    fn alarms(worlds: u64, weights: [u32; 3], shares: [f64; 3], threshold: f64) -> usize {
        let mut chance = Chance(u64::from(weights[0]));
        let alarmed = (0..worlds).filter(|_| {
            let mut drawn = weights.map(|weight| (weight, 0));
            (0..1000).any(|_| {
                let at = chance.draw();
                let arm = if at < shares[0] { 0 } else { 1 + usize::from(at >= shares[0] + shares[1]) };
                drawn[arm].1 += 1;
                evidence(&drawn) >= -threshold.ln()
            })
        });
        alarmed.count()
    }

    #[test]
    fn fair_draws_raise_an_alarm_rarely_and_others_do() {
        for weights in [[3334, 3333, 3333], [5000, 4000, 1000], [9800, 100, 100]] {
            let fair = weights.map(|weight| f64::from(weight) / 10_000.0);
            let often = alarms(1000, weights, fair, 0.05);
            assert!(often <= 50, "{often} of 1000 at the level 0.05: {weights:?}");
        }
        assert!(alarms(100, [5000, 4000, 1000], [0.4, 0.5, 0.1], ALPHA) > 90);
    }

    #[test]
    fn changed_weights_are_no_alarm() {
        let (before, after) = ([(9000, 900), (1000, 100)], [(5000, 500), (5000, 500)]);
        assert!(!look([&before[..], &after[..]]).alarm);
        let as_one = [(5000, 1400), (5000, 600)];
        assert!(look([&as_one[..]]).alarm);
    }

    #[test]
    fn nothing_drawn_says_nothing_and_an_arm_of_no_tickets_says_all() {
        assert_eq!(look([&[(5000, 0), (5000, 0)][..]]), Shares { p: 1.0, alarm: false });
        assert_eq!(look([]), Shares { p: 1.0, alarm: false });
        assert_eq!(look([&[(10_000, 5), (0, 1)][..]]), Shares { p: 0.0, alarm: true });
    }
}
