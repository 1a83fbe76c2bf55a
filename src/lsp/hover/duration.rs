//! Durations in words. A day is always 24 hours, so from a day on the hours are told as well.

/// What a duration such as `1h30m` means; `None` for a text that is none.
pub fn spelled(written: &str) -> Option<String> {
    let mut seconds: u64 = 0;
    let mut rest = written;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0)?;
        let count: u64 = rest[..digits].parse().ok()?;
        let unit = match rest[digits..].chars().next()? {
            'w' => 7 * 86_400,
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
        rest = &rest[digits + 1..];
    }
    let whole = words(seconds);
    match seconds {
        _ if written.is_empty() => None,
        86_400.. => Some(format!("{whole} ({} hours)", seconds / 3_600)),
        _ => Some(whole),
    }
}

fn words(seconds: u64) -> String {
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (unit, length) in [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] {
        let count = rest / length;
        rest %= length;
        match count {
            0 => {}
            1 => parts.push(format!("1 {unit}")),
            count => parts.push(format!("{count} {unit}s")),
        }
    }
    if parts.is_empty() { "no time at all".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn durations_are_spelled_and_other_numbers_are_not() {
        assert_eq!(spelled("1h30m").as_deref(), Some("1 hour 30 minutes"));
        assert_eq!(spelled("90s").as_deref(), Some("1 minute 30 seconds"));
        assert_eq!(spelled("1w1d").as_deref(), Some("8 days (192 hours)"));
        assert_eq!(spelled("0s").as_deref(), Some("no time at all"));
        assert_eq!(
            ["12", "09:00", "50%", "", "h", "99999999999999999999d"].map(spelled),
            [const { None }; 6]
        );
    }
}
