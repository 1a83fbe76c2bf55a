//! A text cut down to what decides how it goes on.

use std::collections::BTreeSet;

use crate::source::FileId;
use crate::syntax::{Entries, TokenKind, limits, parse};

/// The deepest nesting in which anything is offered: it is parsed many times, on the stack of any thread.
const DEPTH_MAX: usize = 24;

/// What is left of a text.
pub(super) struct Skeleton {
    /// The heads of the open blocks, and the last item with its texts emptied and its blocks closed up.
    pub text: String,
    /// Where the end of the text stands.
    pub inside: Inside,
}

/// What is open at the end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Words of the language and names.
    Code,
    /// The words of a text, which begin at this byte.
    Text(usize),
}

/// Something that is open.
enum Open {
    /// `{ … }`, with the length of the skeleton behind its brace.
    Block(usize),
    /// `( … )`
    Paren,
    /// A text: where its words begin, and whether it goes over several lines.
    Text { words: usize, triple: bool },
    /// `{ … }` in a text, with the length of the skeleton before its brace.
    Hole(usize),
}

/// The skeleton of a text; `None` where its end stands in a comment, or where it is too large or too deep.
pub(super) fn of(text: &str) -> Option<Skeleton> {
    if !limits::depth(FileId(0), text).is_ok_and(|depth| depth <= DEPTH_MAX) {
        return None;
    }
    let parsed = parse(FileId(0), text);
    let starts: BTreeSet<u32> = Entries::of(&parsed.tree).spans().iter().map(|entry| entry.start).collect();
    let mut out = String::new();
    let mut open: Vec<Open> = Vec::new();
    for token in parsed.tokens.as_slice() {
        let written = &text[token.range()];
        let in_text = matches!(open.last(), Some(Open::Text { .. }));
        if starts.contains(&token.start) {
            match open.last() {
                None => out.clear(),
                Some(Open::Block(base)) => out.truncate(*base),
                Some(_) => {}
            }
        }
        match token.kind {
            TokenKind::Text | TokenKind::Escape => {}
            TokenKind::Comment | TokenKind::DocComment if token.end as usize == text.len() => return None,
            TokenKind::Comment | TokenKind::DocComment => {}
            TokenKind::Whitespace => out.push(' '),
            TokenKind::NewLine => {
                // A text of one line ends with it, closed or not.
                let line = open.iter().position(|it| matches!(it, Open::Text { triple: false, .. }));
                open.truncate(line.unwrap_or(open.len()));
                out.push('\n');
            }
            TokenKind::Quote => {
                // The end of a long text ends a hole that nobody has closed.
                if let [.., Open::Text { triple: true, .. }, Open::Hole(base)] = open.as_slice()
                    && written.len() > 1
                {
                    out.truncate(*base);
                    out.push_str(written);
                    open.truncate(open.len() - 2);
                    continue;
                }
                out.push_str(written);
                match in_text {
                    true => drop(open.pop()),
                    false => {
                        open.push(Open::Text { words: token.end as usize, triple: written.len() > 1 });
                    }
                }
            }
            TokenKind::Bracket => bracket(written, &mut open, &mut out),
            _ => out.push_str(written),
        }
    }
    let inside = match open.last() {
        Some(Open::Text { words, .. }) => Inside::Text(*words),
        _ => Inside::Code,
    };
    Some(Skeleton { text: out, inside })
}

fn bracket(written: &str, open: &mut Vec<Open>, out: &mut String) {
    match (written.as_bytes().first(), open.last()) {
        (Some(b'{'), Some(Open::Text { .. })) => {
            open.push(Open::Hole(out.len()));
            out.push('{');
        }
        (Some(b'{'), _) => {
            out.push('{');
            open.push(Open::Block(out.len()));
        }
        (Some(b'}'), _) => {
            let braces = open.iter().rposition(|it| matches!(it, Open::Block(_) | Open::Hole(_)));
            match braces.map(|at| (&open[at], at)) {
                Some((Open::Hole(base), at)) => {
                    out.truncate(*base);
                    open.truncate(at);
                }
                Some((Open::Block(base), at)) => {
                    out.truncate(*base);
                    out.push('}');
                    open.truncate(at);
                }
                _ => out.push('}'),
            }
        }
        (Some(b'('), _) => {
            out.push('(');
            open.push(Open::Paren);
        }
        (Some(b')'), last) => {
            let closes = matches!(last, Some(Open::Paren));
            open.truncate(open.len() - usize::from(closes));
            out.push(')');
        }
        _ => out.push_str(written),
    }
}
