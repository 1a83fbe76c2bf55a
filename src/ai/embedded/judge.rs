//! Which of the written patterns does a text mean?

use std::collections::BTreeMap;

use super::classifier::{Classifier, Lesson};
use super::concept::{Id, Lexicon};
use super::meaning::{Meaning, Said};
use super::words::words;

/// Under this score no pattern fits.
pub const THRESHOLD: f64 = 0.35;

/// What a pattern is known by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pattern {
    /// Sentences of the script, such as `says when they will register`; any of them.
    pub meanings: Vec<String>,
    /// What a contact may write.
    pub like: Vec<String>,
}

/// A judge for one set of patterns: made once per set, then asked for each message.
#[derive(Debug, Clone)]
pub struct Judge {
    classifier: Classifier,
    meanings: Vec<Vec<Meaning>>,
    /// How much each concept tells among these patterns: what all of them name tells nothing.
    telling: BTreeMap<Id, f64>,
}

impl Judge {
    /// Learns a set of patterns.
    pub fn of(patterns: &[Pattern]) -> Judge {
        let meanings: Vec<Vec<Meaning>> =
            patterns.iter().map(|pattern| pattern.meanings.iter().map(|m| Meaning::of(m)).collect()).collect();
        let mut named_by: BTreeMap<Id, usize> = BTreeMap::new();
        for pattern in &meanings {
            let ids: std::collections::BTreeSet<Id> = pattern.iter().flat_map(Meaning::concepts).collect();
            for id in ids {
                *named_by.entry(id).or_default() += 1;
            }
        }
        let all = patterns.len() as f64;
        let telling = named_by
            .into_iter()
            .map(|(id, by)| (id, Lexicon::built_in().weight(id) * (((1.0 + all) / (by as f64)).ln() + 0.2)))
            .collect();
        let lessons: Vec<Lesson> = patterns
            .iter()
            .enumerate()
            .flat_map(|(class, pattern)| {
                pattern.like.iter().map(move |example| {
                    let words = words(example);
                    let concepts = Said::of(&words, names_time(example)).concepts;
                    Lesson { class, words, concepts }
                })
            })
            .collect();
        Judge { classifier: Classifier::learn(&lessons, patterns.len()), meanings, telling }
    }

    /// How well a text fits each pattern: 0 (not at all) to 1.
    pub fn scores(&self, text: &str) -> Vec<f64> {
        let said_words = words(text);
        let said = Said::of(&said_words, names_time(text));
        let telling = |id: Id| self.telling.get(&id).copied().unwrap_or(1.0);
        let opinions = self.classifier.judge(&said_words, &said.concepts);
        self.meanings
            .iter()
            .zip(opinions)
            .map(|(meanings, opinion)| {
                let meaning = meanings.iter().map(|meaning| meaning.fit(&said, &telling)).fold(0.0, f64::max);
                let by_example = opinion.fit.clamp(0.0, 1.0);
                1.0 - (1.0 - by_example) * (1.0 - MEANING_TRUST * meaning * meaning)
            })
            .collect()
    }

    /// The pattern that fits best, and how well; none under [`THRESHOLD`]. Of equals the first.
    pub fn choose(&self, text: &str) -> Option<(usize, f64)> {
        let scores = self.scores(text).into_iter().enumerate();
        let best = scores.fold(None, |best: Option<(usize, f64)>, (place, score)| match best {
            Some((_, known)) if known >= score => best,
            _ => Some((place, score)),
        });
        best.filter(|(_, score)| *score >= THRESHOLD)
    }
}

/// How far a meaning that is said in full may lift a pattern without examples.
const MEANING_TRUST: f64 = 0.8;

/// Whether a time can be read in a text; which one does not matter here, so any moment and zone will do.
fn names_time(text: &str) -> bool {
    crate::engine::reading::time(text, jiff::Timestamp::UNIX_EPOCH, &jiff::tz::TimeZone::UTC).is_some()
}
