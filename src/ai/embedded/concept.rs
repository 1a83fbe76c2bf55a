//! Concepts: sets of words of both languages that mean one thing, so that a Russian answer can fit an English meaning.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::speech::{Word, Words, is_negation, stem, words};

/// The built-in lexicon; its columns are explained in the file.
const LEXICON: &str = include_str!("concepts.tsv");

/// A concept's place in the lexicon.
pub(super) type Id = u16;

/// The concepts of a text: how strongly each is there, from -1 (denied) to 1 (said).
pub(super) type Concepts = BTreeMap<Id, f64>;

/// One concept.
#[derive(Debug)]
struct Concept {
    name: String,
    weight: f64,
    opposite: Option<Id>,
    asked: Option<Id>,
}

/// How a word of an entry is compared.
#[derive(Debug)]
enum Term {
    Stem(String),
    Begins(String),
    Exactly(String),
}

impl Term {
    fn fits(&self, word: &Word) -> bool {
        match self {
            Term::Stem(stem) => word.stem == *stem,
            Term::Begins(beginning) => word.text.starts_with(beginning.as_str()),
            Term::Exactly(text) => word.text == *text,
        }
    }
}

#[derive(Debug)]
struct Entry {
    concept: Id,
    terms: Vec<Term>,
}

/// The lexicon, read once.
#[derive(Debug)]
pub(super) struct Lexicon {
    concepts: Vec<Concept>,
    entries: Vec<Entry>,
    /// Entries by the first two letters of their first word: most words meet a handful.
    index: BTreeMap<String, Vec<usize>>,
    /// Whole words of six letters and more, for slips of the pen.
    long_words: Vec<(String, Id)>,
}

static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(LEXICON));

/// What a text is about, and which of its words said so.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub concepts: Concepts,
    /// By word: some concept took it, or it carries no meaning of its own.
    pub taken: Vec<bool>,
}

