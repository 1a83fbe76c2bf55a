//! The row of a knowledge table that answers a question.

use super::concept::Concepts;
use super::feature::{Background, Kind, Space, Vector, product};
use super::meaning::Said;
use super::words::{Words, words};

/// Under this score no row answers.
pub const ANSWER_THRESHOLD: f64 = 0.45;

/// `what is` and `какая` begin every second question: what they ask about must fit.
const BACKGROUND: Background = Background { small: 0.25, unknown: 0.6 };

/// A row's question and its answer, as the table has them.
pub type Row = (String, String);

/// The row that answers a text best and its score from 0 to 1, or none under [`ANSWER_THRESHOLD`]. Of equals the first.
///
/// A text is compared with the questions by stems, characters and concepts; the answers themselves are not searched, so that
/// a row is found by what people ask and not by what it happens to mention.
pub fn answer<'a>(rows: &'a [Row], text: &str) -> Option<(&'a Row, f64)> {
    let asked = words(text);
    if asked.words.is_empty() || rows.is_empty() {
        return None;
    }
    let questions: Vec<Words> = rows.iter().map(|(question, _)| words(question)).collect();
    let all: Vec<&Words> = questions.iter().collect();
    let spaces = [Space::of(Kind::Words, BACKGROUND, &all), Space::of(Kind::Characters, BACKGROUND, &all)];
    let see = |text: &Words| {
        let concepts = Said::of(text, false).concepts;
        (spaces[0].vector(text), spaces[1].vector(text), concepts)
    };
    let asked = see(&asked);
    let mut best: Option<(&Row, f64)> = None;
    for (row, question) in rows.iter().zip(&questions) {
        let score = likeness(&asked, &see(question));
        if best.is_none_or(|(_, known)| score > known) {
            best = Some((row, score));
        }
    }
    best.filter(|(_, score)| *score >= ANSWER_THRESHOLD)
}

type Seen = (Vector, Vector, Concepts);

fn likeness(a: &Seen, b: &Seen) -> f64 {
    let by_form = 0.45 * product(&a.0, &b.0) + 0.55 * product(&a.1, &b.1);
    let by_concept = super::classifier::concept_likeness(&a.2, &b.2);
    // Words of another language can only meet in concepts; a concept alone is never quite sure.
    by_form.max(0.6 * by_form + 0.4 * by_concept)
}
