//! Findings that the person has looked at and wants silenced.

use super::Name;
use crate::source::Span;

/// `# flowc: allow(missing-else, unreachable-step) why that is meant`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The names of the findings; each is one that may be silenced.
    pub names: Vec<Name>,
    /// The line that the comment is about: its own where something stands before it, else the next one with more than
    /// comments. Covered is what begins on that line, as far as it goes.
    pub line: Span,
    /// The comment.
    pub span: Span,
}
