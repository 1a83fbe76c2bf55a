//! A yes or a no.

use super::token::{Token, tokens};

/// Whether a text says yes or no; both or neither is none.
///
/// A word of assent or denial counts by its first place in the text (`нет, конечно` is a no), set phrases go before single
/// words (`no problem` is a yes, `да нет` a no), and a bare `not` or `не` turns a yes that follows it.
pub fn yes_no(text: &str) -> Option<bool> {
    let tokens = tokens(text);
    let mut verdict: Option<bool> = None;
    let mut at = 0;
    while at < tokens.len() {
        if let Some((said, length)) = phrase(&tokens[at..]) {
            match verdict {
                // `yes and no`; but `no, of course` stays a no, and `yes, no problem` a yes.
                Some(first) if first != said && joined(&tokens, at) => return None,
                Some(_) => {}
                None => verdict = Some(said),
            }
            at += length;
        } else {
            at += 1;
        }
    }
    verdict
}

/// The word before says that both hold.
fn joined(tokens: &[Token], at: usize) -> bool {
    at > 0 && tokens[at - 1].is_any(&["and", "or", "и", "или"])
}

fn phrase(tokens: &[Token]) -> Option<(bool, usize)> {
    const PHRASES: &[(bool, &[&str])] = &[
        (true, &["no", "problem"]),
        (true, &["no", "problems"]),
        (true, &["no", "doubt"]),
        (true, &["not", "a", "problem"]),
        (true, &["why", "not"]),
        (true, &["нет", "проблем"]),
        (true, &["без", "проблем"]),
        (true, &["не", "вопрос"]),
        (true, &["не", "против"]),
        (true, &["почему", "бы", "и", "нет"]),
        (true, &["почему", "нет"]),
        (true, &["почему", "бы", "нет"]),
        (true, &["of", "course"]),
        (true, &["i", "do"]),
        (true, &["i", "have"]),
        (true, &["i", "am"]),
        (true, &["so", "be", "it"]),
        (true, &["так", "точно"]),
        (true, &["само", "собой"]),
        (false, &["да", "нет"]),
        (false, &["да", "не"]),
        (false, &["of", "course", "not"]),
        (false, &["конечно", "нет"]),
        (false, &["конечно", "не"]),
        (false, &["i", "have", "not"]),
        (false, &["i", "do", "not"]),
        (false, &["i", "am", "not"]),
        (false, &["not", "sure"]),
        (false, &["not", "yet"]),
        (false, &["пока", "нет"]),
        (false, &["еще", "нет"]),
        (false, &["ни", "в", "коем"]),
        (false, &["ни", "за", "что"]),
    ];
    let fits = |words: &[&str]| tokens.len() >= words.len() && words.iter().zip(tokens).all(|(w, t)| t.is(w));
    let longest = PHRASES.iter().filter(|(_, words)| fits(words)).max_by_key(|(_, words)| words.len());
    if let Some((said, words)) = longest {
        return Some((*said, words.len()));
    }
    single(tokens.first()?, tokens.len()).map(|said| (said, 1))
}

fn single(token: &Token, left: usize) -> Option<bool> {
    const YES: &[&str] = &[
        "yes",
        "yep",
        "yeah",
        "yea",
        "yup",
        "ya",
        "sure",
        "ok",
        "okay",
        "okey",
        "right",
        "correct",
        "certainly",
        "absolutely",
        "definitely",
        "agreed",
        "agree",
        "indeed",
        "exactly",
        "true",
        "y",
        "да",
        "ага",
        "угу",
        "конечно",
        "разумеется",
        "хорошо",
        "согласен",
        "согласна",
        "верно",
        "точно",
        "именно",
        "давай",
        "давайте",
        "ок",
        "окей",
        "ладно",
        "можно",
        "естественно",
        "безусловно",
        "👍",
        "✅",
        "👌",
    ];
    const NO: &[&str] = &[
        "no",
        "nope",
        "nah",
        "not",
        "never",
        "n",
        "don't",
        "didn't",
        "haven't",
        "isn't",
        "won't",
        "can't",
        "cannot",
        "false",
        "нет",
        "неа",
        "не",
        "нету",
        "никогда",
        "никак",
        "нельзя",
        "отказываюсь",
        "👎",
        "❌",
    ];
    if token.is_any(YES) {
        return Some(true);
    }
    if token.is_any(NO) {
        return Some(false);
    }
    // A lone sign, as people answer in chats.
    match token.text.as_str() {
        "+" if left == 1 => Some(true),
        "-" if left == 1 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_is_heard_in_both_languages() {
        for text in [
            "yes",
            "Yes!",
            "yep, I do",
            "sure",
            "of course",
            "ok",
            "no problem",
            "why not",
            "I have",
            "да",
            "Да, конечно",
            "ага",
            "хорошо",
            "не вопрос",
            "без проблем",
            "почему бы и нет",
            "+",
            "👍",
            "давайте",
        ] {
            assert_eq!(yes_no(text), Some(true), "{text}");
        }
    }

    #[test]
    fn no_is_heard_in_both_languages() {
        for text in [
            "no",
            "No, thanks",
            "nope",
            "not yet",
            "not really",
            "I haven't",
            "of course not",
            "нет",
            "неа",
            "да нет",
            "нет, конечно",
            "конечно нет",
            "пока нет",
            "не хочу",
            "никогда",
            "-",
            "👎",
        ] {
            assert_eq!(yes_no(text), Some(false), "{text}");
        }
    }

    #[test]
    fn neither_or_both_is_none() {
        for text in ["", "maybe", "yes and no", "и да и нет", "the weather is fine", "5"] {
            assert_eq!(yes_no(text), None, "{text}");
        }
    }
}
