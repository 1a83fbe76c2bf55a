//! A contact's text as tokens: words, runs of digits, signs.

use unicode_normalization::UnicodeNormalization;

/// How many characters of a text are read at all; what stands behind them is not looked at.
pub const CHARS_READ_MAX: usize = 4_096;

/// One token, folded: lower case, `ё` as `е`, digits of every script as ASCII digits, curly apostrophes straight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub text: String,
    /// No white space stands before it.
    pub glued: bool,
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with apostrophes inside (`can't`).
    Word,
    /// ASCII digits.
    Digits,
    /// One other character.
    Sign,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub fn is_any(&self, texts: &[&str]) -> bool {
        texts.contains(&self.text.as_str())
    }

    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// The digits as a number, when they are digits and few enough for one.
    pub fn small(&self) -> Option<u32> {
        if self.kind == Kind::Digits && self.text.len() <= 9 { self.text.parse().ok() } else { None }
    }
}

/// The folded text that every reader works on: NFKC, lower case, ASCII digits, at most [`CHARS_READ_MAX`] characters
/// of the original.
pub(super) fn folded(text: &str) -> String {
    text.chars().take(CHARS_READ_MAX).nfkc().flat_map(char::to_lowercase).map(fold_char).collect()
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut glued = false;
    for c in folded(text).chars() {
        if c.is_whitespace() {
            glued = false;
            continue;
        }
        let kind = if c.is_ascii_digit() {
            Kind::Digits
        } else if c.is_alphabetic() || is_mark(c) {
            Kind::Word
        } else {
            Kind::Sign
        };
        match out.last_mut() {
            Some(last) if glued && kind != Kind::Sign && last.kind == kind => last.text.push(c),
            Some(last) if glued && c == '\'' && last.kind == Kind::Word => last.text.push(c),
            _ => out.push(Token { kind, text: c.to_string(), glued }),
        }
        glued = true;
    }
    out
}

/// Combining marks belong to the word they stand on.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn fold_char(c: char) -> char {
    match c {
        'ё' => 'е',
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '–' | '—' | '−' | '‑' | '‐' => '-',
        _ => digit_of_any_script(c).unwrap_or(c),
    }
}

/// The ASCII digit for a decimal digit of another script (compatibility forms are already gone after NFKC).
fn digit_of_any_script(c: char) -> Option<char> {
    const ZEROS: &[u32] = &[
        0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
        0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
        0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
    ];
    let value = c as u32;
    let zero = ZEROS.iter().rev().find(|zero| **zero <= value)?;
    if value - zero < 10 { char::from_digit(value - zero, 10) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_digits_and_signs_are_apart() {
        let texts: Vec<String> = tokens("В 18:30, I can’t — ٣ часа").into_iter().map(|t| t.text).collect();
        assert_eq!(texts, ["в", "18", ":", "30", ",", "i", "can't", "-", "3", "часа"]);
    }

    #[test]
    fn a_huge_text_is_read_to_the_bound() {
        assert!(folded(&"я".repeat(1 << 20)).chars().count() <= CHARS_READ_MAX);
    }
}
