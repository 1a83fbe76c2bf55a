//! Lengths of time as scripts write them: `30s`, `1h30m`.

use crate::ir::Duration;

/// The length of `1h30m`: whole numbers with `w d h m s`, the largest unit first, each once. `None` where it is
/// anything else, or longer than can be counted.
pub fn parse(text: &str) -> Option<Duration> {
    const UNITS: [(char, i64); 5] =
        [('w', 604_800_000), ('d', 86_400_000), ('h', 3_600_000), ('m', 60_000), ('s', 1_000)];
    let mut units = UNITS.iter();
    let mut rest = text;
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0)?;
        let number: i64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let (_, length) = units.find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.checked_mul(*length)?)?;
        rest = &rest[digits + unit.len_utf8()..];
    }
    (!text.is_empty()).then_some(Duration(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_go_from_large_to_small_once_each() {
        assert_eq!(parse("30s"), Some(Duration(30_000)));
        assert_eq!(parse("1h30m"), Some(Duration(5_400_000)));
        assert_eq!(parse("1w2d"), Some(Duration(9 * 86_400_000)));
        for wrong in ["", "30", "s", "30m1h", "1h1h", "-1s", "1.5h", "99999999999999999999w", "1 h"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
