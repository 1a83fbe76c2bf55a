//! The logarithm of the gamma function.

use std::f64::consts::PI;

/// From where on the series is exact to the last digits.
const LARGE: f64 = 12.0;

/// ln Γ(x) for x > 0: Stirling's series (Abramowitz & Stegun 6.1.41), small arguments raised by Γ(x + 1) = x Γ(x).
pub fn ln_gamma(x: f64) -> f64 {
    let mut x = x;
    let mut product = 1.0;
    while x < LARGE {
        product *= x;
        x += 1.0;
    }
    let square = x * x;
    let series =
        (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_factorial_between_the_whole_numbers_too() {
        for (x, gamma) in
            [(0.5, PI.sqrt()), (1.0, 1.0), (1.5, PI.sqrt() / 2.0), (5.0, 24.0), (11.0, 3_628_800.0)]
        {
            assert!((ln_gamma(x) - f64::ln(gamma)).abs() < 1e-12, "{x}");
        }
        // Γ(x) Γ(x + ½) = 2^(1 − 2x) √π Γ(2x)
        for x in [0.3, 7.7, 11.9, 12.1, 500.0, 1e6] {
            let doubled = (1.0 - 2.0 * x) * 2_f64.ln() + PI.sqrt().ln() + ln_gamma(2.0 * x);
            let halves = ln_gamma(x) + ln_gamma(x + 0.5);
            assert!((halves - doubled).abs() < 1e-12 * doubled.abs().max(1.0), "{x}");
        }
    }
}
