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
        self.brackets.open.push(Some(node.start()));
    }

    pub(super) fn opened_nowhere(&mut self) {
        self.brackets.open.push(None);
    }

    pub(super) fn closed(&mut self, node: &Node<'i>) {
        if let Some(Some(open)) = self.brackets.open.pop()
            && node.as_rule() == Rule::rbrace
        {
            self.brackets.blocks.push((open, node.start()));
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
        let place = self.place_before(node.start());
        let Some(Some(open)) = self.brackets.open.pop() else { return };
        let told = self.brackets.told_at.replace(place.start) == Some(place.start);
        if self.is_muted(place.start) {
            return;
        }
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
                .guess("write `)`", place, ")"),
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
        let (guilty, closer) = self.shifted(open);
        let place =
            self.place_by_indent(guilty).filter(|by_indent| by_indent.start < place.start).unwrap_or(place);
        // The brace stood behind a text that was never closed.
        if self.swallowed.iter().rev().take_while(|end| **end >= place.start).any(|end| *end == place.start) {
            return;
        }
        let what = self.owner(guilty);
        let mut diagnostic = Diagnostic::new(
            &codes::UNCLOSED_BLOCK,
            place,
            format!("`}}` is missing: `{what}` was never closed"),
        )
        .also(self.brace(guilty), "opened here")
        .guess("write `}`", place, self.closing(guilty, place));
        if let Some(closer) = closer {
            diagnostic =
                diagnostic.also(self.brace(closer), "by its indentation, this `}` closes something else");
        }
        self.report(diagnostic);
    }

    /// The block whose brace is missing, by the indentation: of those inside of an unclosed one whose `}` stands where
    /// its own should, the first; and inside of that one the same again. With the `}` that closes it instead.
    fn shifted(&self, open: u32) -> (u32, Option<u32>) {
        let (mut guilty, mut end) = (open, None);
        loop {
            let outer = self.indent(guilty);
            // Blocks stand in the order of their closing, so those inside are the last ones before the end.
            let until = match end {
                Some(end) => self.brackets.blocks.partition_point(|(_, closer)| *closer < end),
                None => self.brackets.blocks.len(),
            };
            let inside =
                self.brackets.blocks[..until].iter().rev().take_while(|(_, closer)| *closer > guilty);
            let first = inside
                .filter(|(inner, closer)| {
                    let before = &self.text[self.line_start(*closer) as usize..*closer as usize];
                    *inner > guilty
                        && before.trim().is_empty()
                        && self.indent(*closer) == outer
                        && self.indent(*inner) > outer
                })
                .min_by_key(|(_, closer)| *closer);
            match first {
                Some((inner, closer)) => (guilty, end) = (*inner, Some(*closer)),
                None => return (guilty, end),
            }
        }
    }

    /// Where a block ends by the indentation: before the first line that stands no deeper than the block's own. Nothing
    /// where the block's lines are not indented at all.
    fn place_by_indent(&self, open: u32) -> Option<Span> {
        let own = self.indent(open);
        let line_end = self.line_end(open);
        let mut begins_on_its_line = self.end_before(line_end) > open + 1;
        let mut at = line_end as usize + 1;
        for line in self.text.get(at..)?.split_inclusive('\n') {
            let words = line.trim_start_matches([' ', '\t']);
            let blank = words.trim().is_empty() || words.starts_with('#');
            if !blank && line.len() - words.len() <= own {
                return begins_on_its_line.then(|| self.place_before(at as u32));
            }
            begins_on_its_line |= !blank;
            at += line.len();
        }
        None
    }

    /// Whether a block in this span may have lost its `{`, which has been told.
    pub(super) fn lost_opening(&self, span: Span) -> bool {
        self.unopened.is_some_and(|at| span.start <= at && at < span.end)
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

    /// A closing brace: on the block's line if the block is no longer than that, else on a line of its own.
    fn closing(&self, open: u32, place: Span) -> String {
        if place.start <= self.line_end(open) { " }".to_owned() } else { self.closing_line(open) }
    }

    /// A closing brace on a line of its own, below what it closes.
    fn closing_line(&self, open: u32) -> String {
        let start = self.line_start(open) as usize;
        format!("\n{}}}", &self.text[start..start + self.indent(open)])
    }
}
