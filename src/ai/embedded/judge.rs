//! Which of the written patterns does a text mean?

use std::collections::{BTreeMap, BTreeSet};

use super::classifier::{Classifier, Lesson};
use super::concept::{Id, Lexicon};
use super::meaning::{Meaning, Said};
use crate::speech::words;

/// Under this score no pattern fits.
///
/// Measured on short customer questions, 8 routes with 5 examples: here the share of questions that are answered right and the
/// share of foreign questions that are refused are about the same (three of four), and 94 of 100 questions that are routed are
/// routed right. A refused one takes `else` or `unanswered`, which the author wrote; a wrong route says something false, so in
/// doubt none fits.
pub const THRESHOLD: f64 = 0.35;

/// How far a meaning that is said in full may lift a pattern without examples.
const MEANING_TRUST: f64 = 0.8;

/// A pattern learns from this many examples at most, the first ones.
pub const EXAMPLES_MAX: usize = 40;

/// A set of patterns learns from this many examples at most, so that learning stays in tens of milliseconds.
const LESSONS_MAX: usize = 600;

/// What a pattern is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Pattern {
    /// Sentences of the script, such as `says when they will register`; any of them.
    pub meanings: Vec<String>,
    /// What a contact may write.
    pub like: Vec<String>,
}

/// A judge for one set of patterns: learned once per set, then asked for each message.
#[derive(Debug, Clone)]
pub struct Judge {
    classifier: Classifier,
    meanings: Vec<Vec<Meaning>>,
    /// How much each concept tells among these patterns: what all of them name tells little.
    telling: BTreeMap<Id, f64>,
}

impl Judge {
    /// Learns a set of patterns. The same patterns make the same judge.
    pub fn of(patterns: &[Pattern]) -> Judge {
        let meanings: Vec<Vec<Meaning>> = patterns
            .iter()
            .map(|pattern| pattern.meanings.iter().map(|m| Meaning::of(m)).collect())
            .collect();
        let fair_share = (LESSONS_MAX / patterns.len().max(1)).clamp(1, EXAMPLES_MAX);
        let mut lessons: Vec<Lesson> = Vec::new();
        for (class, pattern) in patterns.iter().enumerate() {
            for example in pattern.like.iter().take(fair_share) {
                let words = words(example);
                let concepts = Said::of(&words, names_time(example)).concepts;
                lessons.push(Lesson { class, words, concepts });
            }
        }
        Judge {
            classifier: Classifier::learn(&lessons, patterns.len()),
            telling: telling(&meanings),
            meanings,
        }
    }

    /// How well a text fits each pattern: 0 (not at all) to 1.
    pub fn scores(&self, text: &str) -> Vec<f64> {
        let words = words(text);
        let said = Said::of(&words, names_time(text));
        let telling = |id: Id| self.telling.get(&id).copied().unwrap_or(1.0);
        let by_example = self.classifier.judge(&words, &said.concepts);
        let pattern_scores = self.meanings.iter().zip(by_example).map(|(meanings, by_example)| {
            let meaning = meanings.iter().map(|meaning| meaning.fit(&said, &telling)).fold(0.0, f64::max);
            // Either is a reason of its own; squared, because half a meaning is no meaning.
            1.0 - (1.0 - by_example.clamp(0.0, 1.0)) * (1.0 - MEANING_TRUST * meaning * meaning)
        });
        pattern_scores.collect()
    }

    /// The patterns that fit, best first, each with its score; of equals the first in the text. Empty: none fits.
    pub fn fitting(&self, text: &str) -> Vec<(usize, f64)> {
        let mut fitting: Vec<(usize, f64)> =
            self.scores(text).into_iter().enumerate().filter(|(_, score)| *score >= THRESHOLD).collect();
        fitting.sort_by(|a, b| b.1.total_cmp(&a.1));
        fitting
    }

