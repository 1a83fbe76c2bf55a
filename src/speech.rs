//! Which words does a text have? Folded words with their stems, in clauses: what the offline judge and the checker compare.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// How many characters of a text are judged; people say what they want at the beginning.
const CHARS_JUDGED_MAX: usize = 2_000;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: lower case, `ё` as `е`, chat spellings written out.
    pub text: String,
    /// Its stem, English or Russian by its letters.
    pub stem: String,
    /// The clause it stands in, counted from 0: a negation does not reach over a comma or a `but`.
    pub clause: u16,
}

/// The words of a text, and whether it asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The words in order.
    pub words: Vec<Word>,
    /// A question mark stands in it.
    pub asks: bool,
}

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));

/// Splits a text into words.
pub fn words(text: &str) -> Words {
    let mut out = Words::default();
    let mut clause: u16 = 0;
    let mut word = String::new();
    let folded = text.chars().take(CHARS_JUDGED_MAX).nfkc().flat_map(char::to_lowercase).chain([' ']);
    for c in folded {
        let c = match c {
            'ё' => 'е',
            '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
            other => other,
        };
        if c.is_alphanumeric() || (c == '\'' && !word.is_empty()) || matches!(c, '\u{300}'..='\u{36f}') {
            word.push(c);
            continue;
        }
        push(&mut out.words, word.trim_end_matches('\''), &mut clause);
        word.clear();
        match c {
            '?' => {
                out.asks = true;
                clause = clause.saturating_add(1);
            }
            ',' | '.' | '!' | ';' | ':' | '(' | ')' | '\n' => clause = clause.saturating_add(1),
            _ => {}
        }
    }
    out
}

/// The stem of one folded word.
pub fn stem(word: &str) -> String {
    let cyrillic = word.chars().any(|c| matches!(c, 'а'..='я' | 'і' | 'ї' | 'є'));
    let stemmer: &Stemmer = if cyrillic { &RUSSIAN } else { &ENGLISH };
    stemmer.stem(word).into_owned()
}

fn push(words: &mut Vec<Word>, text: &str, clause: &mut u16) {
    if text.is_empty() {
        return;
    }
    if ["but", "но", "however", "зато", "although"].contains(&text) {
        *clause = clause.saturating_add(1);
    }
    let mut add = |text: &str| words.push(Word { text: text.to_string(), stem: stem(text), clause: *clause });
    match CHAT_SPELLINGS.iter().find(|(chat, _)| *chat == text) {
        Some((_, plain)) => plain.split(' ').for_each(&mut add),
        None => match text.strip_suffix("n't") {
            // `don't` is `do not`: the negation is a word of its own.
            Some("ca") => ["can", "not"].into_iter().for_each(&mut add),
            Some("wo") => ["will", "not"].into_iter().for_each(&mut add),
            Some(verb) => [verb, "not"].into_iter().for_each(&mut add),
            None => text.split('\'').next().into_iter().for_each(&mut add),
        },
    }
}

