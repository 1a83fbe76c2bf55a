//! The tokens of a file as the pieces that a line is made of: words and signs, whole texts, brackets, comments.

use std::borrow::Cow;
use std::ops::Range;

use super::text::{self, Long};
use crate::syntax::{Token, TokenKind};

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A word, a name, a number, a pattern or a sign.
    Word(TokenKind),
    /// A text on one line, quotes included.
    Text,
    /// A text over several lines.
    Long(Long),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `(`
    ParenOpen,
    /// `)`
    ParenClose,
    /// `,`
    Comma,
    /// `# …` or `## …`
    Comment,
    /// What stays as it is, over several lines perhaps.
    AsIs,
}

/// One piece.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece<'t> {
    pub kind: Kind,
    /// As it is to be written; of a [`Kind::Long`] nothing.
    pub text: Cow<'t, str>,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// New lines between the piece before it and this one.
    pub lines_before: u32,
}

/// The pieces of a file, in order; `broken` are the bytes that stay as they are.
pub(super) fn pieces<'t>(text: &'t str, tokens: &[Token], broken: &[Range<u32>]) -> Vec<Piece<'t>> {
    let mut broken = broken.iter().filter(|range| !range.is_empty()).peekable();
    let mut pieces = Vec::with_capacity(tokens.len() / 2);
    let mut at = 0;
    let mut lines_before = 0;
    while let Some(token) = tokens.get(at) {
        let written = &text[token.range()];
        if let Some(range) = broken.next_if(|range| token.end > range.start) {
            let start = range.start.min(token.start);
            at = tokens.partition_point(|token| token.start < range.end);
            let end = tokens[at - 1].end;
            let kept = Cow::Borrowed(&text[start as usize..end as usize]);
            pieces.push(Piece { kind: Kind::AsIs, text: kept, start, end, lines_before });
            lines_before = 0;
            continue;
        }
        let kind = match token.kind {
            TokenKind::Whitespace => {
                at += 1;
                continue;
            }
            TokenKind::NewLine => {
                at += 1;
                lines_before += 1;
                continue;
            }
            TokenKind::Quote => {
                let read = text::read(text, tokens, at);
                let end = tokens[read.next - 1].end;
                let kind = read.long.map_or(Kind::Text, Kind::Long);
                pieces.push(Piece { kind, text: read.line, start: token.start, end, lines_before });
                (at, lines_before) = (read.next, 0);
                continue;
            }
            TokenKind::Comment | TokenKind::DocComment => Kind::Comment,
            TokenKind::Bracket => match written {
                "{" => Kind::Open,
                "}" => Kind::Close,
                "(" => Kind::ParenOpen,
                _ => Kind::ParenClose,
            },
            TokenKind::Sign if written == "," => Kind::Comma,
            kind => Kind::Word(kind),
        };
        pieces.push(Piece {
            kind,
            text: Cow::Borrowed(written.trim_end()),
            start: token.start,
            end: token.end,
            lines_before,
        });
        (at, lines_before) = (at + 1, 0);
    }
    pieces
}
