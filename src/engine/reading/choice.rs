//! One of several written options in a text.

use unicode_normalization::UnicodeNormalization;

use super::token::{CHARS_READ_MAX, Token, tokens};

/// The index of the option that a text names: first an option that equals the whole text (case and outer space aside),
/// then the options whose words all stand in the text side by side; of two, one that holds the other wins, else none.
pub fn choice<S: AsRef<str>>(options: &[S], text: &str) -> Option<usize> {
    let whole = folded_whole(text);
    if let Some(place) = options.iter().position(|option| folded_whole(option.as_ref()) == whole) {
        return Some(place);
    }
    let text = words(text);
    let named: Vec<(usize, Vec<Token>)> = options
        .iter()
        .enumerate()
        .map(|(place, option)| (place, words(option.as_ref())))
        .filter(|(_, option)| contains(&text, option))
        .collect();
    let (place, longest) = named.iter().max_by_key(|(place, option)| (option.len(), usize::MAX - place))?;
    named.iter().all(|(_, option)| contains(longest, option)).then_some(*place)
}

fn folded_whole(text: &str) -> String {
    let text: String = text.chars().take(CHARS_READ_MAX).nfc().collect();
    caseless::default_case_fold_str(text.trim())
}

/// Words and digits alone: an emoji or a full stop does not make another option.
fn words(text: &str) -> Vec<Token> {
    tokens(text).into_iter().filter(|t| t.text.chars().all(char::is_alphanumeric)).collect()
}

fn contains(text: &[Token], option: &[Token]) -> bool {
    !option.is_empty()
        && text.windows(option.len()).any(|part| part.iter().zip(option).all(|(a, b)| a.text == b.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_goes_before_containment() {
        let options = ["Pro", "Pro plus", "Бесплатно"];
        assert_eq!(choice(&options, " pro "), Some(0));
        assert_eq!(choice(&options, "I take pro, please"), Some(0));
        assert_eq!(choice(&options, "pro plus!"), Some(1));
        assert_eq!(choice(&options, "давайте бесплатно 🙂"), Some(2));
    }

    #[test]
    fn two_options_or_none_are_none() {
        let options = ["red", "blue"];
        assert_eq!(choice(&options, "red or blue"), None);
        assert_eq!(choice(&options, "reddish"), None);
        assert_eq!(choice(&options, ""), None);
        assert_eq!(choice::<&str>(&[], "red"), None);
    }
}
