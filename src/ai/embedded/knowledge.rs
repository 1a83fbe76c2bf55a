//! A knowledge table made ready to be asked, and the row of it that answers a question.

use std::collections::BTreeMap;

use super::classifier::direction;
use super::feature::{Background, Kind, Space, Vector};
use super::meaning::Said;
use crate::speech::{Words, is_negation, words};

/// Under this score no row answers.
pub const ANSWER_THRESHOLD: f64 = 0.45;

/// `what is` and `какая` begin every second question: what they ask about must fit.
const BACKGROUND: Background = Background { small: 0.25, unknown: 0.6 };

/// How much stems and pieces of words count towards a likeness of form; together 1.
const WORDS_SHARE: f64 = 0.45;
const CHARACTERS_SHARE: f64 = 0.55;

/// How much of a likeness concepts may bring: words of another language meet in them alone.
const CONCEPTS_SHARE: f64 = 0.4;

/// `I don't think it works` does not ask how it works.
const DENIAL: f64 = 0.75;

/// A row's question and its answer, as the table has them.
pub type Row = (String, String);

/// A table with what its questions are made of: looked up once, then asked for each message.
#[derive(Debug, Clone)]
pub struct Index {
    rows: Vec<Row>,
    denies: Vec<bool>,
    word_space: Space,
    character_space: Space,
    words: Postings,
    characters: Postings,
    concepts: Postings,
}

/// By feature: the rows that have it, each with its weight there.
type Postings = BTreeMap<u32, Vec<(u32, f64)>>;

/// A row that may answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found<'a> {
    /// The row.
    pub row: &'a Row,
    /// Its place in the table.
    pub place: usize,
    /// How well its question fits, from 0 to 1.
    pub score: f64,
}

/// A text as the index sees it.
struct Seen {
    words: Vector,
    characters: Vector,
    concepts: Vector,
    denies: bool,
}

impl Index {
    /// Looks the questions of a table up.
    pub fn of(rows: Vec<Row>) -> Index {
        let questions: Vec<Words> = rows.iter().map(|(question, _)| words(question)).collect();
        let all: Vec<&Words> = questions.iter().collect();
        let mut index = Index {
            rows: Vec::new(),
            denies: Vec::new(),
            word_space: Space::of(Kind::Words, BACKGROUND, &all),
            character_space: Space::of(Kind::Characters, BACKGROUND, &all),
            words: Postings::new(),
            characters: Postings::new(),
            concepts: Postings::new(),
        };
        for (place, question) in (0..).zip(&questions) {
            let seen = index.see(question);
            let post = |postings: &mut Postings, vector: Vector| {
                for (feature, weight) in vector {
                    postings.entry(feature).or_default().push((place, weight));
                }
            };
            post(&mut index.words, seen.words);
            post(&mut index.characters, seen.characters);
            post(&mut index.concepts, seen.concepts);
            index.denies.push(seen.denies);
        }
        index.rows = rows;
        index
    }

    /// The rows of the table.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All rows with their scores, best first; of equals the first in the table. None for a text without a word.
    ///
    /// A text is compared with the questions by stems, characters and concepts; the answers themselves are not searched, so that
    /// a row is found by what people ask and not by what it happens to mention.
    pub fn ranked(&self, text: &str) -> Vec<Found<'_>> {
        let asked = words(text);
        if asked.words.is_empty() {
            return Vec::new();
        }
        let scores = self.scores(&self.see(&asked));
        let rows = self.rows.iter().zip(scores).enumerate();
        let mut found: Vec<Found<'_>> =
            rows.map(|(place, (row, score))| Found { row, place, score }).collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// The row that answers a text best, or none under [`ANSWER_THRESHOLD`]. A row in the text's own alphabet goes before
    /// others, so that in a table of two languages a question is answered in its own.
    pub fn answer(&self, text: &str) -> Option<Found<'_>> {
        let mut fitting = self.ranked(text);
        fitting.retain(|found| found.score >= ANSWER_THRESHOLD);
        let alphabet = Alphabet::of(text);
        let own = fitting.iter().find(|found| Alphabet::of(&found.row.1) == alphabet);
        own.or(fitting.first()).copied()
    }

    fn see(&self, text: &Words) -> Seen {
        Seen {
            words: self.word_space.vector(text),
            characters: self.character_space.vector(text),
            concepts: direction(&Said::of(text, false).concepts),
            denies: text.words.iter().any(|word| is_negation(&word.text)),
        }
    }

    fn scores(&self, asked: &Seen) -> Vec<f64> {
        let products = |postings: &Postings, vector: &Vector| {
            let mut sums = vec![0.0; self.denies.len()];
            for (feature, weight) in vector {
                for (place, theirs) in postings.get(feature).into_iter().flatten() {
                    sums[*place as usize] += weight * theirs;
                }
            }
            sums
        };
        let words = products(&self.words, &asked.words);
        let characters = products(&self.characters, &asked.characters);
        let concepts = products(&self.concepts, &asked.concepts);
        let score = |place: usize| {
            let by_form = WORDS_SHARE * words[place] + CHARACTERS_SHARE * characters[place];
            let likeness = by_form.max((1.0 - CONCEPTS_SHARE) * by_form + CONCEPTS_SHARE * concepts[place]);
            if asked.denies == self.denies[place] { likeness } else { likeness * DENIAL }
        };
        (0..self.denies.len()).map(score).collect()
    }
}

/// The alphabet of most letters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Russian, Ukrainian and others.
    Cyrillic,
    /// English and others.
    Latin,
}

impl Alphabet {
    /// The alphabet of a text; Latin where neither has more letters.
    pub fn of(text: &str) -> Self {
        let cyrillic = text.chars().filter(|c| matches!(c, '\u{400}'..='\u{4ff}')).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        if cyrillic > latin { Alphabet::Cyrillic } else { Alphabet::Latin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(rows: &[(&str, &str)]) -> Index {
        Index::of(rows.iter().map(|(question, answer)| (question.to_string(), answer.to_string())).collect())
    }

    #[test]
    fn a_question_is_answered_in_its_own_language() {
        let fee = ("Is there a fee for paying in?", "No fee.");
        let index = index(&[fee, ("Есть ли комиссия за пополнение?", "Комиссии нет.")]);
        let answer = |text: &str| index.answer(text).map(|found| found.row.1.as_str());
        assert_eq!(answer("is there any fee"), Some("No fee."));
        assert_eq!(answer("а комиссия есть?"), Some("Комиссии нет."));
        assert_eq!(answer("weather in Kyiv"), None);
        assert_eq!(answer("?!"), None);
    }

    #[test]
    fn an_empty_table_answers_nothing() {
        assert_eq!(Index::of(Vec::new()).answer("is there a fee"), None);
    }

    #[test]
    fn the_same_question_scores_one_whatever_stands_around_it() {
        let index = index(&[("How do I take my money out?", "1"), ("Who keeps the money?", "2")]);
        let ranked = index.ranked("how do i take my money out");
        assert_eq!((ranked[0].place, ranked[1].place), (0, 1));
        assert!(ranked[0].score > 0.99 && ranked[1].score < 0.6, "{ranked:?}");
    }
}
