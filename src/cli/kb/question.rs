//! What people ask in calls, and how often.

use super::transcript::{Turn, Who};
use crate::ai::embedded::{Alphabet, Index};

/// A question that was asked, and the reply that followed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub question: String,
    /// The reply; empty where none followed.
    pub reply: String,
}

/// A question with all its wordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// The wording that is nearest to the others.
    pub question: String,
    /// The reply to it, or to another wording; empty where none followed any.
    pub answer: String,
    /// How often it was asked.
    pub asked: usize,
}

/// From this likeness on two questions mean the same.
const ALIKE: f64 = 0.55;
/// The most questions that are compared.
pub const QUESTIONS_MAX: usize = 5_000;
/// Fewer words ask nothing by themselves, more are a story.
const WORDS: std::ops::RangeInclusive<usize> = 2..=40;
/// The longest reply that is kept, in characters.
const REPLY_CHARS_MAX: usize = 600;

/// Words with which a sentence asks although no question mark was heard.
const OPENERS: [&str; 46] = [
    "how",
    "what",
    "when",
    "where",
    "who",
    "why",
    "which",
    "can",
    "could",
    "do",
    "does",
    "did",
    "is",
    "are",
    "will",
    "would",
    "should",
    "may",
    "tell",
    "как",
    "что",
    "когда",
    "где",
    "кто",
    "почему",
    "зачем",
    "какой",
    "какая",
    "какие",
    "какое",
    "каков",
    "сколько",
    "можно",
    "могу",
    "куда",
    "откуда",
    "чем",
    "нужно",
    "надо",
    "есть",
    "подскажите",
    "скажите",
    "расскажите",
    "объясните",
    "интересует",
    "хотел",
];

/// What is asked in every call and is about nothing: greetings, and the company's own phrases where nobody says who speaks.
const PHRASES: [&str; 16] = [
    "how can i help",
    "how may i help",
    "can you hear me",
    "do you hear me",
    "how are you",
    "what is your name",
    "anything else",
    "чем могу помочь",
    "чем я могу",
    "вы меня слышите",
    "меня слышно",
    "как дела",
    "как вас зовут",
    "как к вам",
    "еще вопросы",
    "могу еще",
];

/// The questions of a conversation. What the company's side asks is left out where it is known who speaks.
pub fn questions(turns: &[Turn]) -> Vec<Asked> {
    let mut found = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        if turn.who == Who::Staff {
            continue;
        }
        let sentences = sentences(&turn.text);
        for (place, sentence) in sentences.iter().enumerate() {
            if !asks(sentence) {
                continue;
            }
            // In a recording of one voice the reply is what follows, up to the next question.
            let own = sentences[place + 1..].iter().take_while(|next| !asks(next));
            let own: Vec<&str> = own.map(String::as_str).collect();
            let reply = match turns.get(at + 1) {
                _ if turn.who == Who::Unknown && !own.is_empty() => own.join(" "),
                Some(next) => next.text.replace('\n', " "),
                None => String::new(),
            };
            found.push(Asked { question: tidy(sentence), reply: tidy(&cut(&reply)) });
        }
    }
    found
}

/// The sentences of a text, each with its mark.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let last = sentences.last_mut().expect("there is always one");
        last.push(if c == '\n' { ' ' } else { c });
        let ends = match c {
            '?' | '!' | '…' | '\n' => true,
            '.' => chars.peek().is_none_or(|next| next.is_whitespace()),
            _ => false,
        };
        if ends && !chars.peek().is_some_and(|next| "?!.".contains(*next)) {
            sentences.push(String::new());
        }
    }
    let sentences = sentences.iter().map(|sentence| sentence.trim().to_owned());
    sentences.filter(|sentence| !sentence.is_empty()).collect()
}

fn asks(sentence: &str) -> bool {
    let folded = sentence.to_lowercase().replace('ё', "е");
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if !WORDS.contains(&words.len()) || PHRASES.iter().any(|phrase| folded.contains(phrase)) {
        return false;
    }
    let opens = words.iter().take(3).any(|word| OPENERS.contains(word));
    sentence.ends_with('?')
        || opens && words.len() > 2 && !sentence.ends_with('!') && said_as_question(&words)
}

/// Without a question mark the first word must ask, or one of the polite ones stand near the beginning.
fn said_as_question(words: &[&str]) -> bool {
    const POLITE: [&str; 6] = ["подскажите", "скажите", "расскажите", "объясните", "интересует", "tell"];
    OPENERS.contains(&words[0]) && words[0] != "хотел" && words[0] != "есть"
        || words.iter().take(3).any(|word| POLITE.contains(word))
}

