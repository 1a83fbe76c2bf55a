//! How well a text fits a meaning sentence, by concepts and words.

use super::concept::{Concepts, Id, Lexicon, without_frame};
use crate::speech::{Words, is_small, words};

/// A meaning sentence, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    /// Its parts (`has not tried, is curious`): one that fits is enough.
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    concepts: Concepts,
    /// Stems that no concept covers: a product's own words.
    stems: Vec<String>,
}

/// A text, taken apart once for all meanings.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub concepts: Concepts,
    stems: Vec<String>,
}

impl Said {
    /// Takes a text apart. `names_time`: a time can be read in it, which says "when" without the word, except in a question
    /// (`what is the weather tomorrow` promises nothing).
    pub fn of(text: &Words, names_time: bool) -> Said {
        let lexicon = Lexicon::built_in();
        let found = lexicon.find(text);
        let mut concepts = found.concepts;
        if names_time
            && !is_question(text)
            && let Some(when) = lexicon.id("when")
        {
            concepts.insert(when, 1.0);
        }
        Said { concepts, stems: text.words.iter().map(|word| word.stem.clone()).collect() }
    }
}

/// It begins with a word that asks for something else than a yes.
fn is_question(text: &Words) -> bool {
    const ASKING: &[&str] = &[
        "what",
        "which",
        "who",
        "why",
        "how",
        "where",
        "что",
        "какой",
        "какая",
        "какое",
        "какие",
        "кто",
        "почему",
        "зачем",
        "как",
        "сколько",
        "где",
        "куда",
    ];
    text.words.first().is_some_and(|word| ASKING.contains(&word.text.as_str()))
}

impl Meaning {
    /// Takes a meaning sentence apart.
    pub fn of(sentence: &str) -> Meaning {
        let lexicon = Lexicon::built_in();
        let mut parts = Vec::new();
        for part in split(sentence) {
            let text = without_frame(part);
            let found = lexicon.find(&text);
            let stems =
                text.words.iter().zip(&found.taken).filter(|(word, taken)| !**taken && !is_small(&word.text));
            let stems: Vec<String> = stems.map(|(word, _)| word.stem.clone()).collect();
            if !found.concepts.is_empty() || !stems.is_empty() {
                parts.push(Part { concepts: found.concepts, stems });
            }
        }
        Meaning { parts }
    }

    /// The concepts that its parts name.
    pub fn concepts(&self) -> impl Iterator<Item = Id> {
        self.parts.iter().flat_map(|part| part.concepts.keys().copied())
    }

    /// From 0 (nothing of it is said) to 1 (all of it). `telling`: how much a concept tells in this set of patterns.
    pub fn fit(&self, said: &Said, telling: &dyn Fn(Id) -> f64) -> f64 {
        self.parts.iter().map(|part| part.fit(said, telling)).fold(0.0, f64::max)
    }
}

impl Part {
    fn fit(&self, said: &Said, telling: &dyn Fn(Id) -> f64) -> f64 {
        let lexicon = Lexicon::built_in();
        let (mut reached, mut wanted) = (0.0, 0.0);
        for (id, value) in &self.concepts {
            let weight = telling(*id);
            wanted += weight;
            match said.concepts.get(id) {
                Some(other) if value.signum() == other.signum() => reached += weight * other.abs(),
                Some(_) => reached -= weight * 0.5,
                None => {
                    let opposite = lexicon.opposite(*id).and_then(|opposite| said.concepts.get(&opposite));
                    if opposite.is_some_and(|o| *o > 0.0) {
                        reached -= weight * 0.5;
                    }
                }
            }
        }
        for stem in &self.stems {
            wanted += STEM_WEIGHT;
            if said.stems.contains(stem) {
                reached += STEM_WEIGHT;
            }
        }
        if wanted <= 0.0 { 0.0 } else { (reached / wanted).max(0.0) }
    }
}

/// How telling a word is that no concept covers.
const STEM_WEIGHT: f64 = 0.7;

/// Parts between commas and `or`; each must be able to stand alone.
fn split(sentence: &str) -> Vec<&str> {
    let mut parts = vec![sentence];
    for separator in [",", ";", " or ", " или "] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty() && !words(part).words.is_empty())
        .collect()
}
