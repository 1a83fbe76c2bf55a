//! Keys and passwords that stand in a text.

use crate::diagnostic::codes::people::SECRET_IN_SCRIPT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;

/// Tells a text that looks like a secret.
pub fn check(text: &str, span: Span, sink: &mut Sink) {
    if text.split(|letter: char| letter.is_whitespace() || "\"'=,;()".contains(letter)).any(is_secret)
        || text.contains("-----BEGIN ")
    {
        sink.push(
            Diagnostic::new(
                &SECRET_IN_SCRIPT,
                span,
                "this looks like a key, and the script is no place for one",
            )
            .help("keep it in the environment and name it in flow.yaml as `${NAME}`"),
        );
    }
}

/// The forms of well-known keys: long, without spaces, behind a known beginning.
fn is_secret(word: &str) -> bool {
    let key_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let begins = ["sk-", "sk_live_", "ghp_", "github_pat_", "xoxb-", "xoxp-", "AKIA", "AIza", "glpat-"];
    if begins.iter().any(|begin| word.starts_with(begin)) {
        return word.len() >= 20
            && word.chars().all(key_letter)
            && word.chars().any(|letter| letter.is_ascii_digit());
    }
    // A bot's token: digits, a colon, 35 letters.
    match word.split_once(':') {
        Some((digits, rest)) => {
            (8..=10).contains(&digits.len())
                && digits.chars().all(|letter| letter.is_ascii_digit())
                && rest.len() == 35
                && rest.chars().all(key_letter)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn a_key_is_told_from_a_link_and_a_word() {
        assert!(is_secret("sk-abcdefghij0123456789"));
        assert!(is_secret("123456789:AAabcdefghijklmnopqrstuvwxyz0123456"));
        assert!(!is_secret("sk-short"));
        assert!(!is_secret("https://kopilka.example/join?sub1"));
        assert!(!is_secret("12:30"));
    }
}
