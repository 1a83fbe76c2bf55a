//! A file as lists of entries, each a row of parts: what is laid out.

use std::borrow::Cow;

use super::stops::Stop;
use super::text::Long;
use crate::syntax::TokenKind;

/// The entries of a block, or of the file.
#[derive(Debug, Default)]
pub(super) struct List<'t> {
    /// The comment behind the opening brace, on its line.
    pub opening: Option<Remark<'t>>,
    pub lines: Vec<Line<'t>>,
    /// Columns of the block on one line, braces included; `None` where it takes several.
    pub flat: Option<u32>,
}

/// A comment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remark<'t> {
    pub text: &'t str,
    /// Its first byte in the file.
    pub start: u32,
}

/// What begins a line where its list is written over several.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// Whether a blank line stands before it.
    pub blank_before: bool,
    pub what: What<'t>,
    /// The comment at its end.
    pub remark: Option<Remark<'t>>,
    /// Its bytes in the file.
    pub start: u32,
    pub end: u32,
}

/// What stands in a list.
#[derive(Debug)]
pub(super) enum What<'t> {
    /// A comment on a line of its own.
    Remark(Remark<'t>),
    Entry(Entry<'t>),
    /// What could not be parsed.
    AsIs(&'t str),
}

/// An item, a statement, a route: see [`crate::syntax::entries`].
#[derive(Debug)]
pub(super) struct Entry<'t> {
    pub parts: Vec<Part<'t>>,
    /// It has comments inside, so its lines stay.
    pub keeps_lines: bool,
    /// Columns of the whole entry on one line; `None` where it takes several.
    pub flat: Option<u32>,
}

/// A part of an entry.
#[derive(Debug)]
pub(super) struct Part<'t> {
    pub what: PartKind<'t>,
    /// Whether no space stands before it.
    pub glued: bool,
    /// Whether it begins a line in the file.
    pub below: bool,
    /// Whether a line may end before it.
    pub stop: Stop,
    /// Its columns on one line; `None` where it takes several.
    pub flat: Option<u32>,
}

/// The kinds of parts.
#[derive(Debug)]
pub(super) enum PartKind<'t> {
    Word(TokenKind, Cow<'t, str>),
    Text(Cow<'t, str>),
    Long(Long),
    Comma,
    /// What stands between `(` and `)`.
    Paren(Vec<Part<'t>>),
    Block(List<'t>),
    Remark(Remark<'t>),
}

impl Part<'_> {
    /// The word of the language that it is, else an empty one.
    pub fn keyword(&self) -> &str {
        match &self.what {
            PartKind::Word(TokenKind::Keyword, text) => text,
            _ => "",
        }
    }

    /// The word or sign that it is, else an empty one.
    pub fn word(&self) -> &str {
        match &self.what {
            PartKind::Word(_, text) => text,
            _ => "",
        }
    }
}

/// The columns of parts on one line; `None` where they take several.
pub(super) fn flat(parts: &[Part<'_>]) -> Option<u32> {
    parts.iter().enumerate().try_fold(0, |sum, (at, part)| Some(sum + space(at, part) + part.flat?))
}

/// The space before the part at a place in its row.
pub(super) fn space(at: usize, part: &Part<'_>) -> u32 {
    u32::from(at > 0 && !part.glued)
}

/// The columns of a text.
pub(super) fn columns(text: &str) -> u32 {
    text.chars().count() as u32
}

impl<'t> Line<'t> {
    /// The spaces before it where it follows another one on a line: an arrow ends what stands before it, unless that has
    /// arrows of its own; other entries are set apart.
    pub fn gap(&self, before: &Line<'_>) -> u32 {
        let is_arrow = self.parts().first().is_some_and(|first| first.word() == "->");
        let leads = |part: &Part<'_>| part.word() == "->" || matches!(part.what, PartKind::Block(_));
        let after_comma = matches!(before.parts().last(), Some(Part { what: PartKind::Comma, .. }));
        if is_arrow && !before.parts().iter().any(leads) || after_comma { 1 } else { 2 }
    }

    fn parts(&self) -> &[Part<'t>] {
        match &self.what {
            What::Entry(entry) => &entry.parts,
            _ => &[],
        }
    }

    fn flat(&self) -> Option<u32> {
        match &self.what {
            _ if self.remark.is_some() => None,
            What::Remark(_) => None,
            What::Entry(entry) => entry.flat,
            What::AsIs(text) => (!text.contains('\n')).then(|| columns(text)),
        }
    }
}

impl List<'_> {
    /// Columns of the list on one line between braces.
    pub fn width(&self) -> Option<u32> {
        if self.opening.is_some() {
            return None;
        }
        if self.lines.is_empty() {
            return Some(columns("{ }"));
        }
        let mut sum = columns("{  }");
        for (at, line) in self.lines.iter().enumerate() {
            sum += line.flat()? + at.checked_sub(1).map_or(0, |before| line.gap(&self.lines[before]));
        }
        Some(sum)
    }
}
