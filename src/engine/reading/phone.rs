//! A telephone number in a text.

use std::sync::LazyLock;

use regex::Regex;

use super::token::folded;

static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\+?\(?\d(?:[ \u{a0}().\-]{0,3}\d){6,18}")
        .expect("the pattern of phone numbers is a valid regex")
});

/// The telephone number that a text holds: `+` and digits when it is international (written with `+` or `00`, or the
/// Russian trunk form `8 9xx …` and `7 9xx …` of eleven digits), else its digits alone. 7 to 15 digits; dates are not
/// numbers; several different ones are none.
pub fn phone(text: &str) -> Option<String> {
    let text = folded(text);
    let mut found: Option<String> = None;
    for hit in CANDIDATE.find_iter(&text) {
        let before = text[..hit.start()].chars().next_back();
        let after = text[hit.end()..].chars().next();
        // Part of a longer run of digits, or of a name.
        if before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let Some(number) = normalised(hit.as_str()) else { continue };
        match &found {
            Some(first) if *first != number => return None,
            _ => found = Some(number),
        }
    }
    found
}

fn normalised(candidate: &str) -> Option<String> {
    let digits: String = candidate.chars().filter(char::is_ascii_digit).collect();
    if is_date(candidate) {
        return None;
    }
    let international = if candidate.trim_start_matches('(').starts_with('+') {
        Some(digits.clone())
    } else if let Some(rest) = digits.strip_prefix("00") {
        Some(rest.to_string())
    } else if digits.len() == 11
        && (digits.starts_with('7') || digits.starts_with('8'))
        && digits[1..].starts_with(['3', '4', '8', '9'])
    {
        Some(format!("7{}", &digits[1..]))
    } else {
        None
    };
    match international {
        Some(digits) => {
            let plausible = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
            plausible.then(|| format!("+{digits}"))
        }
        None => (7..=15).contains(&digits.len()).then_some(digits),
    }
}

/// `2026-12-04`, `04.12.2026`.
fn is_date(candidate: &str) -> bool {
    let parts: Vec<&str> = candidate.split(['-', '.']).collect();
    match parts.as_slice() {
        [a, b, c] => {
            let lengths = (a.len(), b.len(), c.len());
            let whole = parts.iter().all(|p| p.chars().all(|c| c.is_ascii_digit()));
            whole && matches!(lengths, (4, 1..=2, 1..=2) | (1..=2, 1..=2, 4))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_normalised() {
        let cases = [
            ("+380 67 123-45-67", "+380671234567"),
            ("call me: +1 (415) 555-2671.", "+14155552671"),
            ("8 (912) 345-67-89", "+79123456789"),
            ("79123456789", "+79123456789"),
            ("0044 20 7946 0958", "+442079460958"),
            ("067 123 45 67", "0671234567"),
            ("+٣٨٠٦٧١٢٣٤٥٦٧", "+380671234567"),
            ("мой номер 4155552671, да, 415 555 2671", "4155552671"),
        ];
        for (text, wanted) in cases {
            assert_eq!(phone(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        let long = "1".repeat(30);
        for text in
            ["", "12345", "2026-12-04", "04.12.2026", "+380671234567 or +380671234568", "id12345678", &long]
        {
            assert_eq!(phone(text), None, "{text}");
        }
    }
}