impl Lexicon {
    /// The built-in one.
    pub fn built_in() -> &'static Lexicon {
        &BUILT_IN
    }

    /// How telling a concept is.
    pub fn weight(&self, id: Id) -> f64 {
        self.concepts[usize::from(id)].weight
    }

    /// The concept of a name.
    pub fn id(&self, name: &str) -> Option<Id> {
        self.concepts.iter().position(|c| c.name == name).and_then(|place| Id::try_from(place).ok())
    }

    /// What the negation of a concept means, where that is a concept of its own.
    pub fn opposite(&self, id: Id) -> Option<Id> {
        self.concepts[usize::from(id)].opposite
    }

    fn read(text: &str) -> Lexicon {
        let rows: Vec<Vec<&str>> = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
            .map(|line| line.split('\t').map(str::trim).collect())
            .collect();
        let names: Vec<&str> = rows.iter().map(|row| row[0]).collect();
        let id = |name: Option<&&str>| {
            let name = name.filter(|name| !name.is_empty() && **name != "-")?;
            names.iter().position(|known| known == name).and_then(|place| Id::try_from(place).ok())
        };
        let mut lexicon = Lexicon {
            concepts: Vec::new(),
            entries: Vec::new(),
            index: BTreeMap::new(),
            long_words: Vec::new(),
        };
        for (number, row) in (0..).zip(&rows) {
            lexicon.concepts.push(Concept {
                name: row[0].to_string(),
                weight: row.get(1).and_then(|w| w.parse().ok()).unwrap_or(1.0),
                opposite: id(row.get(2)),
                asked: id(row.get(3)),
            });
            for entry in row.iter().skip(4).flat_map(|column| column.split(',')) {
                lexicon.add(number, entry.trim());
            }
        }
        lexicon
    }

    fn add(&mut self, concept: Id, entry: &str) {
        let exactly = entry.strip_prefix('=');
        let mut terms = Vec::new();
        for part in exactly.unwrap_or(entry).split(' ').filter(|part| !part.is_empty()) {
            for piece in part.split('-').filter(|piece| !piece.is_empty()) {
                terms.push(match piece.strip_suffix('*') {
                    Some(beginning) => Term::Begins(beginning.to_string()),
                    None if exactly.is_some() => Term::Exactly(piece.to_string()),
                    None => Term::Stem(stem(piece)),
                });
            }
        }
        if terms.is_empty() {
            return;
        }
        if terms.len() == 1 && entry.chars().count() >= 6 && !entry.contains(['*', '=']) {
            self.long_words.push((entry.to_string(), concept));
        }
        let first = match &terms[0] {
            Term::Stem(text) | Term::Begins(text) | Term::Exactly(text) => text,
        };
        self.index.entry(key(first)).or_default().push(self.entries.len());
        self.entries.push(Entry { concept, terms });
    }

    /// The concepts of a text.
    pub fn find(&self, text: &Words) -> Found {
        let mut found = Found { concepts: Concepts::new(), taken: vec![false; text.words.len()] };
        let asking = text.asks || begins_as_question(&text.words);
        let mut at = 0;
        while at < text.words.len() {
            let (ids, end) = self.at(&text.words, at);
            if ids.is_empty() {
                at += 1;
                continue;
            }
            let negated = is_negated(&text.words, at, end);
            for id in ids {
                let concept = &self.concepts[usize::from(id)];
                match (concept.asked.filter(|_| asking), negated, concept.opposite) {
                    // `can I trust you?`, `you are no thieves, are you?`
                    (Some(meant), _, _) => raise(&mut found.concepts, meant, 0.9),
                    (None, true, Some(opposite)) => raise(&mut found.concepts, opposite, 1.0),
                    (None, true, None) => lower(&mut found.concepts, id),
                    (None, false, _) => raise(&mut found.concepts, id, 1.0),
                }
            }
            found.taken[at..end].iter_mut().for_each(|taken| *taken = true);
            at = end;
        }
        found
    }

    /// The concepts of the longest entries that begin at a word, and the index behind them.
    fn at(&self, words: &[Word], at: usize) -> (Vec<Id>, usize) {
        let mut ids: Vec<Id> = Vec::new();
        let mut longest = (0, at);
        let mut keys = vec![key(&words[at].text)];
        let by_stem = key(&words[at].stem);
        if by_stem != keys[0] {
            keys.push(by_stem);
        }
        for entry in
            keys.iter().filter_map(|key| self.index.get(key)).flatten().map(|place| &self.entries[*place])
        {
            let Some(end) = fits(&entry.terms, words, at) else { continue };
            let length = (entry.terms.len(), end);
            if length.0 > longest.0 {
                longest = length;
                ids.clear();
            }
            if length.0 == longest.0 && !ids.contains(&entry.concept) {
                longest.1 = longest.1.max(end);
                ids.push(entry.concept);
            }
        }
        if ids.is_empty() && words[at].text.chars().count() >= 6 {
            let slip = |(word, _): &&(String, Id)| strsim::osa_distance(word, &words[at].text) == 1;
            if let Some((_, id)) = self.long_words.iter().find(slip) {
                return (vec![*id], at + 1);
            }
        }
        (ids, longest.1)
    }
}

fn key(text: &str) -> String {
    text.chars().take(2).collect()
}

fn raise(concepts: &mut Concepts, id: Id, value: f64) {
    let known = concepts.entry(id).or_insert(value);
    *known = known.max(value);
}

fn lower(concepts: &mut Concepts, id: Id) {
    concepts.entry(id).or_insert(-1.0);
}

/// The entry's words stand here in order, with at most one other word between two of them; the index behind.
fn fits(terms: &[Term], words: &[Word], at: usize) -> Option<usize> {
    let mut next = at;
    for (i, term) in terms.iter().enumerate() {
        let reach = if i == 0 { 0 } else { 1 };
        let hit =
            (next..=next + reach).find(|place| words.get(*place).is_some_and(|word| term.fits(word)))?;
        next = hit + 1;
    }
    Some(next)
}

