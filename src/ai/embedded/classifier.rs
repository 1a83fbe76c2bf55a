//! A classifier learned from examples, in the time of a call.

use super::concept::{Concepts, Lexicon};
use super::feature::{Background, Kind, Space, Vector, product};
use crate::speech::Words;

/// How much stems, characters and concepts count towards the likeness of two texts; together 1.
const WORDS_SHARE: f64 = 0.34;
const CHARACTERS_SHARE: f64 = 0.5;
const CONCEPTS_SHARE: f64 = 0.16;

/// Measured on short customer questions: small words tell something there (`how do I`, `why was`).
const BACKGROUND: Background = Background { small: 0.7, unknown: 0.1 };

/// The ridge: how far the classifier may trust a single example.
const RIDGE: f64 = 0.5;

/// One ridge regression per class over the similarities to all examples, solved exactly: no random start, no steps.
#[derive(Debug, Clone)]
pub(super) struct Classifier {
    words: Space,
    characters: Space,
    examples: Vec<Seen>,
    classes: usize,
    /// Weight of each example for each class, example by example.
    weights: Vec<f64>,
}

/// A text in the three spaces.
#[derive(Debug, Clone)]
struct Seen {
    words: Vector,
    characters: Vector,
    concepts: Vector,
}

/// A text to learn from.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    pub class: usize,
    pub words: Words,
    pub concepts: Concepts,
}

impl Classifier {
    /// Learns from texts, each with its class.
    pub fn learn(lessons: &[Lesson], classes: usize) -> Classifier {
        let only: Vec<&Words> = lessons.iter().map(|lesson| &lesson.words).collect();
        let mut classifier = Classifier {
            words: Space::of(Kind::Words, BACKGROUND, &only),
            characters: Space::of(Kind::Characters, BACKGROUND, &only),
            examples: Vec::new(),
            classes,
            weights: vec![0.0; lessons.len() * classes],
        };
        for lesson in lessons {
            let seen = classifier.see(&lesson.words, &lesson.concepts);
            classifier.examples.push(seen);
        }
        let n = lessons.len();
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let likeness = likeness(&classifier.examples[i], &classifier.examples[j]);
                matrix[i * n + j] = likeness;
                matrix[j * n + i] = likeness;
            }
            matrix[i * n + i] += RIDGE;
            classifier.weights[i * classes + lessons[i].class] = 1.0;
        }
        solve(&mut matrix, &mut classifier.weights, n, classes);
        classifier
    }

    /// By class: about 1 for a text like the class's examples, about 0 for one like the others' or like none.
    pub fn judge(&self, text: &Words, concepts: &Concepts) -> Vec<f64> {
        let mut fits = vec![0.0; self.classes];
        let seen = self.see(text, concepts);
        for (i, example) in self.examples.iter().enumerate() {
            let likeness = likeness(example, &seen);
            for (class, fit) in fits.iter_mut().enumerate() {
                *fit += likeness * self.weights[i * self.classes + class];
            }
        }
        fits
    }

    fn see(&self, text: &Words, concepts: &Concepts) -> Seen {
        Seen {
            words: self.words.vector(text),
            characters: self.characters.vector(text),
            concepts: direction(concepts),
        }
    }
}

/// Concepts as a unit vector.
pub(super) fn direction(concepts: &Concepts) -> Vector {
    let lexicon = Lexicon::built_in();
    let mut vector: Vector =
        concepts.iter().map(|(id, value)| (u32::from(*id), value * lexicon.weight(*id))).collect();
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    vector
}

fn likeness(a: &Seen, b: &Seen) -> f64 {
    WORDS_SHARE * product(&a.words, &b.words)
        + CHARACTERS_SHARE * product(&a.characters, &b.characters)
        + CONCEPTS_SHARE * product(&a.concepts, &b.concepts)
}

/// Solves `matrix * x = right` in place by Cholesky; the matrix is symmetric and, with its ridge, positive definite.
fn solve(matrix: &mut [f64], right: &mut [f64], n: usize, columns: usize) {
    for i in 0..n {
        for j in 0..=i {
            let mut sum = matrix[i * n + j];
            for k in 0..j {
                sum -= matrix[i * n + k] * matrix[j * n + k];
            }
            matrix[i * n + j] = if i == j { sum.max(1e-9).sqrt() } else { sum / matrix[j * n + j] };
        }
    }
    for column in 0..columns {
        for i in 0..n {
            let mut sum = right[i * columns + column];
            for k in 0..i {
                sum -= matrix[i * n + k] * right[k * columns + column];
            }
            right[i * columns + column] = sum / matrix[i * n + i];
        }
        for i in (0..n).rev() {
            let mut sum = right[i * columns + column];
            for k in i + 1..n {
                sum -= matrix[k * n + i] * right[k * columns + column];
            }
            right[i * columns + column] = sum / matrix[i * n + i];
        }
    }
}
