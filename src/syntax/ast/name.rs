//! Names, dotted paths, doc comments.

use crate::source::Span;

/// One name, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Names joined by dots: a namespace or a member, never a step of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// At least one name.
    pub segments: Vec<Name>,
    /// Where it stands, dots included.
    pub span: Span,
}

impl Path {
    /// The path as text, its names joined by dots.
    pub fn dotted(&self) -> String {
        let names: Vec<&str> = self.segments.iter().map(|name| name.text.as_str()).collect();
        names.join(".")
    }

    /// The name, where the path is a single one.
    pub fn single(&self) -> Option<&Name> {
        match self.segments.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}

/// The `##` comments of a declaration: the lines right above it, or the one that trails on its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// The lines without `##` and the space after it, joined by new lines.
    pub text: String,
    /// From the first `##` to the end of the last line.
    pub span: Span,
}
