//! What does a start link say? The manifest's pattern of its payload, such as `{click_id}-{offer}`.

use std::collections::BTreeMap;

use regex::Regex;

/// A tracker's value that is longer is no tracker's.
const VALUE_CHARACTERS_MAX: usize = 256;

/// The tracker fields that a payload fills by a pattern; `None` where it does not fit. Each name takes at least one
/// character and as few as it can, from left to right.
pub fn trackers(pattern: &str, payload: &str) -> Option<BTreeMap<String, String>> {
    let (mut wanted, mut names, mut rest) = (String::from(r"\A"), Vec::new(), pattern);
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}')?;
        wanted.push_str(&regex::escape(before));
        wanted.push_str("((?s:.+?))");
        names.push(name);
        rest = behind;
    }
    if names.is_empty() {
        return None;
    }
    wanted.push_str(&regex::escape(rest));
    wanted.push_str(r"\z");
    let found = Regex::new(&wanted).ok()?.captures(payload)?;
    let values = names.into_iter().zip(found.iter().skip(1).flatten());
    let values = values.map(|(name, value)| (name.to_owned(), value.as_str().to_owned()));
    let values: BTreeMap<_, _> = values.collect();
    values.values().all(|value| value.chars().count() <= VALUE_CHARACTERS_MAX).then_some(values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(pattern: &str, payload: &str) -> Vec<(String, String)> {
        trackers(pattern, payload).into_iter().flatten().collect()
    }

    #[test]
    fn a_payload_is_taken_apart_or_does_not_fit() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(of("{click_id}-{offer}", "abc-k2"), [pair("click_id", "abc"), pair("offer", "k2")]);
        assert_eq!(of("{click_id}-{offer}", "a-b-c"), [pair("click_id", "a"), pair("offer", "b-c")]);
        assert_eq!(of("c_{click_id}", "c_77"), [pair("click_id", "77")]);
        for unfit in ["", "-", "abc", "abc-", "-k2"] {
            assert_eq!(trackers("{click_id}-{offer}", unfit), None, "{unfit}");
        }
        assert_eq!(trackers("c_{click_id}", "d_77"), None);
        assert_eq!(trackers("c.{click_id}", "cx77"), None, "a sign stands for itself");
        assert_eq!(trackers("query", "query"), None);
        assert_eq!(trackers("{click_id}", &"x".repeat(257)), None);
    }

    proptest! {
        #[test]
        fn what_a_link_was_made_of_is_found_again(
            values in proptest::collection::vec("[A-Za-z0-9]{1,12}", 1..5),
            sign in "[_.+-]",
            head in "[a-z]{0,3}",
        ) {
            let names: Vec<String> = (0..values.len()).map(|at| format!("t{at}")).collect();
            let holes: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
            let pattern = format!("{head}{}", holes.join(&sign));
            let payload = format!("{head}{}", values.join(&sign));
            let wanted: BTreeMap<String, String> = names.into_iter().zip(values).collect();
            prop_assert_eq!(trackers(&pattern, &payload), Some(wanted));
        }

        #[test]
        fn any_payload_fits_or_does_not_and_what_fits_joins_to_it(payload in "\\PC{0,40}") {
            if let Some(found) = trackers("{a}-{b}_{c}", &payload) {
                prop_assert_eq!(format!("{}-{}_{}", found["a"], found["b"], found["c"]), payload);
            }
        }

        #[test]
        fn any_pattern_is_read(pattern in "[a{}_.*+(-]{0,20}", payload in "[a_.-]{0,10}") {
            trackers(&pattern, &payload);
        }
    }
}
