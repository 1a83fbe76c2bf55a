//! Texts as sparse vectors: stems, pairs of stems, and character n-grams, weighed by TF-IDF.

use std::collections::BTreeMap;

use super::words::Words;

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

/// A space learned from a set of texts: which features there are, and how telling each is.
#[derive(Debug, Clone)]
pub(super) struct Space {
    kind: Kind,
    numbers: BTreeMap<String, u32>,
    idf: Vec<f64>,
}

impl Space {
    /// Learns the features of these texts.
    pub fn of(kind: Kind, texts: &[&Words]) -> Space {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for text in texts {
            for feature in counts(kind, text).into_keys() {
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
        Space { kind, numbers, idf }
    }

    /// The unit vector of a text; empty when the text shares nothing with the space. Features that the space does not know
    /// count towards the length, so that a text mostly about other things lies far from everything.
    pub fn vector(&self, text: &Words) -> Vector {
        let unknown = ((1.0 + self.numbers.len() as f64).ln()).max(1.0);
        let mut vector: Vector = Vec::new();
        let mut square = 0.0;
        for (feature, count) in counts(self.kind, text) {
            let tf = 1.0 + f64::from(count).ln();
            match self.numbers.get(&feature) {
                Some(number) => {
                    let weight = tf * self.idf[*number as usize];
                    square += weight * weight;
                    vector.push((*number, weight));
                }
                None => square += UNKNOWN_SHARE * (tf * unknown.min(2.0)).powi(2),
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

/// How much of an unknown feature counts towards a text's length.
const UNKNOWN_SHARE: f64 = 0.1;

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

fn counts(kind: Kind, text: &Words) -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    match kind {
        Kind::Words => {
            for word in &text.words {
                *counts.entry(word.stem.clone()).or_default() += 1;
            }
            for pair in text.words.windows(2) {
                *counts.entry(format!("{} {}", pair[0].stem, pair[1].stem)).or_default() += 1;
            }
        }
        Kind::Characters => {
            for word in &text.words {
                let padded: Vec<char> = std::iter::once(' ').chain(word.text.chars()).chain([' ']).collect();
                for size in 3..=5 {
                    for piece in padded.windows(size) {
                        *counts.entry(piece.iter().collect()).or_default() += 1;
                    }
                }
            }
        }
    }
    counts
}
