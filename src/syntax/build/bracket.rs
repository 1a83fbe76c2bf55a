//! Braces and parentheses: what is open, and which one was never closed.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::grammar::Rule;

/// The brackets of the part of the file that has been built.
#[derive(Default)]
pub(super) struct Brackets {
    /// Open ones, the innermost last; one that is missing has no place.
    open: Vec<Option<u32>>,
    /// Blocks that are closed, by where their braces stand, in the order of closing.
    blocks: Vec<(u32, u32)>,
    /// Where something unclosed was last told.
    told_at: Option<u32>,
    /// Braces of lists into which statements strayed: that one is missing there has been told.
    strayed_into: Vec<u32>,
}

impl<'i> Builder<'i> {
    pub(super) fn opened(&mut self, node: &Node<'i>) {
        self.brackets.open.push(Some(node.as_span().start() as u32));
    }

    pub(super) fn opened_nowhere(&mut self) {
        self.brackets.open.push(None);
    }

    pub(super) fn closed(&mut self, node: &Node<'i>) {
        if let Some(Some(open)) = self.brackets.open.pop()
            && node.as_rule() == Rule::rbrace
        {
            self.brackets.blocks.push((open, node.as_span().start() as u32));
        }
    }

    /// Statements stand in the innermost open list: its brace.
    pub(super) fn strayed_into(&mut self) -> Option<Span> {
        let open = self.brackets.open.last().copied().flatten()?;
        self.brackets.strayed_into.push(open);
        Some(self.brace(open))
    }

    /// The place of a bracket that never came. Several at one place are told once, and one whose opening bracket is
    /// missing as well is not told again.
    pub(super) fn unclosed(&mut self, node: &Node<'i>) {
        let place = self.place_before(node.as_span().start());
        let Some(Some(open)) = self.brackets.open.pop() else { return };
        let told = self.brackets.told_at.replace(place.start) == Some(place.start);
        match node.as_rule() {
            // A hole at the same place says it.
            Rule::unclosed_paren if told || self.hole_told_at == Some(place.start) => {}
            Rule::unclosed_paren => self.unclosed_paren(open, place),
            _ if told => self.also_unclosed(open),
            _ => self.unclosed_block(open, place),
        }
    }

    fn unclosed_paren(&mut self, open: u32, place: Span) {
        let opening = Span { file: self.file, start: open, end: open + 1 };
        self.report(
            Diagnostic::new(&codes::UNCLOSED_BRACKET, place, "`)` is missing")
                .also(opening, "this `(` was never closed")
                .fix("write `)`", place, ")"),
        );
        self.mute_line(place.start);
    }

    /// One more block is open at the place just told: the same fix closes it.
    fn also_unclosed(&mut self, open: u32) {
        let line = self.closing_line(open);
        if let Some(last) = self.found.last_mut()
            && std::ptr::eq(last.code, &codes::UNCLOSED_BLOCK)
            && let Some(edit) = last.fix.iter_mut().flat_map(|fix| &mut fix.edits).next()
        {
            edit.text.push_str(&line);
        }
    }

    fn unclosed_block(&mut self, open: u32, place: Span) {
        // Statements that strayed into a list inside have told that its brace is missing.
        if let Some(at) = self.brackets.strayed_into.iter().position(|list| *list >= open) {
            self.brackets.strayed_into.remove(at);
            return;
        }
        if let Some((inner, closer)) = self.shifted(open) {
            let (what, place) = (self.owner(inner), self.place_before(closer as usize));
            let owner = self.owner(open);
            let closer = Span { file: self.file, start: closer, end: closer + 1 };
            let diagnostic = Diagnostic::new(
                &codes::UNCLOSED_BLOCK,
                place,
                format!("`}}` is missing: `{what}` was never closed"),
            )
            .also(self.brace(inner), "this `{` has no `}` of its own")
            .also(closer, format!("this `}}` stands below `{owner}`"))
            .fix("write `}`", place, self.closing_line(inner));
            self.report(diagnostic);
            return;
        }
        let what = self.owner(open);
        let diagnostic = Diagnostic::new(
            &codes::UNCLOSED_BLOCK,
            place,
            format!("`}}` is missing: `{what}` was never closed"),
        )
        .also(self.brace(open), "opened here")
        .fix("write `}`", place, self.closing_line(open));
        self.report(diagnostic);
    }

    /// The first block inside of an unclosed one whose `}` stands where the unclosed one's should: by the indentation,
    /// this is the block whose brace is missing.
    fn shifted(&self, open: u32) -> Option<(u32, u32)> {
        let outer = self.indent(open);
        // Blocks stand in the order of their closing, so those inside are the last ones.
        let inside = self.brackets.blocks.iter().rev().take_while(|(_, closer)| *closer > open);
        inside
            .filter(|(inner, closer)| {
                let first_on_line =
                    self.text[self.line_start(*closer) as usize..*closer as usize].trim().is_empty();
                first_on_line && *inner > open && self.indent(*closer) == outer && self.indent(*inner) > outer
            })
            .min_by_key(|(_, closer)| *closer)
            .copied()
    }

    /// The brace with which something ends, if it has one.
    pub(super) fn closing_brace(&self, span: Span) -> Option<Span> {
        self.slice(span).ends_with('}').then(|| self.brace(span.end - 1))
    }

    fn brace(&self, at: u32) -> Span {
        Span { file: self.file, start: at, end: at + 1 }
    }

    fn indent(&self, at: u32) -> usize {
        let line = &self.text[self.line_start(at) as usize..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    /// What a brace belongs to: the words before it on its line.
    fn owner(&self, open: u32) -> String {
        let line = self.text[self.line_start(open) as usize..open as usize].trim();
        // Of several things on one line, the last one.
        let words = line.rsplit(['{', '}']).next().unwrap_or(line).trim();
        match words.char_indices().nth(40) {
            Some((at, _)) => format!("{}…", &words[..at]),
            None if words.is_empty() => "{".to_owned(),
            None => words.to_owned(),
        }
    }

    /// A closing brace on a line of its own, below what it closes.
    fn closing_line(&self, open: u32) -> String {
        let start = self.line_start(open) as usize;
        format!("\n{}}}", &self.text[start..start + self.indent(open)])
    }
}
