//! Texts: escapes, holes, and the dedenting of `"""`.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, Edit, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{Expr, Filter, FilterArg, Hole, Required, Text, TextPart};
use crate::syntax::grammar::Rule;

/// A piece of a text before it is dedented.
enum Piece<'i> {
    /// As it stands in the file.
    Raw(&'i str),
    /// An escape's meaning.
    Cooked(&'i str),
    Hole(Box<Hole>),
}

impl<'i> Builder<'i> {
    pub(super) fn text(&mut self, node: Node<'i>) -> Text {
        let span = self.span(&node);
        let mut pieces = Vec::new();
        let mut triple = false;
        // Told first: what else is wrong in a text without an end comes of that.
        match node.into_inner().last().map(|part| part.as_rule()) {
            Some(Rule::unclosed_text) => self.unclosed_text(span),
            Some(Rule::unclosed_triple) => self.unclosed_triple(span),
            _ => {}
        }
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::quote | Rule::unclosed_text | Rule::unclosed_triple => {}
                Rule::triple_quote => triple = true,
                Rule::chunk | Rule::triple_chunk => pieces.push(Piece::Raw(part.as_str())),
                Rule::escape => pieces.push(Piece::Cooked(match &part.as_str()[1..] {
                    "n" => "\n",
                    sign => sign,
                })),
                Rule::hole | Rule::triple_hole => pieces.push(Piece::Hole(Box::new(self.text_hole(part)))),
                Rule::wrong_escape => {
                    pieces.push(Piece::Raw(part.as_str()));
                    self.wrong(part);
                }
                Rule::wrong_quotes => {
                    let inner = part.as_str();
                    let inner = inner.strip_prefix(is_quote).unwrap_or(inner);
                    pieces.push(Piece::Raw(inner.strip_suffix(is_quote).unwrap_or(inner)));
                    self.wrong(part);
                }
                _ => self.rest(part),
            }
        }
        let parts = if triple { dedent(pieces) } else { join(pieces) };
        Text { parts, span, triple }
    }

    /// A text that stands on the line below its word.
    pub(super) fn text_below(&mut self, node: Node<'i>) -> Required<Text> {
        let mut text = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => {
                    self.told_text_below(&part);
                    text = Some(self.text(part));
                }
                _ => self.rest(part),
            }
        }
        text
    }

    /// The one text among a node's parts.
    pub(super) fn text_in(&mut self, node: Node<'i>) -> Required<Text> {
        let mut text = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text if text.is_none() => text = Some(self.text(part)),
                Rule::text_below if text.is_none() => text = self.text_below(part),
                _ => self.rest(part),
            }
        }
        text
    }

    /// `"a", "b"`, also joined by `or`
    pub(super) fn texts(&mut self, node: Node<'i>) -> Vec<Text> {
        let mut texts = Vec::with_capacity(node.into_inner().count().div_ceil(2));
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => texts.push(self.text(part)),
                Rule::text_below => texts.extend(self.text_below(part)),
                _ => self.rest(part),
            }
        }
        texts
    }

    fn text_hole(&mut self, node: Node<'i>) -> Hole {
        let span = self.span(&node);
        let mut expr = Expr::missing(Span { end: span.start, ..span });
        let mut filters = Vec::new();
        // Told first: what else is wrong on this line comes of it.
        if node.into_inner().any(|part| part.as_rule() == Rule::unclosed_hole) {
            self.unclosed_hole(span);
        }
        let mut doubled: Vec<Span> = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::wrong_hole_open | Rule::wrong_hole_close => doubled.push(self.span(&part)),
                Rule::expr => expr = self.expr(part),
                Rule::filter => filters.push(self.filter(part)),
                Rule::hole_open | Rule::hole_close | Rule::pipe | Rule::unclosed_hole => {}
                _ => self.rest(part),
            }
        }
        self.doubled_braces(span, &doubled);
        Hole { expr, filters, span }
    }

    /// `{{name}}`
    fn doubled_braces(&mut self, hole: Span, doubled: &[Span]) {
        let Some(first) = doubled.first() else { return };
        let written = self.slice(hole);
        let own = format!("{{{}}}", written.trim_matches(['{', '}']).trim());
        let diagnostic =
            Diagnostic::new(&codes::WRONG_SIGN, *first, format!("`{written}` is written `{own}` here"));
        let edits = doubled.iter().map(|braces| {
            let one = self.slice(*braces)[..1].to_owned();
            Edit { span: *braces, text: one }
        });
        self.report(diagnostic.fix_all("write single braces", edits.collect()));
    }

    fn filter(&mut self, node: Node<'i>) -> Filter {
        let span = self.span(&node);
        let mut filter = Filter { name: None, arg: None, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => filter.name = Some(self.name(&part)),
                Rule::text => filter.arg = Some(FilterArg::Text(self.text(part))),
                Rule::number => filter.arg = self.number(&part).map(FilterArg::Number),
                _ => self.rest(part),
            }
        }
        filter
    }

    fn unclosed_text(&mut self, span: Span) {
        let opening = Span { end: span.start + 1, ..span };
        let end = span.after();
        self.report(
            Diagnostic::new(&codes::UNCLOSED_TEXT, opening, "`\"` is missing: this text is never closed")
                .label("opened here")
                .help("a text ends on its line; one over several lines stands in `\"\"\"`")
                .guess("close the text", end, "\""),
        );
        self.mute_line(span.start);
    }

    fn unclosed_triple(&mut self, span: Span) {
        let opening = Span { end: span.start + 3, ..span };
        self.report(
            Diagnostic::new(&codes::UNCLOSED_TEXT, opening, "`\"\"\"` is missing: this text is never closed")
                .label("opened here")
                .also(span.after(), "the text is taken to end here"),
        );
        self.mute_line(span.end);
    }

    fn unclosed_hole(&mut self, span: Span) {
        let opening = Span { end: span.start + 1, ..span };
        if self.is_muted(span.start) {
            return;
        }
        self.report(
            Diagnostic::new(&codes::UNCLOSED_HOLE, opening, "`}` is missing: this hole is never closed")
                .label("opened here")
                .help("a hole is `{value}`; a brace as a sign of the text is `\\{`"),
        );
        self.mute_line(span.start);
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’' | '"')
}

