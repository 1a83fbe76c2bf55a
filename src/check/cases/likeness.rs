//! Meanings of one router that are nearly the same words.

use std::collections::BTreeSet;

use super::router::{Branch, Way};
use crate::diagnostic::codes::graph::MEANINGS_NEARLY_ONE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::fold;
use crate::source::Span;
use crate::speech::{is_negation, is_small, words};

/// The fewest words that carry a meaning: shorter ones are told apart by a single word.
const WORDS_MIN: usize = 3;

/// A meaning at a glance.
struct Glance<'a> {
    branch: usize,
    words: &'a str,
    at: Span,
    /// The first letters of its longer words, hashed into the bits of a number.
    letters: u64,
}

/// Tells meanings of which one says what the other does, with a word more.
pub fn check(branches: &[Branch<'_>], sink: &mut Sink) {
    let mut seen: Vec<Glance<'_>> = Vec::new();
    for (at, branch) in branches.iter().enumerate() {
        for way in &branch.ways {
            let Way::Meaning(text) = way else { continue };
            let Some(words) = text.literal() else { continue };
            let glance = Glance { branch: at, words, at: text.span, letters: letters(words) };
            for other in
                seen.iter().filter(|other| other.branch != at && alike(other.letters, glance.letters))
            {
                let of = &branches[other.branch];
                if let Some(message) = nearly_one(other.words, words)
                    && !of.is_of_one_set(branch)
                    && branch.is_own
                {
                    sink.push(told(text.span, message, other.at));
                }
            }
            seen.push(glance);
        }
    }
}

fn told(at: Span, message: String, other: Span) -> Diagnostic {
    Diagnostic::new(&MEANINGS_NEARLY_ONE, at, message)
        .also(other, "it means nearly this")
        .help("a model cannot tell them apart: say what differs, or make one route of both")
}

/// Whether two texts may share most of their words: seen without taking them apart.
fn alike(a: u64, b: u64) -> bool {
    2 * (a & b).count_ones() >= (a | b).count_ones()
}

fn letters(text: &str) -> u64 {
    const LETTERS: usize = 4;
    let mut bits = 0;
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if word.chars().nth(LETTERS - 1).is_none() {
            continue;
        }
        let lower = word.chars().take(LETTERS).flat_map(char::to_lowercase);
        let hash = lower.fold(0u64, |hash, letter| hash.wrapping_mul(31).wrapping_add(u64::from(letter)));
        bits |= 1 << (hash % 64);
    }
    bits
}

/// The finding of two meanings that are nearly one. Equal ones are told as that.
fn nearly_one(a: &str, b: &str) -> Option<String> {
    if fold(a) == fold(b) {
        return None;
    }
    let ((x, denied_x), (y, denied_y)) = (content(a), content(b));
    let shared = x.intersection(&y).count();
    let all = x.union(&y).count();
    // A word for a word is another meaning: by card, by cash.
    let has_more = shared == x.len().min(y.len());
    let is_one = shared >= WORDS_MIN && 5 * shared >= 4 * all && has_more && denied_x == denied_y;
    is_one.then(|| format!("`{b}` means nearly the same as another route"))
}

/// The stems of the words that say something, and how many deny.
fn content(text: &str) -> (BTreeSet<String>, usize) {
    let words = words(text).words;
    let denied = words.iter().filter(|word| is_negation(&word.text)).count();
    let says = |word: &&crate::speech::Word| !is_negation(&word.text) && !is_small(&word.text);
    (words.iter().filter(says).map(|word| word.stem.clone()).collect(), denied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_one(a: &str, b: &str) -> bool {
        let found = nearly_one(a, b).is_some();
        assert!(!found || alike(letters(a), letters(b)), "a glance hides it");
        found
    }

    #[test]
    fn the_same_words_in_other_forms_are_one_meaning() {
        assert!(are_one("wants to cancel the order", "wanted to cancel an order"));
        assert!(are_one("asks about the price of delivery", "is asking about prices of the delivery"));
        assert!(are_one("спрашивает цену доставки", "спрашивает про цены на доставку"));
    }

    #[test]
    fn a_negation_or_another_word_is_another_meaning() {
        assert!(!are_one("says that they have paid the invoice", "says that they have not paid the invoice"));
        assert!(!are_one("говорит, что оплатил счёт", "говорит, что не оплатил счёт"));
        assert!(!are_one(
            "asks how to pay the invoice by card today",
            "asks how to pay the invoice by cash today"
        ));
        assert!(!are_one("wants a lesson", "wants a trial lesson"));
    }
}