/// A negation stands up to three words before in the same clause (Russian `не` up to two), or a `нет` right behind.
fn is_negated(words: &[Word], at: usize, end: usize) -> bool {
    let clause = words[at].clause;
    for back in 1..=4 {
        let Some(place) = at.checked_sub(back) else { break };
        let word = &words[place];
        if word.clause != clause {
            break;
        }
        let reach = match word.text.as_str() {
            "не" | "ни" | "без" | "without" => 2,
            "no" | "нет" => 2,
            _ => 4,
        };
        if is_negation(&word.text) && back <= reach {
            return true;
        }
    }
    words.get(end).is_some_and(|word| word.clause == clause && word.text == "нет")
}

/// A question without its mark, as chats have them.
fn begins_as_question(words: &[Word]) -> bool {
    const BEGINNINGS: &[&str] = &[
        "why",
        "is",
        "are",
        "can",
        "could",
        "should",
        "does",
        "do",
        "how",
        "what",
        "where",
        "точно",
        "почему",
        "зачем",
        "разве",
        "как",
    ];
    let first =
        words.iter().find(|word| !["so", "and", "but", "а", "и", "ну", "hmm"].contains(&word.text.as_str()));
    first.is_some_and(|word| BEGINNINGS.contains(&word.text.as_str()))
        || words.iter().any(|word| word.text == "ли")
}

/// The words of a meaning sentence without its frame: `says that they have registered` is `have registered`.
pub(super) fn without_frame(meaning: &str) -> Words {
    let mut text = words(meaning);
    const FRAME: &[&str] = &[
        "the",
        "contact",
        "user",
        "client",
        "customer",
        "says",
        "say",
        "saying",
        "said",
        "tells",
        "tell",
        "writes",
        "wants",
        "asks",
        "ask",
        "asking",
        "that",
        "they",
        "he",
        "she",
        "контакт",
        "клиент",
        "пользователь",
        "говорит",
        "пишет",
        "сообщает",
        "хочет",
        "спрашивает",
        "просит",
        "интересуется",
        "он",
        "она",
        "они",
    ];
    text.words.retain(|word| !FRAME.contains(&word.text.as_str()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let lexicon = Lexicon::built_in();
        let found = lexicon.find(&words(text));
        let sign = |value: f64| if value < 0.0 { "not " } else { "" };
        found
            .concepts
            .iter()
            .map(|(id, v)| format!("{}{}", sign(*v), lexicon.concepts[usize::from(*id)].name))
            .collect()
    }

    #[test]
    fn every_line_of_the_lexicon_is_whole() {
        let rows = LEXICON.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let mut known: Vec<&str> = Vec::new();
        for row in rows {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 6, "{row}");
            assert!(!known.contains(&columns[0]), "{} stands twice", columns[0]);
            assert!(columns[1].parse::<f64>().is_ok_and(|w| (0.1..=2.0).contains(&w)), "{row}");
            known.push(columns[0]);
        }
        for row in LEXICON.lines().filter(|line| !line.starts_with('#')) {
            for name in row.split('\t').skip(2).take(2).filter(|name| !name.is_empty() && *name != "-") {
                assert!(known.contains(&name), "{name} is no concept");
            }
        }
    }

    #[test]
    fn a_negation_turns_its_concept_and_no_other() {
        assert!(names("I don't trust apps").contains(&"distrust".to_string()));
        assert!(names("I trust you").contains(&"trust".to_string()));
        assert!(names("я вам не верю").contains(&"distrust".to_string()));
        assert!(names("not now, but I trust you").contains(&"trust".to_string()));
    }

    #[test]
    fn asking_about_trust_is_a_doubt() {
        assert!(names("can I trust you?").contains(&"distrust".to_string()));
        assert!(names("вы точно не мошенники?").contains(&"distrust".to_string()));
    }
}
