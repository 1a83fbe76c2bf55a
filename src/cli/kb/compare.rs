//! Rows that ask the same: repeated, in other words, or with another answer.

use std::collections::BTreeMap;

use super::read::Entry;
use crate::ai::embedded::{Alphabet, Index};

/// From this likeness on two questions ask the same in other words.
const NEAR: f64 = 0.75;

/// What was found between two rows, by their places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// The same question with the same answer.
    Repeated(usize, usize),
    /// The same question with another answer.
    Contradicts(usize, usize),
    /// The same question in other words, with the same answer.
    OtherWords(usize, usize),
    /// The same question in other words, with another answer.
    MayContradict(usize, usize),
}

/// Everything that was found, in the order of the rows.
pub fn compare(entries: &[Entry]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut own: Vec<usize> = Vec::new();
    let folded: Vec<(String, String)> =
        entries.iter().map(|entry| (fold(&entry.question), fold(&entry.answer))).collect();
    for (at, (question, answer)) in folded.iter().enumerate() {
        match first.get(question) {
            Some(known) if folded[*known].1 == *answer => found.push(Finding::Repeated(*known, at)),
            Some(known) => found.push(Finding::Contradicts(*known, at)),
            None => {
                first.insert(question.clone(), at);
                own.push(at);
            }
        }
    }
    let rows = own.iter().map(|at| (entries[*at].question.clone(), String::new())).collect();
    let index = Index::of(rows);
    for (place, at) in own.iter().enumerate() {
        let alphabet = Alphabet::of(&entries[*at].question);
        let ranked = index.ranked(&entries[*at].question);
        for near in ranked.into_iter().take_while(|near| near.score >= NEAR) {
            // Each pair once. What two languages have in common does not make them one question.
            if near.place <= place || Alphabet::of(&near.row.0) != alphabet {
                continue;
            }
            let other = own[near.place];
            found.push(match folded[*at].1 == folded[other].1 {
                true => Finding::OtherWords(*at, other),
                false => Finding::MayContradict(*at, other),
            });
        }
    }
    found.sort();
    found
}

/// A text without what does not tell: case, spaces, punctuation.
fn fold(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[(&str, &str)]) -> Vec<Finding> {
        let entry = |(question, answer): &(&str, &str)| Entry {
            question: question.to_string(),
            answer: answer.to_string(),
            place: String::new(),
        };
        compare(&rows.iter().map(entry).collect::<Vec<_>>())
    }

    #[test]
    fn repeated_rows_other_words_and_contradictions_are_told_apart() {
        let rows = [
            ("Is there a fee for paying in?", "No."),
            ("is there a fee for paying in", "no"),
            ("Is there a fee for paying in?", "One coin."),
            ("Is there any fee for paying in?", "No!"),
            ("How do I close my pot?", "Press Close."),
            ("How do I close the pot?", "You cannot."),
            ("Есть ли комиссия за пополнение?", "Нет."),
        ];
        assert_eq!(
            found(&rows),
            [
                Finding::Repeated(0, 1),
                Finding::Contradicts(0, 2),
                Finding::OtherWords(0, 3),
                Finding::MayContradict(4, 5),
            ]
        );
    }

    #[test]
    fn questions_of_one_kind_about_different_things_are_different() {
        let rows = [("How do I change my phone number?", "1"), ("How do I change my e-mail?", "2")];
        assert_eq!(found(&rows), []);
    }
}
