//! What could stand at a place of a text that is still being written: the grammar itself is asked.
//!
//! The text before the place is cut down to a [`skeleton`]: the heads of the blocks around it and the item that is being
//! written. A word fits where the grammar reads it as a word of the language behind that; which kind of name stands there
//! is told by the rules around a name that is put there ([`Slot`]).

mod call;
mod fit;
mod skeleton;
mod slot;

use std::ops::Range;

use unicode_ident::is_xid_continue;

pub use call::{Call, Callee};
pub use slot::Slot;

use skeleton::{Inside, Skeleton};

/// A place in a text whose rest is still to be written.
#[derive(Debug)]
pub struct Cursor {
    /// The word that is being written there, in the text; empty between words.
    pub word: Range<usize>,
    /// What the word begins with.
    pub first: Option<char>,
    /// The kind of name that fits.
    pub slot: Option<Slot>,
    /// The names before it with their dots between: `contact` in `contact.em`; empty where there are none.
    pub qualifier: String,
    /// The call in whose parentheses it stands.
    pub call: Option<Call>,
    /// The names of the items of the loops around it, innermost last.
    pub items: Vec<String>,
    /// Whether it stands among the words of a text, outside of its holes.
    pub in_text: bool,
    skeleton: String,
}

impl Cursor {
    /// The place at a byte. `start` is where the item at the top of the file begins that is being written, or any place
    /// before it between two items. `None` in comments, numbers and patterns.
    pub fn at(text: &str, start: usize, offset: usize) -> Option<Self> {
        let before = text.get(start..offset)?;
        let begun = before.trim_end_matches(is_xid_continue);
        let word_start = start + begun.len();
        let behind = text[offset..].trim_start_matches(is_xid_continue);
        let word = word_start..text.len() - behind.len();
        let first = before[begun.len()..].chars().next();
        if first.is_some_and(|first| first.is_ascii_digit()) {
            return None;
        }
        let Skeleton { text: skeleton, inside } = skeleton::of(begun)?;
        let found = slot::find(&skeleton);
        let (word, first, in_text) = match inside {
            // The whole text up to the place is one name: that of a file.
            Inside::Text(at) => (start + at..offset, None, true),
            Inside::Code => (word, first, false),
        };
        Some(Cursor {
            word,
            first,
            slot: found.slot,
            qualifier: found.qualifier,
            call: found.call,
            items: found.items,
            in_text,
            skeleton,
        })
    }

    /// The words of the language that fit, those alone that begin like what is written already.
    pub fn words(&self) -> Vec<&'static str> {
        if self.in_text || !self.qualifier.is_empty() {
            return Vec::new();
        }
        fit::words(&self.skeleton, self.first)
    }

    /// Whether a whole form, such as `say "…"`, can be written there.
    pub fn fits(&self, form: &str) -> bool {
        let begins = self.first.is_none_or(|first| form.starts_with(first));
        !self.in_text && self.qualifier.is_empty() && begins && fit::form(&self.skeleton, form)
    }
}

#[cfg(test)]
mod tests;
