//! Texts: their words stay as they are, their holes are tidied, and a long one moves as a whole.

use std::borrow::Cow;

use super::space;
use crate::syntax::{Token, TokenKind};

/// A text over several lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Long {
    /// Its opening quotes and what stands behind them on their line.
    pub first: String,
    /// The lines below.
    pub rest: Vec<Below>,
    /// Whether the closing quotes stand on a line of their own.
    pub closes_alone: bool,
}

/// A line of a long text below its first one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Below {
    /// The line without the indentation that all lines share.
    pub text: String,
    /// Whether it moves with the text: a line inside a hole stays where it is.
    pub moves: bool,
}

/// What was read of a text.
pub(super) struct Read<'t> {
    /// The text, if it stands on one line.
    pub line: Cow<'t, str>,
    /// The text, if it does not.
    pub long: Option<Long>,
    /// The index of the token behind it.
    pub next: usize,
}

/// Reads the text whose opening quote is the token at `at`.
pub(super) fn read<'t>(text: &'t str, tokens: &[Token], at: usize) -> Read<'t> {
    let (lines, next) = Reader { text, tokens, at }.lines();
    let (start, end) = (tokens[at].start as usize, tokens[next - 1].end as usize);
    if let [line] = lines.as_slice() {
        let same = line.text == text[start..end];
        let line = if same { Cow::Borrowed(&text[start..end]) } else { Cow::Owned(line.text.clone()) };
        return Read { line, long: None, next };
    }
    Read { line: Cow::Borrowed(""), long: Some(long(lines)), next }
}

/// A text is dedented when it is read, so all its lines may move together. A line of white space alone has no part in
/// how far.
fn long(mut lines: Vec<Below>) -> Long {
    let mut first = lines.remove(0).text;
    // A blank first line is no part of the text.
    if first.trim_end().len() == "\"\"\"".len() {
        first.truncate("\"\"\"".len());
    }
    let closes_alone =
        lines.last().is_some_and(|last| last.moves && last.text.trim_start_matches(is_indent) == "\"\"\"");
    if closes_alone {
        lines.pop();
    }
    let moving = || lines.iter().filter(|line| line.moves);
    // A lone carriage return is part of the words, and not of an indentation.
    let stays = moving().all(is_blank) || lines.iter().any(|line| line.text.contains('\r'));
    let margin = moving().filter(|line| !is_blank(line)).map(|line| indent(&line.text)).min().unwrap_or(0);
    for line in &mut lines {
        if stays {
            line.moves = false;
        } else if line.moves {
            line.text.drain(..margin.min(indent(&line.text)));
        }
    }
    Long { first, rest: lines, closes_alone }
}

fn is_indent(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn is_blank(line: &Below) -> bool {
    line.text.chars().all(is_indent)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(is_indent).len()
}

struct Reader<'t, 'k> {
    text: &'t str,
    tokens: &'k [Token],
    at: usize,
}

impl<'t> Reader<'t, '_> {
    fn slice(&self, at: usize) -> &'t str {
        &self.text[self.tokens[at].range()]
    }

    /// The lines of the text at the current token, quotes included, and the index of the token behind it.
    fn lines(mut self) -> (Vec<Below>, usize) {
        let opening = self.slice(self.at);
        let mut lines = vec![Below { text: opening.to_owned(), moves: true }];
        self.at += 1;
        while let Some(token) = self.tokens.get(self.at) {
            let written = self.slice(self.at);
            let is_hole = token.kind == TokenKind::Bracket && written == "{";
            let closes = token.kind == TokenKind::Quote && written == opening;
            if is_hole {
                let hole = self.hole();
                append(&mut lines, &hole, false);
                continue;
            }
            append(&mut lines, &written.replace("\r\n", "\n"), true);
            self.at += 1;
            if closes {
                break;
            }
        }
        (lines, self.at)
    }

    /// The hole at the current token, tidied if it stands on one line.
    fn hole(&mut self) -> Cow<'t, str> {
        let start = self.at;
        let mut tidy = String::new();
        let mut depth = 0;
        let mut over_lines = false;
        let mut before: Option<(TokenKind, &str)> = None;
        while let Some(token) = self.tokens.get(self.at) {
            // A sign may have the space behind it in its token.
            let (kind, written) = (token.kind, self.slice(self.at).trim_end());
            if kind.is_trivia() {
                over_lines |= kind != TokenKind::Whitespace;
                self.at += 1;
                continue;
            }
            let inner = match kind {
                TokenKind::Quote => {
                    let (lines, next) = Reader { text: self.text, tokens: self.tokens, at: self.at }.lines();
                    over_lines |= lines.len() > 1;
                    self.at = next;
                    Cow::Owned(lines.into_iter().next().map_or_else(String::new, |line| line.text))
                }
                _ => {
                    self.at += 1;
                    Cow::Borrowed(written)
                }
            };
            match written {
                "{" if kind == TokenKind::Bracket => depth += 1,
                "}" if kind == TokenKind::Bracket => depth -= 1,
                _ => {}
            }
            let brace = |text: &str| matches!(text, "{" | "}");
            let close =
                before.is_none_or(|(_, text)| brace(text)) || kind == TokenKind::Bracket && brace(written);
            if !close && !before.is_some_and(|before| space::is_glued(before, (kind, written))) {
                tidy.push(' ');
            }
            tidy.push_str(&inner);
            before = Some((space::kind_behind(before, kind, written), written));
            if depth == 0 {
                break;
            }
        }
        if over_lines {
            let (first, last) = (self.tokens[start].start as usize, self.tokens[self.at - 1].end as usize);
            return Cow::Borrowed(&self.text[first..last]);
        }
        Cow::Owned(tidy)
    }
}

/// Adds words to the last line, and lines where they have new lines.
fn append(lines: &mut Vec<Below>, words: &str, moves: bool) {
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            lines.push(Below { text: String::new(), moves });
        }
        if let Some(last) = lines.last_mut() {
            last.text.push_str(line);
        }
    }
}
