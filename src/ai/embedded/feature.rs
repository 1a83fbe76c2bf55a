//! Texts as sparse vectors: stems, pairs of stems, and character n-grams, weighed by TF-IDF.

use std::collections::BTreeMap;

use crate::speech::{Words, is_small};

/// A sparse vector: features by number, rising, each once.
pub(super) type Vector = Vec<(u32, f64)>;

/// What a space of vectors is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Stems and pairs of neighbours.
    Words,
    /// Pieces of three to five characters inside words.
    Characters,
}

/// How a space weighs what it was not learned from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Background {
    /// Weight of words that every language uses everywhere (`the`, `и`), beside 1 for the others.
    pub small: f64,
    /// How much of an unknown feature counts towards a text's length: with 1 a text that is mostly about other things lies far
    /// from everything.
    pub unknown: f64,
}

/// A space learned from a set of texts: which features there are, and how telling each is.
#[derive(Debug, Clone)]
pub(super) struct Space {
    kind: Kind,
    background: Background,
    numbers: BTreeMap<String, u32>,
    idf: Vec<f64>,
}

impl Space {
    /// Learns the features of these texts.
    pub fn of(kind: Kind, background: Background, texts: &[&Words]) -> Space {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for text in texts {
            for feature in counts(kind, background.small, text).into_keys() {
                *seen.entry(feature).or_default() += 1;
            }
        }
        let all = texts.len() as f64;
        let mut numbers = BTreeMap::new();
        let mut idf = Vec::with_capacity(seen.len());
        for (number, (feature, texts_with)) in (0..).zip(seen) {
            idf.push(((1.0 + all) / (1.0 + f64::from(texts_with))).ln() + 1.0);
            numbers.insert(feature, number);
        }
        Space { kind, background, numbers, idf }
    }

    /// The unit vector of a text; empty when the text shares nothing with the space.
    pub fn vector(&self, text: &Words) -> Vector {
        let mut vector: Vector = Vec::new();
        let mut square = 0.0;
        for (feature, weight) in counts(self.kind, self.background.small, text) {
            match self.numbers.get(&feature) {
                Some(number) => {
                    let weight = weight * self.idf[*number as usize];
                    square += weight * weight;
                    vector.push((*number, weight));
                }
                None => square += self.background.unknown * (UNKNOWN_IDF * weight).powi(2),
            }
        }
        if square > 0.0 {
            let length = f64::sqrt(square);
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector.sort_unstable_by_key(|(number, _)| *number);
        vector
    }
}

/// What an unknown feature would tell, about that of a word of one text in five.
const UNKNOWN_IDF: f64 = 2.0;

/// The product of two vectors: the cosine, as they have unit length.
pub(super) fn product(a: &Vector, b: &Vector) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The features of a text with their weight before IDF: a feature's second mention tells less than its first.
fn counts(kind: Kind, small: f64, text: &Words) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<String, (u32, f64)> = BTreeMap::new();
    let mut add = |feature: String, weight: f64| {
        let (count, heaviest) = counts.entry(feature).or_default();
        *count += 1;
        *heaviest = heaviest.max(weight);
    };
    let weight = |text: &str| if is_small(text) { small } else { 1.0 };
    match kind {
        Kind::Words => {
            for word in &text.words {
                add(word.stem.clone(), weight(&word.text));
            }
            for pair in text.words.windows(2) {
                add(
                    format!("{} {}", pair[0].stem, pair[1].stem),
                    weight(&pair[0].text).max(weight(&pair[1].text)),
                );
            }
        }
        Kind::Characters => {
            for word in &text.words {
                let padded: Vec<char> = std::iter::once(' ').chain(word.text.chars()).chain([' ']).collect();
                for size in 3..=5 {
                    for piece in padded.windows(size) {
                        add(piece.iter().collect(), weight(&word.text));
                    }
                }
            }
        }
    }
    counts
        .into_iter()
        .map(|(feature, (count, weight))| (feature, weight * (1.0 + f64::from(count).ln())))
        .collect()
}
