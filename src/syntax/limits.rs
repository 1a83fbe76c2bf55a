//! What is too large to read. Told before the grammar sees the text.

use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::{FileId, Span};

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

/// How deep a text is nested, or the first reason not to read it.
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
    let nesting = Nesting::of(text);
    if nesting.deepest > NESTING_MAX {
        let message =
            format!("blocks and brackets are nested {} deep, more than {NESTING_MAX}", nesting.deepest);
        let span = Span::new(file, nesting.exceeded_at, nesting.exceeded_at + 1);
        return Err(Box::new(
            Diagnostic::new(&codes::TOO_LARGE, span, message).help("a brace is probably never closed"),
        ));
    }
    Ok(nesting.deepest)
}

/// How deep a text is nested, whether it can be read or not.
pub(super) fn nesting(text: &str) -> usize {
    Nesting::of(text).deepest
}

/// How deep a text is nested, at least: where this scan and the grammar disagree about what is a text or a comment,
/// it counts more.
struct Nesting {
    deepest: usize,
    exceeded_at: usize,
}

impl Nesting {
    fn of(text: &str) -> Self {
        let mut nesting = Nesting { deepest: 0, exceeded_at: 0 };
        let mut depth = 0;
        // Inside of texts brackets are counted as well, and forgotten where the text ends: a `:(` is no bracket for
        // long, and a text that the grammar ends earlier than this scan has been counted.
        let mut texts: Vec<(usize, bool)> = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' if !texts.is_empty() && bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 1,
                b'"' => {
                    let triple = bytes[at..].starts_with(b"\"\"\"");
                    let innermost = texts.last().copied();
                    match innermost {
                        Some((before, true)) if triple => {
                            depth = before;
                            texts.pop();
                        }
                        // In a hole a quote opens a text, elsewhere in a text it closes it.
                        Some((before, false)) if depth == before => {
                            texts.pop();
                        }
                        Some((before, true)) if depth == before => {}
                        _ => texts.push((depth, triple)),
                    }
                    if triple {
                        at += 2;
                    }
                }
                b'\n' => {
                    while let Some((before, false)) = texts.last().copied() {
                        depth = before;
                        texts.pop();
                    }
                }
                b'#' if texts.is_empty() => {
                    at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at);
                    continue;
                }
                b'{' | b'(' => {
                    depth += 1;
                    if depth > nesting.deepest {
                        nesting.deepest = depth;
                        if depth <= NESTING_MAX + 1 {
                            nesting.exceeded_at = at;
                        }
                    }
                }
                b'}' | b')' => {
                    depth = depth.saturating_sub(1).max(texts.last().map_or(0, |(before, _)| *before))
                }
                _ => {}
            }
            at += 1;
        }
        nesting
    }
}

#[cfg(test)]
mod tests {
    use super::Nesting;

    fn deepest(text: &str) -> usize {
        Nesting::of(text).deepest
    }

    #[test]
    fn nesting_counts_blocks_parentheses_and_holes() {
        assert_eq!(deepest("a { b ( c ) } { }"), 2);
        assert_eq!(deepest(r#"say "x {a} {b("{c}")}""#), 3);
        assert_eq!(deepest("# {{{{\n{ }"), 1);
        assert_eq!(deepest(r#"say "\{\{\{" {"#), 1);
    }

    #[test]
    fn what_a_text_leaves_open_ends_with_it() {
        assert_eq!(deepest("say \":(\"\nsay \":(\"\n"), 1);
        assert_eq!(deepest("say \"{{{\n{ }"), 3);
        assert_eq!(deepest("x \"\"\"\n(\n(\n\"\"\" { }"), 2);
    }
}
