//! Did you mean?

/// The candidate nearest to what was written, if one is near enough: at most a third of its letters differ.
/// A difference in case alone always is. Of equally near ones the first in order wins.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = written.to_lowercase();
    let bound = written.chars().count().div_ceil(3).min(4);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != written)
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = if lower == folded { 0 } else { strsim::osa_distance(&lower, &folded) };
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= bound)
        .min_by(|a, b| a.0.cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let names = ["registration", "greeting", "Deposit"];
        assert_eq!(nearest("registraton", names), Some("registration"));
        assert_eq!(nearest("deposit", names), Some("Deposit"));
        assert_eq!(nearest("shop", names), None);
    }
}