/// How people spell in chats.
const CHAT_SPELLINGS: &[(&str, &str)] = &[
    ("u", "you"),
    ("ur", "your"),
    ("r", "are"),
    ("im", "i am"),
    ("ive", "i have"),
    ("i've", "i have"),
    ("i'm", "i am"),
    ("ill", "i will"),
    ("i'll", "i will"),
    ("id", "id"),
    ("dont", "do not"),
    ("doesnt", "does not"),
    ("didnt", "did not"),
    ("cant", "can not"),
    ("cannot", "can not"),
    ("wont", "will not"),
    ("isnt", "is not"),
    ("havent", "have not"),
    ("hasnt", "has not"),
    ("wasnt", "was not"),
    ("aint", "is not"),
    ("wanna", "want to"),
    ("gonna", "going to"),
    ("gotta", "have to"),
    ("lemme", "let me"),
    ("gimme", "give me"),
    ("whats", "what is"),
    ("what's", "what is"),
    ("wheres", "where is"),
    ("hows", "how is"),
    ("thats", "that is"),
    ("lets", "let us"),
    ("pls", "please"),
    ("plz", "please"),
    ("thx", "thanks"),
    ("ty", "thanks"),
    ("smth", "something"),
    ("smb", "somebody"),
    ("rn", "right now"),
    ("tmrw", "tomorrow"),
    ("alredy", "already"),
    ("allready", "already"),
    ("acc", "account"),
    ("acct", "account"),
    ("idk", "i do not know"),
    ("dunno", "do not know"),
    ("btw", "by the way"),
    ("wo", "without"),
    ("чо", "что"),
    ("че", "что"),
    ("шо", "что"),
    ("щас", "сейчас"),
    ("ща", "сейчас"),
    ("плиз", "пожалуйста"),
    ("пж", "пожалуйста"),
    ("пжл", "пожалуйста"),
    ("спс", "спасибо"),
    ("норм", "нормально"),
    ("акк", "аккаунт"),
    ("прила", "приложение"),
    ("прилу", "приложение"),
    ("хз", "не знаю"),
    ("нету", "нет"),
    ("неа", "нет"),
    ("ниче", "ничего"),
    ("зп", "зарплата"),
    ("го", "давай"),
];

/// Words that deny what follows.
pub fn is_negation(word: &str) -> bool {
    ["not", "no", "never", "without", "нет", "не", "ни", "без", "никогда", "hardly", "neither", "nor"]
        .contains(&word)
}

/// Words that every text may have and that carry little on their own.
pub fn is_small(word: &str) -> bool {
    const SMALL: &[&str] = &[
        "i",
        "me",
        "my",
        "you",
        "your",
        "we",
        "us",
        "our",
        "he",
        "she",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "there",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "and",
        "or",
        "as",
        "do",
        "does",
        "did",
        "have",
        "had",
        "been",
        "being",
        "am",
        "can",
        "could",
        "would",
        "should",
        "may",
        "might",
        "not",
        "no",
        "so",
        "too",
        "very",
        "just",
        "any",
        "some",
        "something",
        "anything",
        "if",
        "than",
        "then",
        "own",
        "out",
        "please",
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "it",
        "am",
        "how",
        "when",
        "where",
        "who",
        "why",
        "be",
        "to",
        "of",
        "for",
        "about",
        "who",
        "has",
        "will",
        "them",
        "their",
        "up",
        "into",
        "what",
        "which",
        "whether",
        "что",
        "как",
        "когда",
        "где",
        "кто",
        "сколько",
        "почему",
        "какие",
        "какое",
        "пожалуйста",
        "ну",
        "да",
        "об",
        "о",
        "про",
        "ли",
        "чтобы",
        "я",
        "мы",
        "вы",
        "ты",
        "его",
        "ее",
        "их",
        "мой",
        "моя",
        "ваш",
        "это",
        "этот",
        "эта",
        "в",
        "во",
        "на",
        "с",
        "со",
        "к",
        "ко",
        "у",
        "по",
        "из",
        "за",
        "от",
        "до",
        "и",
        "или",
        "а",
        "не",
        "ни",
        "бы",
        "же",
        "для",
        "так",
        "то",
        "там",
        "тут",
        "был",
        "была",
        "было",
        "были",
        "есть",
        "быть",
        "того",
        "свой",
        "свои",
        "какой",
        "какая",
    ];
    SMALL.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negations_are_words_and_commas_end_clauses() {
        let found = words("I don't trust you, but can't wait?");
        let plain: Vec<(&str, u16)> = found.words.iter().map(|w| (w.text.as_str(), w.clause)).collect();
        let wanted = [
            ("i", 0),
            ("do", 0),
            ("not", 0),
            ("trust", 0),
            ("you", 0),
            ("but", 2),
            ("can", 2),
            ("not", 2),
            ("wait", 2),
        ];
        assert_eq!(plain, wanted);
        assert!(found.asks);
    }

    #[test]
    fn forms_of_a_word_share_its_stem() {
        assert_eq!(stem("registered"), stem("registering"));
        assert_eq!(stem("приложения"), stem("приложению"));
    }
}
