//! Where is this text? Files, byte spans, and lines and columns of them.
//!
//! A span is a pair of byte offsets in a file; nothing else of the compiler stores a line or a column. A [`LineIndex`]
//! is made once per file by whoever must show a place to a person or an editor.

mod line_index;
mod map;
mod span;

pub use line_index::{LineColumn, LineIndex};
pub use map::{Source, SourceMap};
pub use span::{FileId, Span};
