//! What has to be typed to make one text of another that differs from it in white space alone: so little that the
//! editor's cursors and folds stay where they are.

use crate::syntax::is_space;

/// Bytes of a text with what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The first byte that goes.
    pub start: u32,
    /// The byte behind the last one that goes.
    pub end: u32,
    /// What comes.
    pub new: String,
}

/// The edits from one text to another with the same words, in their order. Where the words differ it is all one edit.
pub fn between(old: &str, new: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let (mut left, mut right) = (old, new);
    while !left.is_empty() || !right.is_empty() {
        let (gap, wanted) = (space(left), space(right));
        if gap != wanted {
            edits.push(narrowed(old.len() - left.len(), gap, wanted));
        }
        (left, right) = (&left[gap.len()..], &right[wanted.len()..]);
        let (word, other) = (words(left), words(right));
        let same = if word.len() <= other.len() { word } else { other };
        if !left.starts_with(same) || !right.starts_with(same) || same.is_empty() && word != other {
            return vec![narrowed(0, old, new)];
        }
        (left, right) = (&left[same.len()..], &right[same.len()..]);
    }
    edits
}

/// The edits that touch these bytes.
pub fn touching(edits: Vec<Edit>, start: u32, end: u32) -> Vec<Edit> {
    edits.into_iter().filter(|edit| edit.start <= end && start <= edit.end).collect()
}

fn space(text: &str) -> &str {
    &text[..text.find(|c| !is_space(c)).unwrap_or(text.len())]
}

/// The words up to the next space, without it.
fn words(text: &str) -> &str {
    &text[..text.find(is_space).unwrap_or(text.len())]
}

/// One edit without what is the same at its two ends.
fn narrowed(at: usize, old: &str, new: &str) -> Edit {
    let pairs = old.chars().zip(new.chars());
    let before: usize = pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum();
    let (old, new) = (&old[before..], &new[before..]);
    let pairs = old.chars().rev().zip(new.chars().rev());
    let behind: usize = pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum();
    let start = (at + before) as u32;
    Edit { start, end: start + (old.len() - behind) as u32, new: new[..new.len() - behind].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::{format, parse};

    fn made(old: &str, edits: &[Edit]) -> String {
        let mut text = old.to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(edit.start as usize..edit.end as usize, &edit.new);
        }
        text
    }

    #[test]
    fn only_the_space_between_words_is_touched() {
        let (old, new) = ("flow a{\n\tstep b { \n}\n }", "flow a {\n  step b { }\n}\n");
        let edits = between(old, new);
        assert_eq!(made(old, &edits), new);
        let written: Vec<(&str, &str)> =
            edits.iter().map(|it| (&old[it.start as usize..it.end as usize], it.new.as_str())).collect();
        assert_eq!(written, [("", " "), ("\t", "  "), ("\n", ""), (" ", ""), ("", "\n")]);
        assert_eq!(between("a  b", "a c"), [Edit { start: 2, end: 4, new: "c".to_owned() }]);
        assert_eq!(between("", ""), []);
    }

    #[test]
    fn a_text_and_its_edits_are_the_formatted_text() {
        for text in [
            "",
            "\u{feff}bot \"Б\"{start f}\r\nflow f{step s{say \"👋\"\r\n-> end}}",
            "say   \n\n\n\"\"\"\n a\n  b\n\"\"\"",
        ] {
            let formatted = format(text);
            assert_eq!(made(text, &between(text, &formatted)), formatted);
            assert!(parse(FileId(0), &formatted).tokens.as_slice().len() < 60);
        }
    }
}
