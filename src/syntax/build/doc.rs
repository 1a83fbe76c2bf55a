//! Doc comments.

use super::{Builder, Node};
use crate::source::Span;
use crate::syntax::ast::Doc;
use crate::syntax::token::{Token, TokenKind};

impl<'i> Builder<'i> {
    /// The `##` comments of a declaration: the lines right above it, else the one that trails on its first line.
    pub(super) fn doc(&self, node: &Node<'i>) -> Option<Doc> {
        let first = self.token_at(node.start());
        self.doc_above(first).or_else(|| self.doc_behind(first))
    }

    fn doc_above(&self, first: usize) -> Option<Doc> {
        let before = self.tokens.as_slice().get(..first)?;
        let mut lines: Vec<Token> = Vec::new();
        let mut candidate: Option<Token> = None;
        let mut new_lines = 0;
        for token in before.iter().rev() {
            match token.kind {
                TokenKind::Whitespace => {}
                TokenKind::NewLine => {
                    // A doc comment is taken once its own line is seen to begin with it.
                    lines.extend(candidate.take());
                    new_lines += 1;
                    if new_lines > 1 {
                        break;
                    }
                }
                TokenKind::DocComment if new_lines == 1 => {
                    candidate = Some(*token);
                    new_lines = 0;
                }
                _ => {
                    candidate = None;
                    break;
                }
            }
        }
        lines.extend(candidate);
        lines.reverse();
        self.doc_of(&lines)
    }

    fn doc_behind(&self, first: usize) -> Option<Doc> {
        let behind = self.tokens.as_slice().get(first..)?;
        let line = behind.iter().take_while(|token| token.kind != TokenKind::NewLine);
        // The first half of an end of line from Windows is white space.
        let last = line
            .filter(|token| token.kind != TokenKind::Whitespace)
            .last()
            .filter(|token| token.kind == TokenKind::DocComment)?;
        self.doc_of(&[*last])
    }

    fn doc_of(&self, lines: &[Token]) -> Option<Doc> {
        let span = Span { file: self.file, start: lines.first()?.start, end: lines.last()?.end };
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| {
                let words = self.text[line.range()].trim_start_matches('#');
                words.strip_prefix(' ').unwrap_or(words).trim_end()
            })
            .collect();
        Some(Doc { text: lines.join("\n"), span })
    }
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::ast::Item;
    use crate::syntax::parse;

    #[test]
    fn a_doc_comment_behind_is_one_whatever_ends_its_line() {
        let parsed = parse(FileId(0), "field a: text ## Behind.\r\n");
        assert!(matches!(&parsed.tree.items[0], Item::Field(field) if field.doc.is_some()));
    }

    #[test]
    fn a_doc_comment_belongs_to_the_declaration_below_it_or_before_it_on_its_line() {
        let text = "## One\n## two.\nfield a: text\nfield b: text ## Behind.\nfield c: text\n\n## Far.\n\nfield d: text\n\
                    # plain\nfield e: text # plain\n  ##  Indented\n  field g: text\n";
        let parsed = parse(FileId(0), text);
        assert_eq!(parsed.diagnostics, []);
        let docs: Vec<Option<&str>> = parsed
            .tree
            .items
            .iter()
            .map(|item| match item {
                Item::Field(field) => field.doc.as_ref().map(|doc| doc.text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(docs, [Some("One\ntwo."), Some("Behind."), None, None, None, Some(" Indented")]);
    }

    #[test]
    fn a_flow_and_its_steps_have_docs_of_their_own() {
        let parsed = parse(FileId(0), "## The flow.\nflow f {\n  ## The step.\n  step s { -> end }\n}\n");
        let [Item::Flow(flow)] = parsed.tree.items.as_slice() else { panic!() };
        assert_eq!(flow.doc.as_ref().unwrap().text, "The flow.");
        assert_eq!(flow.steps[0].doc.as_ref().unwrap().text, "The step.");
    }
}
