//! The row of a knowledge table that answers a question.

use super::classifier::concept_likeness;
use super::concept::Concepts;
use super::feature::{Background, Kind, Space, Vector, product};
use super::meaning::Said;
use super::words::{Words, is_negation, words};

/// Under this score no row answers.
pub const ANSWER_THRESHOLD: f64 = 0.45;

/// `what is` and `какая` begin every second question: what they ask about must fit.
const BACKGROUND: Background = Background { small: 0.25, unknown: 0.6 };

/// How much of a likeness concepts may bring: words of another language meet in them alone.
const CONCEPTS_SHARE: f64 = 0.4;

/// `I don't think it works` does not ask how it works.
const DENIAL: f64 = 0.75;

/// A row's question and its answer, as the table has them.
pub type Row = (String, String);

/// The row that answers a text best and its score from 0 to 1, or none under [`ANSWER_THRESHOLD`]. Of equals the first.
///
/// A text is compared with the questions by stems, characters and concepts; the answers themselves are not searched, so that
/// a row is found by what people ask and not by what it happens to mention.
pub fn answer<'a>(rows: &'a [Row], text: &str) -> Option<(&'a Row, f64)> {
    ranked(rows, text).into_iter().next().filter(|(_, score)| *score >= ANSWER_THRESHOLD)
}

/// All rows with their scores, best first; of equals the first in the table. None for a text without a word.
pub fn ranked<'a>(rows: &'a [Row], text: &str) -> Vec<(&'a Row, f64)> {
    let asked = words(text);
    if asked.words.is_empty() {
        return Vec::new();
    }
    let questions: Vec<Words> = rows.iter().map(|(question, _)| words(question)).collect();
    let all: Vec<&Words> = questions.iter().collect();
    let words = Space::of(Kind::Words, BACKGROUND, &all);
    let characters = Space::of(Kind::Characters, BACKGROUND, &all);
    let see = |text: &Words| Seen {
        words: words.vector(text),
        characters: characters.vector(text),
        concepts: Said::of(text, false).concepts,
        denies: text.words.iter().any(|word| is_negation(&word.text)),
    };
    let asked = see(&asked);
    let mut scored: Vec<(&Row, f64)> =
        rows.iter().zip(&questions).map(|(row, question)| (row, asked.likeness(&see(question)))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    scored
}

struct Seen {
    words: Vector,
    characters: Vector,
    concepts: Concepts,
    denies: bool,
}

impl Seen {
    fn likeness(&self, other: &Seen) -> f64 {
        let by_form =
            0.45 * product(&self.words, &other.words) + 0.55 * product(&self.characters, &other.characters);
        let by_concept = concept_likeness(&self.concepts, &other.concepts);
        let likeness = by_form.max((1.0 - CONCEPTS_SHARE) * by_form + CONCEPTS_SHARE * by_concept);
        if self.denies == other.denies { likeness } else { likeness * DENIAL }
    }
}