    /// The pattern that fits best, and how well; none under [`THRESHOLD`].
    pub fn choose(&self, text: &str) -> Option<(usize, f64)> {
        self.fitting(text).into_iter().next()
    }
}

/// A concept's weight, the higher the fewer patterns name it.
fn telling(meanings: &[Vec<Meaning>]) -> BTreeMap<Id, f64> {
    let mut named_by: BTreeMap<Id, usize> = BTreeMap::new();
    for pattern in meanings {
        let ids: BTreeSet<Id> = pattern.iter().flat_map(Meaning::concepts).collect();
        for id in ids {
            *named_by.entry(id).or_default() += 1;
        }
    }
    let all = meanings.len() as f64;
    let weight = |id: Id, by: usize| Lexicon::built_in().weight(id) * (((1.0 + all) / by as f64).ln() + 0.2);
    named_by.into_iter().map(|(id, by)| (id, weight(id, by))).collect()
}

/// Whether a time can be read in a text; which one does not matter here, so any moment and zone will do.
fn names_time(text: &str) -> bool {
    crate::engine::reading::time(text, jiff::Timestamp::UNIX_EPOCH, &jiff::tz::TimeZone::UTC).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_meaning(meanings: &[&str]) -> Judge {
        let pattern = |meaning: &&str| Pattern { meanings: vec![meaning.to_string()], like: Vec::new() };
        Judge::of(&meanings.iter().map(pattern).collect::<Vec<_>>())
    }

    #[test]
    fn a_meaning_alone_is_understood_across_languages() {
        let judge =
            by_meaning(&["already has an account", "does not trust apps", "wants to wait", "wants a person"]);
        let cases = [
            ("я уже зарегистрирован", Some(0)),
            ("I signed up last year", Some(0)),
            ("боюсь, что это обман", Some(1)),
            ("I don't believe in such things", Some(1)),
            ("давайте попозже", Some(2)),
            ("not now, maybe later", Some(2)),
            ("позовите менеджера", Some(3)),
            ("the weather is lovely", None),
            ("какой счёт в матче", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(
                judge.choose(text).map(|(place, _)| place),
                wanted,
                "{text}: {:?}",
                judge.scores(text)
            );
        }
    }

    #[test]
    fn a_negation_decides_between_trust_and_distrust() {
        let judge = by_meaning(&["trusts us", "does not trust us"]);
        assert_eq!(judge.choose("I trust you").map(|(place, _)| place), Some(0));
        assert_eq!(judge.choose("I don't trust you").map(|(place, _)| place), Some(1));
        assert_eq!(judge.choose("я вам верю").map(|(place, _)| place), Some(0));
        assert_eq!(judge.choose("я вам не верю").map(|(place, _)| place), Some(1));
    }

    #[test]
    fn a_named_time_says_when() {
        let judge = by_meaning(&[
            "says when they will register",
            "says that they have registered",
            "asks how to register",
        ]);
        assert_eq!(judge.choose("завтра после обеда").map(|(place, _)| place), Some(0));
        assert_eq!(judge.choose("in 20 minutes").map(|(place, _)| place), Some(0));
        assert_eq!(judge.choose("I have registered").map(|(place, _)| place), Some(1));
        assert_eq!(judge.choose("как зарегистрироваться?").map(|(place, _)| place), Some(2));
    }

    #[test]
    fn no_patterns_and_no_text_are_fine() {
        assert_eq!(Judge::of(&[]).choose("hello"), None);
        assert_eq!(Judge::of(&[Pattern::default()]).choose("hello"), None);
        assert_eq!(by_meaning(&["wants a person"]).choose(""), None);
    }

    #[test]
    fn a_megabyte_is_judged_by_its_beginning() {
        let judge = by_meaning(&["wants a person"]);
        let text = format!("call an operator {}", "z ".repeat(1 << 19));
        assert_eq!(judge.choose(&text).map(|(place, _)| place), Some(0));
    }
}
