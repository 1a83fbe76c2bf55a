//! Keys and passwords that stand in a text.

use crate::diagnostic::codes::people::SECRET_IN_SCRIPT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;

/// Tells a text that looks like a secret.
pub fn check(text: &str, span: Span, sink: &mut Sink) {
    if !may_hold_one(text) {
        return;
    }
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

/// Letters of the shortest key.
const LETTERS_MIN: usize = 20;

fn is_key_letter(letter: u8) -> bool {
    letter.is_ascii_alphanumeric() || letter == b'_' || letter == b'-'
}

/// Whether there is a row of letters as long as a key's, or the head of one in a file's form. Most texts have neither.
fn may_hold_one(text: &str) -> bool {
    let mut rows = text.as_bytes().split(|letter| !is_key_letter(*letter));
    rows.any(|row| row.len() >= LETTERS_MIN || row.ends_with(b"-----BEGIN"))
}

/// The forms of well-known keys: long, without spaces, behind a known beginning.
fn is_secret(word: &str) -> bool {
    let begins = ["sk-", "sk_live_", "ghp_", "github_pat_", "xoxb-", "xoxp-", "AKIA", "AIza", "glpat-"];
    if begins.iter().any(|begin| word.starts_with(begin)) {
        return word.len() >= LETTERS_MIN
            && word.bytes().all(is_key_letter)
            && word.bytes().any(|letter| letter.is_ascii_digit());
    }
    // A bot's token: digits, a colon, 35 letters.
    match word.split_once(':') {
        Some((digits, rest)) => {
            (8..=10).contains(&digits.len())
                && digits.bytes().all(|letter| letter.is_ascii_digit())
                && rest.len() == 35
                && rest.bytes().all(is_key_letter)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{check, is_secret};
    use crate::diagnostic::Sink;
    use crate::source::Span;

    #[test]
    fn a_key_is_told_from_a_link_and_a_word() {
        assert!(is_secret("sk-abcdefghij0123456789"));
        assert!(is_secret("123456789:AAabcdefghijklmnopqrstuvwxyz0123456"));
        assert!(!is_secret("sk-short"));
        assert!(!is_secret("https://kopilka.example/join?sub1"));
        assert!(!is_secret("12:30"));
    }

    #[test]
    fn a_key_is_found_wherever_it_stands_in_a_text() {
        let is_told = |text: &str| {
            let mut sink = Sink::default();
            check(text, Span::default(), &mut sink);
            !sink.finish().is_empty()
        };
        assert!(is_told("Ключ: «sk-abcdefghij0123456789»".replace(['«', '»'], " ").as_str()));
        assert!(is_told("token=123456789:AAabcdefghijklmnopqrstuvwxyz0123456"));
        assert!(is_told("x-----BEGIN RSA PRIVATE KEY-----"));
        assert!(!is_told("abcdefghijklmnopqrstuvwxyz0123456789"));
        assert!(!is_told("-----BEGINNING"));
    }
}
