//! When two texts are the same to a person: buttons, stop words, `on message "…"`, values of a `one of`.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// A text as equal texts are compared: without outer space, in NFC, case folded.
pub fn fold(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().default_case_fold().nfc().collect()
}

/// Whether two texts are equal, ignoring case and outer space.
pub fn same_text(a: &str, b: &str) -> bool {
    match (a.is_ascii(), b.is_ascii()) {
        (true, true) => a.trim().eq_ignore_ascii_case(b.trim()),
        _ => a == b || fold(a) == fold(b),
    }
}

/// Whether two texts are equal letter by letter; two spellings of one letter in Unicode are the same letter.
pub fn equal_text(a: &str, b: &str) -> bool {
    a == b || (!(a.is_ascii() && b.is_ascii()) && a.nfc().eq(b.nfc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_outer_space_and_the_spelling_of_a_letter_do_not_matter() {
        assert!(same_text(" Menu", "MENU "));
        assert!(same_text("Straße", "STRASSE"));
        assert!(same_text("Меню", "МЕНЮ"));
        // The Kelvin sign folds to an ASCII letter.
        assert!(same_text("\u{212a}", "k"));
        assert!(!same_text("menu", "men u"));
        assert!(equal_text("\u{439}", "\u{438}\u{306}"));
        assert!(!equal_text("Menu", "menu"));
    }

    #[test]
    fn folding_is_the_same_for_plain_letters_as_for_any() {
        use caseless::Caseless;
        let plain: String = (0u8..128).map(char::from).collect();
        let any: String = plain.trim().chars().default_case_fold().collect();
        assert_eq!(fold(&plain), any);
    }
}
