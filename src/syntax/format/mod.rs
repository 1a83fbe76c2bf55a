//! One style for every script.
//!
//! Only what stands between the words is changed: spaces, new lines, indentation. The tree says what begins a line, the
//! tokens say the rest, so every word and every comment is kept, in its order. What could not be parsed stays byte for byte
//! as it is.
//!
//! A block that is written on one line stays on it while it fits; one over several lines has each of its entries on a line
//! of its own. An entry is put on one line where it fits, however it was written, and is parted in one way where it does not.

mod broken;
mod build;
mod page;
mod piece;
mod print;
mod space;
mod stops;
mod text;
mod tree;
mod wrap;

#[cfg(test)]
mod tests;

use super::limits::NESTING_MAX;
use super::nesting::Nesting;
use super::{Entries, Parsed, TokenKind, on_enough_stack, parse};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax::UNCLOSED_TEXT;
use crate::source::FileId;

/// A text in the one style. Formatting what is formatted changes nothing.
pub fn format(text: &str) -> String {
    format_parsed(text, &parse(FileId(0), text))
}

/// The same of a text that has been parsed.
pub fn format_parsed(text: &str, parsed: &Parsed) -> String {
    // A text beyond the limits was not looked at.
    if parsed.tokens.as_slice().iter().all(|token| token.kind == TokenKind::Junk) {
        return text.to_owned();
    }
    // Behind a long text that never ends nobody knows what is text and what is script.
    if parsed.diagnostics.iter().any(|found| is_endless(found, text)) {
        return text.to_owned();
    }
    on_enough_stack(Nesting::of(text, NESTING_MAX).deepest_at_worst, || {
        let entries = Entries::of(&parsed.tree);
        let tokens = parsed.tokens.as_slice();
        let broken = broken::ranges(&parsed.diagnostics, &entries, tokens, text);
        let pieces = piece::pieces(text, tokens, &broken);
        let file = build::Build::new(text, pieces, entries.spans()).file();
        let formatted = print::Print { text, page: page::Page::default() }.file(&file);
        // A mistake of this module must cost nobody a word.
        if same_words(text, &formatted) { formatted } else { text.to_owned() }
    })
}

/// Whether a finding is a `"""` without its end.
fn is_endless(found: &Diagnostic, text: &str) -> bool {
    found.code.id == UNCLOSED_TEXT.id
        && text.get(found.span.start as usize..).is_some_and(|it| it.starts_with("\"\"\""))
}

/// Whether two texts differ in white space alone.
fn same_words(one: &str, other: &str) -> bool {
    one.chars().filter(|c| !is_space(*c)).eq(other.chars().filter(|c| !is_space(*c)))
}

/// Whether a character is what the style changes.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}