/// The pieces as parts: literal neighbours are one, empty ones none.
fn join(pieces: Vec<Piece<'_>>) -> Vec<TextPart> {
    if let [Piece::Raw(text)] = pieces.as_slice() {
        return vec![TextPart::Lit((*text).to_owned())];
    }
    let mut parts = Vec::new();
    let mut literal = String::new();
    for piece in pieces {
        match piece {
            Piece::Raw(text) | Piece::Cooked(text) => literal.push_str(text),
            Piece::Hole(hole) => {
                if !literal.is_empty() {
                    parts.push(TextPart::Lit(std::mem::take(&mut literal)));
                }
                parts.push(TextPart::Hole(hole));
            }
        }
    }
    if !literal.is_empty() {
        parts.push(TextPart::Lit(literal));
    }
    parts.shrink_to_fit();
    parts
}

/// The text of a `"""`: a blank first line and a blank last one go, and so does the indentation that all other lines
/// share. Only white space of the file is indentation, an escape or a hole never is.
fn dedent(pieces: Vec<Piece<'_>>) -> Vec<TextPart> {
    let margin = margin(&pieces);
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut skip = 0;
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Raw(text) => {
                let text = text.replace("\r\n", "\n");
                let text = if at == 0 { without_blank_first(&text) } else { &text };
                let text = if at == last { without_blank_last(text) } else { text };
                if at == 0 && margin.first_is_blank {
                    skip = margin.width;
                }
                for c in text.chars() {
                    match c {
                        '\n' => skip = margin.width,
                        ' ' | '\t' if skip > 0 => {
                            skip -= 1;
                            continue;
                        }
                        _ => skip = 0,
                    }
                    literal.push(c);
                }
            }
            Piece::Cooked(text) => {
                skip = 0;
                literal.push_str(text);
            }
            Piece::Hole(hole) => {
                skip = 0;
                if !literal.is_empty() {
                    parts.push(TextPart::Lit(std::mem::take(&mut literal)));
                }
                parts.push(TextPart::Hole(hole));
            }
        }
    }
    if !literal.is_empty() {
        parts.push(TextPart::Lit(literal));
    }
    parts.shrink_to_fit();
    parts
}

