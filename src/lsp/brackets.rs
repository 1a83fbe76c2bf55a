//! Which bracket or quote ends what another one begins, also in a text that is still being written.

use crate::source::Span;
use crate::syntax::{Entries, Parsed, Token, TokenKind};

/// A bracket or a quote with its other half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The first half.
    pub open: Token,
    /// The second half; `None` where it is still to be written.
    pub close: Option<Token>,
    /// The byte behind the pair: behind its second half, else where its item ends.
    pub end: u32,
}

impl Pair {
    /// What stands between the halves.
    pub fn inner(&self) -> (u32, u32) {
        (self.open.end, self.close.map_or(self.end, |close| close.start))
    }
}

/// The pairs of a text, by their first halves. What one item leaves open does not reach into the next.
pub fn pairs(text: &str, parsed: &Parsed) -> Vec<Pair> {
    let entries = Entries::of(&parsed.tree);
    let mut items = entries.roots().peekable();
    let mut finder = Finder { text, open: Vec::new(), found: Vec::new() };
    let mut item: Option<Span> = None;
    for token in parsed.tokens.iter() {
        if let Some(over) = item.take_if(|item| item.end <= token.start) {
            finder.leave(0, over.end);
        }
        if let Some(next) = items.next_if(|next| next.start <= token.start) {
            finder.leave(0, token.start);
            item = Some(next);
        }
        finder.token(token);
    }
    finder.leave(0, item.map_or(text.len() as u32, |item| item.end));
    finder.found.sort_by_key(|pair| pair.open.start);
    finder.found
}

struct Finder<'t> {
    text: &'t str,
    open: Vec<Token>,
    found: Vec<Pair>,
}

impl Finder<'_> {
    fn token(&mut self, token: Token) {
        let word = &self.text[token.range()];
        match (token.kind, word) {
            (TokenKind::Bracket, "{" | "(") => self.open.push(token),
            (TokenKind::Bracket, "}") => self.close("{", token),
            (TokenKind::Bracket, ")") => self.close("(", token),
            (TokenKind::Quote, quote) => match self.open.last() {
                Some(last) if last.kind == TokenKind::Quote && self.text[last.range()] == *quote => {
                    self.close(quote, token);
                }
                _ => self.open.push(token),
            },
            (TokenKind::NewLine, _) => self.line_ends(token),
            _ => {}
        }
    }

    fn close(&mut self, opened_by: &str, close: Token) {
        let Some(at) = self.open.iter().rposition(|open| self.text[open.range()] == *opened_by) else {
            return;
        };
        self.leave(at + 1, close.start);
        if let Some(open) = self.open.pop() {
            self.found.push(Pair { open, close: Some(close), end: close.end });
        }
    }

    /// A text between single quotes does not reach over its line, nor does a hole in it.
    fn line_ends(&mut self, line: Token) {
        let is_single = |open: &Token| open.kind == TokenKind::Quote && open.end - open.start == 1;
        if let Some(cut) = self.open.iter().position(is_single) {
            self.leave(cut, line.start);
        }
    }

    /// Gives up what is open from a place on.
    fn leave(&mut self, first: usize, end: u32) {
        let left = self.open.drain(first.min(self.open.len())..);
        self.found.extend(left.map(|open| Pair { open, close: None, end }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::parse;

    fn found(text: &str) -> Vec<String> {
        let parsed = parse(FileId(0), text);
        let pairs = pairs(text, &parsed).into_iter();
        pairs
            .map(|pair| {
                let closed = if pair.close.is_some() { "" } else { "…" };
                format!("{}{closed}", &text[pair.open.start as usize..pair.end as usize])
            })
            .collect()
    }

    #[test]
    fn texts_and_holes_lie_in_each_other() {
        let text = "text a = \"x {b | default \"y\"} {length(c)}\"\n";
        let whole = "\"x {b | default \"y\"} {length(c)}\"";
        assert_eq!(found(text), [whole, "{b | default \"y\"}", "\"y\"", "{length(c)}", "(c)"]);
    }

    #[test]
    fn what_is_open_ends_with_its_line_or_its_item() {
        assert_eq!(
            found("flow a {\n  step b {\n    say \"x {y\n    -> b\n  }\n\ntag vip\nflow c { }\n"),
            [
                "{\n  step b {\n    say \"x {y\n    -> b\n  }\n\ntag vip…",
                "{\n    say \"x {y\n    -> b\n  }",
                "\"x {y…",
                "{y…",
                "{ }"
            ]
        );
        assert_eq!(found("}\n)\n"), [""; 0]);
    }
}