/// One line, without the numbers of a person: what is longer than a sum of money is a phone, a card or a document.
fn tidy(text: &str) -> String {
    const DIGITS_MAX: usize = 6;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A spreadsheet takes what begins like this for a formula.
    let line = line.trim_start_matches(['=', '+', '-', '@', '–', '—', ' ']);
    let mut tidy = String::new();
    let mut number = String::new();
    for c in line.chars().chain(['\n']) {
        let goes_on = c.is_ascii_digit() || !number.is_empty() && " -()".contains(c) || c == '+';
        if goes_on {
            number.push(c);
            continue;
        }
        if number.chars().filter(char::is_ascii_digit).count() > DIGITS_MAX {
            tidy.push('…');
            tidy.extend(number.chars().rev().take_while(|c| *c == ' '));
        } else {
            tidy.push_str(&number);
        }
        number.clear();
        if c != '\n' {
            tidy.push(c);
        }
    }
    let masked = tidy.split(' ').map(|word| if word.contains('@') { "…" } else { word });
    masked.collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(REPLY_CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Questions that mean the same, together; most asked first.
pub fn recurring(asked: &[Asked], at_least: usize) -> Vec<Recurring> {
    let asked = &asked[..asked.len().min(QUESTIONS_MAX)];
    let index = Index::of(asked.iter().map(|asked| (asked.question.clone(), String::new())).collect());
    let alike = |at: usize| -> Vec<usize> {
        let alphabet = Alphabet::of(&asked[at].question);
        let ranked = index.ranked(&asked[at].question).into_iter();
        let near = ranked.take_while(|near| near.score >= ALIKE);
        near.filter(|near| Alphabet::of(&near.row.0) == alphabet).map(|near| near.place).collect()
    };
    let near: Vec<Vec<usize>> = (0..asked.len()).map(alike).collect();
    // Those with the most neighbours are the middle of their group.
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(near[*at].len()), *at));
    let mut taken = vec![false; asked.len()];
    let mut found = Vec::new();
    for middle in order {
        if taken[middle] {
            continue;
        }
        let mut members = vec![middle];
        members.extend(near[middle].iter().copied().filter(|at| *at != middle && !taken[*at]));
        members.iter().for_each(|at| taken[*at] = true);
        let answer = members.iter().map(|at| &asked[*at].reply).find(|reply| !reply.is_empty());
        if members.len() >= at_least {
            found.push(Recurring {
                question: asked[middle].question.clone(),
                answer: answer.cloned().unwrap_or_default(),
                asked: members.len(),
            });
        }
    }
    found.sort_by_key(|recurring| std::cmp::Reverse(recurring.asked));
    found
}

#[cfg(test)]
mod tests {
    use super::super::transcript::plain;
    use super::*;

    fn asked(text: &str) -> Vec<(String, String)> {
        questions(&plain(text)).into_iter().map(|asked| (asked.question, asked.reply)).collect()
    }

    #[test]
    fn customers_questions_come_with_the_reply_that_followed() {
        let text = "Оператор: Добрый день, чем могу помочь? На какой срок?\n\
            Клиент: Здравствуйте. Подскажите, есть ли комиссия за вывод\nОператор: Комиссии нет.\n\
            Клиент: Спасибо. А сколько идут деньги?\n";
        assert_eq!(
            asked(text),
            [
                ("Подскажите, есть ли комиссия за вывод".into(), "Комиссии нет.".into()),
                ("А сколько идут деньги?".into(), String::new()),
            ]
        );
        assert_eq!(
            asked("How can I help you? Hi. Is there a fee? No, there is none. Thank you."),
            [("Is there a fee?".into(), "No, there is none. Thank you.".into())]
        );
    }

    #[test]
    fn what_belongs_to_one_person_is_left_out() {
        assert_eq!(
            asked("client: Can you call me at +380 67 123-45-67 or anna@a.example about 500 coins?"),
            [("Can you call me at … or … about 500 coins?".into(), String::new())]
        );
    }

    #[test]
    fn wordings_of_a_question_are_counted_together_and_rare_ones_left_out() {
        let ask = |question: &str, reply: &str| Asked { question: question.into(), reply: reply.into() };
        let asked = [
            ask("How do I close my account?", ""),
            ask("Is there a fee for withdrawing?", ""),
            ask("is there any fee for withdrawing", "No."),
            ask("a fee for withdrawing, is there one?", "None."),
            ask("Есть ли комиссия за вывод?", "Нет."),
            ask("А есть комиссия за вывод денег?", "Нет."),
        ];
        let found = recurring(&asked, 2);
        let found: Vec<(usize, &str)> =
            found.iter().map(|found| (found.asked, found.answer.as_str())).collect();
        assert_eq!(found, [(3, "No."), (2, "Нет.")]);
        assert_eq!(recurring(&asked, 1).len(), 3);
    }
}