struct Margin {
    /// White space that begins every line but the first, blank lines not counted.
    width: usize,
    first_is_blank: bool,
}

fn margin(pieces: &[Piece<'_>]) -> Margin {
    let mut width: Option<usize> = None;
    // The indentation of the line so far, while nothing but indentation was seen of it.
    let mut indent = None;
    for piece in pieces {
        let text = if let Piece::Raw(text) = piece { text } else { "x" };
        for c in text.chars() {
            indent = match (c, indent) {
                ('\n', _) => Some(0),
                (' ' | '\t', Some(so_far)) => Some(so_far + 1),
                ('\r', so_far) => so_far,
                (_, Some(so_far)) => {
                    width = Some(width.map_or(so_far, |width| width.min(so_far)));
                    None
                }
                (_, None) => None,
            };
        }
    }
    let first_is_blank =
        matches!(pieces.first(), Some(Piece::Raw(text)) if without_blank_first(text).len() < text.len());
    Margin { width: width.unwrap_or(0), first_is_blank }
}

fn without_blank_first(text: &str) -> &str {
    match text.split_once('\n') {
        Some((line, rest)) if line.trim().is_empty() => rest,
        _ => text,
    }
}

fn without_blank_last(text: &str) -> &str {
    match text.rsplit_once('\n') {
        Some((rest, line)) if line.trim().is_empty() => rest,
        None if text.trim().is_empty() => "",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::ast::{Item, TextPart};
    use crate::syntax::parse;

    /// The text of a constant: literal parts as they are, a hole as `{…}`.
    fn cooked(written: &str) -> String {
        let parsed = parse(FileId(0), &format!("text x = {written}\n"));
        assert_eq!(parsed.diagnostics, [], "{written}");
        let [Item::Constant(constant)] = parsed.tree.items.as_slice() else { panic!("{written}") };
        let parts = &constant.text.as_ref().unwrap().parts;
        parts.iter().map(|part| if let TextPart::Lit(text) = part { text.as_str() } else { "{…}" }).collect()
    }

    #[test]
    fn escapes_mean_what_they_say() {
        assert_eq!(cooked(r#""a \"b\" \\ \{c\} \n.""#), "a \"b\" \\ {c} \n.");
        assert_eq!(cooked("\"\""), "");
        assert_eq!(cooked("\"{a} #1 {b}\""), "{…} #1 {…}", "space and `#` behind a hole are the text's");
    }

    #[test]
    fn a_long_text_loses_its_frame_and_its_indentation() {
        assert_eq!(cooked("\"\"\"one line\"\"\""), "one line");
        assert_eq!(cooked("\"\"\"\n    a\n      b\n\n    c\n  \"\"\""), "a\n  b\n\nc");
        assert_eq!(cooked("\"\"\"first\n    a\n    b\"\"\""), "first\na\nb");
        assert_eq!(cooked("\"\"\"\r\n  a\r\n  b\r\n\"\"\""), "a\nb");
        assert_eq!(
            cooked("\"\"\"\n  {a}\n    b\n  {c}\n\"\"\""),
            "{…}\n  b\n{…}",
            "a hole ends an indentation"
        );
        assert_eq!(cooked("\"\"\"\n  a\n  \\n\n  b\n\"\"\""), "a\n\n\nb", "an escape is no line of the file");
        assert_eq!(cooked("\"\"\"\n\n  a\n\"\"\""), "\na", "only one blank line goes");
        assert_eq!(cooked("\"\"\"\"\"\""), "");
        assert_eq!(cooked("\"\"\"\n\"\"\""), "");
    }
}
