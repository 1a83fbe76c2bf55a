//! Hashes instead of chance: which arm of an A/B router, which wording of a `say`.

use sha2::{Digest, Sha256};

use crate::ir::PointId;

/// The arm that a contact draws; `arms` are names with their share of 10,000 tickets. `None` where there is no ticket.
///
/// Ticket k (from 0) of an arm is splitmix64(seed + k), its seed the hash of project, router, contact and arm; the arm that
/// owns the smallest value wins. So the order of arms does not matter, and an arm that grew only gains contacts.
pub fn arm<'a>(
    project: &str,
    router: &str,
    contact: &str,
    arms: impl IntoIterator<Item = (&'a str, u32)>,
) -> Option<&'a str> {
    let drawn = arms.into_iter().filter_map(|(arm, tickets)| {
        let seed = hash(&[project.as_bytes(), router.as_bytes(), contact.as_bytes(), arm.as_bytes()]);
        let smallest = (0..u64::from(tickets)).map(|k| splitmix64(seed.wrapping_add(k))).min()?;
        Some((smallest, arm))
    });
    drawn.min().map(|(_, arm)| arm)
}

/// The place of the first of `count` wordings that a contact sees at a statement; the next ones follow it in turn.
pub fn wording(project: &str, point: PointId, contact: &str, count: usize) -> usize {
    let hash = hash(&[project.as_bytes(), &point.0.to_be_bytes(), contact.as_bytes()]);
    if count == 0 { 0 } else { (hash % count as u64) as usize }
}

/// The first eight bytes, big-endian, of SHA-256 of the parts joined by a zero byte.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut sha = Sha256::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            sha.update([0]);
        }
        sha.update(part);
    }
    let digest = sha.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}

/// The generator's output for a state: a bijection whose values look random.
pub(crate) fn splitmix64(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const CONTACTS: u32 = 20_000;

    fn draw(contact: u32, arms: &[(&'static str, u32)]) -> &'static str {
        arm("kopilka", "hello", &format!("web:{contact}"), arms.iter().copied()).expect("there are tickets")
    }

    #[test]
    fn splitmix64_is_the_published_one() {
        // The first outputs of the reference generator seeded with 1234567.
        let golden = 0x9E37_79B9_7F4A_7C15_u64;
        assert_eq!(splitmix64(1_234_567), 6_457_827_717_110_365_317);
        assert_eq!(splitmix64(1_234_567_u64.wrapping_add(golden)), 3_203_168_211_198_807_973);
    }

    #[test]
    fn weights_are_respected_within_one_percent() {
        let arms = [("short", 5000), ("warm", 3330), ("picture", 1670)];
        let mut counts = BTreeMap::new();
        for contact in 0..CONTACTS {
            *counts.entry(draw(contact, &arms)).or_insert(0_u32) += 1;
        }
        for (arm, tickets) in arms {
            let share = counts[arm] * 10_000 / CONTACTS;
            assert!(share.abs_diff(tickets) <= 100, "{arm}: {share} of {tickets}");
        }
    }

    #[test]
    fn the_order_of_arms_does_not_matter() {
        for contact in 0..500 {
            let there = draw(contact, &[("a", 2500), ("b", 2500), ("c", 5000)]);
            assert_eq!(there, draw(contact, &[("c", 5000), ("a", 2500), ("b", 2500)]));
        }
    }

    #[test]
    fn an_arm_that_grew_only_gains_and_one_that_shrank_only_loses() {
        let mut moved = 0;
        for contact in 0..2000 {
            let before = draw(contact, &[("a", 5000), ("b", 2500), ("c", 2500)]);
            let after = draw(contact, &[("a", 6000), ("b", 2500), ("c", 1500)]);
            if before != after {
                moved += 1;
                assert_ne!(before, "a", "the arm that grew lost a contact");
                assert_ne!(after, "c", "the arm that shrank gained a contact");
            }
        }
        assert!((100..400).contains(&moved), "a tenth and a little more moves: {moved}");
    }

    #[test]
    fn an_arm_without_tickets_is_never_drawn_and_none_gives_nothing() {
        assert!((0..100).all(|contact| draw(contact, &[("a", 10_000), ("b", 0)]) == "a"));
        assert_eq!(arm("p", "r", "c", [("a", 0)]), None);
    }

    #[test]
    fn wordings_are_spread_over_contacts_and_stay_for_one() {
        let pick = |contact: u32| wording("kopilka", PointId(7), &format!("web:{contact}"), 3);
        let mut counts = [0_u32; 3];
        for contact in 0..3000 {
            counts[pick(contact)] += 1;
            assert_eq!(pick(contact), pick(contact));
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
        assert_eq!(wording("p", PointId(1), "c", 0), 0);
    }
}
