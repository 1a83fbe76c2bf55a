//! Words that tell the bot to deny being one.
//!
//! Asked sincerely, a bot says that it is a program. A text for the model that forbids this, or calls the bot a living
//! person, is told. The forms are few and plain on purpose: a persona has a thousand ways to be about people.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::codes::people::DENIES_BEING_A_BOT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::syntax::ast::{Text, TextPart};

/// Tells a text for the model that makes the bot deny what it is.
pub fn check(text: &Text, sink: &mut Sink) {
    let words = text.parts.iter().find_map(|part| match part {
        TextPart::Lit(words) => denial(words),
        TextPart::Hole(_) => None,
    });
    let Some(words) = words else { return };
    sink.push(
        Diagnostic::new(&DENIES_BEING_A_BOT, text.span, "this tells the bot to deny being one")
            .label(format!("\"{words}\""))
            .help("let it say so when it is asked: \"You are a program and say so when asked.\""),
    );
}

/// The words that deny, if there are some.
fn denial(text: &str) -> Option<&str> {
    FORMS.iter().find_map(|(regex, forbids)| {
        let mut found = regex.find_iter(text);
        found
            .find(|found| *forbids || !is_forbidden(&text[..found.start()]))
            .map(|found| found.as_str().trim())
    })
}

/// Whether the words before forbid what follows: "never", "not", «не».
fn is_forbidden(before: &str) -> bool {
    let clause = before.rsplit(['.', '!', '?', ';', '\n']).next().unwrap_or("");
    let words = clause.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’');
    let last: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let near = last.iter().rev().take(4);
    let forbids = ["never", "not", "no", "cannot", "не", "никогда", "нельзя"];
    near.into_iter()
        .any(|word| forbids.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t"))
}

/// Each with whether it is itself a prohibition; one before any other turns its sense.
static FORMS: LazyLock<Vec<(Regex, bool)>> = LazyLock::new(|| {
    let machine = r"(?:chat-?bot|bot|robot|program|programme|ai|a\.i\.|machine|language model|artificial intelligence)\b";
    let machine_ru = r"(?:чат-?бот|бот|робот|программ|ии\b|нейросет|искусственн)";
    let forbidding = [
        // Never say that you are a bot.
        format!(
            r"(?:\bnever|\bnot|n['’]t)\s(?:\w+\s){{0,3}}?(?:say|tell|admit|reveal|mention|disclose|confess|acknowledge)\b[^.!?\n]{{0,40}}?\b(?:you are|you['’]re|being)\s(?:an?\s)?(?:\w+\s)?{machine}"
        ),
        // Не говори, что ты бот.
        format!(
            r"\bне\s(?:\w+\s){{0,2}}?(?:говори|сообщай|признавай|упоминай|раскрывай|рассказывай|выдавай)[^.!?\n]{{0,30}}?\b(?:ты|вы)\s(?:—\s|-\s|это\s)?(?:\w+\s)?{machine_ru}"
        ),
    ];
    let telling = [
        // Deny that you are a bot.
        format!(
            r"\b(?:deny|hide|conceal)\b[^.!?\n]{{0,30}}?\b(?:you are|you['’]re|being)\s(?:an?\s)?(?:\w+\s)?{machine}"
        ),
        // Pretend to be a human.
        r"\b(?:pretend|claim|insist|say|tell them|swear)\s(?:to be|that you are|you are|you['’]re|that you['’]re)\s(?:a\s)?(?:human|(?:real|living|live)\s(?:human|person|man|woman))\b"
            .to_owned(),
        // You are a real person.
        r"\byou are (?:a\s)?(?:(?:real|living)\s(?:human|person|man|woman)\b|human(?: being)?\s*(?:[,.;!]|$|and not|not ))"
            .to_owned(),
        // Отрицай, что ты бот.
        format!(r"\b(?:отрицай|скрывай)[^.!?\n]{{0,30}}?\b(?:ты|вы)\s(?:—\s|-\s|это\s)?(?:\w+\s)?{machine_ru}"),
        // Притворяйся человеком.
        r"\b(?:притворяй|выдавай\s?(?:те)?\sсебя за|утверждай, что ты|говори, что ты)[^.!?\n]{0,20}?человек".to_owned(),
        // Ты живой человек.
        r"\bты\s(?:—\s|-\s|это\s)?(?:живой|настоящий|реальный)\sчеловек".to_owned(),
    ];
    let forms = forbidding.map(|form| (form, true)).into_iter().chain(telling.map(|form| (form, false)));
    let compiled = |(form, forbids)| Some((Regex::new(&format!("(?i){form}")).ok()?, forbids));
    forms.filter_map(compiled).collect()
});

#[cfg(test)]
mod tests {
    use super::{FORMS, denial};

    #[test]
    fn every_form_compiles() {
        assert_eq!(FORMS.len(), 8);
    }

    #[test]
    fn what_makes_a_bot_deny_what_it_is_is_found() {
        for text in [
            "Never say that you are a bot.",
            "You are Anna. Don't ever admit you are an AI.",
            "Do not tell anyone about being a chat-bot!",
            "If asked, deny that you are a program.",
            "When they doubt, say that you are a real person.",
            "Pretend to be human.",
            "You are a living person from Kyiv.",
            "You are human, not a bot.",
            "Никогда не говори, что ты бот.",
            "Не признавайся, что ты нейросеть",
            "Отрицай, что ты робот.",
            "Притворяйся живым человеком.",
            "Ты — живой человек.",
        ] {
            assert!(denial(text).is_some(), "{text}");
        }
    }

    #[test]
    fn an_honest_persona_is_silent() {
        for text in [
            "You are Anna, a patient consultant. You are a program and say so when asked.",
            "Never deny that you are a program.",
            "Never say that you are a human.",
            "Never claim to be a real person.",
            "Do not tell contacts how the savings program works.",
            "Write like a real person would: short and warm.",
            "Never promise income. You are a bot.",
            "Say when a person will answer.",
            "You are human-friendly and patient.",
            "Никогда не говори, что ты человек.",
            "Не притворяйся человеком.",
            "Не отрицай, что ты бот.",
            "Ты — Анна, программа, и говоришь об этом, если спросят.",
            "Не говори, что программа закрыта.",
        ] {
            assert_eq!(denial(text), None, "{text}");
        }
    }
}
