//! What is too large to read. Told before the grammar sees the text.

use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::{FileId, Span};

use super::nesting::Nesting;

/// Bytes of a file.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// Bytes of a line.
pub const LINE_BYTES_MAX: usize = 10_000;

/// Blocks, parentheses and holes inside of each other.
#[cfg(not(target_arch = "wasm32"))]
pub const NESTING_MAX: usize = 256;

/// Blocks, parentheses and holes inside of each other: fewer, because the stack cannot be chosen there.
#[cfg(target_arch = "wasm32")]
pub const NESTING_MAX: usize = 48;

/// How deep a text may be nested, or the first reason not to read it.
pub(super) fn depth(file: FileId, text: &str) -> Result<usize, Box<Diagnostic>> {
    if text.len() > FILE_BYTES_MAX {
        let message = format!("this file has {} bytes, more than {FILE_BYTES_MAX}", text.len());
        return Err(Box::new(
            Diagnostic::new(&codes::TOO_LARGE, Span::new(file, 0, 0), message)
                .help("split it: all `.flow` files of a folder are one project"),
        ));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.len() > LINE_BYTES_MAX {
            let message = format!("this line has {} bytes, more than {LINE_BYTES_MAX}", line.len());
            return Err(Box::new(
                Diagnostic::new(&codes::TOO_LARGE, Span::new(file, start, start), message)
                    .help("a long text is written over several lines, between `\"\"\"` and `\"\"\"`"),
            ));
        }
        start += line.len();
    }
    let nesting = Nesting::of(text, NESTING_MAX);
    if nesting.deepest > NESTING_MAX {
        let message =
            format!("blocks and brackets are nested {} deep, more than {NESTING_MAX}", nesting.deepest);
        let span = Span::new(file, nesting.exceeded_at, nesting.exceeded_at + 1);
        return Err(Box::new(
            Diagnostic::new(&codes::TOO_LARGE, span, message).help("a brace is probably never closed"),
        ));
    }
    Ok(nesting.deepest_at_worst)
}
