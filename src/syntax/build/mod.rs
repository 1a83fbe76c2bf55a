//! From the parse to the tree, one function per rule of the grammar.
//!
//! A function goes through the parts of its node in order and gives every part that it does not want to
//! [`Builder::rest`]: there holes, brackets and wrong forms are told. So nothing that the grammar matched is lost.

mod ai;
mod allow;
mod bot;
mod bracket;
mod declaration;
mod doc;
mod event;
mod expr;
mod file;
mod flow;
mod hole;
mod literal;
mod message;
mod name;
mod router;
mod scenario;
mod statement;
mod stray;
mod tail;
mod text;
mod wrong;

use std::cell::Cell;

use super::ast;
use super::grammar::Rule;
use super::node::{Inner, Node};
use super::token::TokenList;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// Builds the tree of one file and gathers what there is to say about it.
pub(super) struct Builder<'i> {
    file: FileId,
    text: &'i str,
    tokens: &'i TokenList,
    /// Where each token that is not layout ends, ascending.
    ends: Vec<u32>,
    /// How many of them ended before the place that was last asked for.
    near: Near,
    near_token: Near,
    found: Vec<Diagnostic>,
    holes: usize,
    /// Where the last hole was told: a second one at the same place is silent.
    hole_told_at: Option<u32>,
    /// Junk that begins before this byte stands behind a hole on its line, and is silent.
    junk_muted_until: u32,
    /// Holes before this byte stand behind something that swallowed their line, and are silent too.
    muted_until: u32,
    /// Ends of lines on which a text without an end swallowed what followed.
    swallowed: Vec<u32>,
    /// The kind of list that is being built.
    list: stray::List,
    /// Where the item that is being built begins.
    item_start: u32,
    /// Statements that strayed into a list without statements, until the list's statement is done.
    hoisted: Vec<ast::Statement>,
    /// Declarations that strayed into a block, until the declaration around it is done.
    hoisted_items: Vec<ast::Item>,
    brackets: bracket::Brackets,
    /// Where the last body is missing. Its `{` may be what was forgotten, and then a `}` behind it is not one too many.
    unopened: Option<u32>,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Built {
    pub tree: ast::File,
    pub diagnostics: Vec<Diagnostic>,
    pub holes: usize,
}

impl<'i> Builder<'i> {
    pub(super) fn new(file: FileId, text: &'i str, tokens: &'i TokenList) -> Self {
        let ends = tokens.iter().filter(|token| !token.kind.is_trivia()).map(|token| token.end).collect();
        Builder {
            file,
            text,
            tokens,
            ends,
            near: Near::default(),
            near_token: Near::default(),
            found: Vec::new(),
            holes: 0,
            hole_told_at: None,
            junk_muted_until: 0,
            muted_until: 0,
            swallowed: Vec::new(),
            list: stray::List::Top,
            item_start: 0,
            hoisted: Vec::new(),
            hoisted_items: Vec::new(),
            brackets: bracket::Brackets::default(),
            unopened: None,
        }
    }

    /// The tree of a whole file.
    pub(super) fn build(mut self, file: Node<'i>) -> Built {
        let tree = self.file(file);
        Built { tree, diagnostics: self.found, holes: self.holes }
    }

    /// The text of a node without the layout behind it; an empty span where only a hole was matched.
    fn span(&self, node: &Node<'i>) -> Span {
        self.span_until(node.start(), node.end())
    }

    /// From the first node's beginning to where the tokens before `end` end.
    fn span_until(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start, end: self.end_before(end).max(start) }
    }

    /// The end of the last token that ends at or before this byte, layout not counted; 0 where there is none.
    fn end_before(&self, offset: u32) -> u32 {
        match self.ended_before(offset) {
            0 => 0,
            count => self.ends[count - 1],
        }
    }

    /// How many tokens end at or before this byte, layout not counted.
    fn ended_before(&self, offset: u32) -> usize {
        self.near.count(&self.ends, |end| *end <= offset)
    }

    /// The index of the token that holds this byte, or of the first one behind it.
    fn token_at(&self, offset: u32) -> usize {
        self.near_token.count(self.tokens.as_slice(), |token| token.end <= offset)
    }

    /// The empty place behind the last token before this byte.
    fn place_before(&self, offset: u32) -> Span {
        let at = self.end_before(offset);
        Span { file: self.file, start: at, end: at }
    }

    /// The last token before this byte, layout not counted.
    fn word_before(&self, offset: u32) -> Option<Span> {
        let end = self.end_before(offset);
        let token = self.tokens.as_slice().get(self.token_at(end.checked_sub(1)?))?;
        Some(Span { file: self.file, start: token.start, end: token.end })
    }

    fn slice(&self, span: Span) -> &'i str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Where the line of this byte ends, its new line not included.
    fn line_end(&self, offset: u32) -> u32 {
        let rest = self.text.get(offset as usize..).unwrap_or("");
        offset + rest.find('\n').unwrap_or(rest.len()) as u32
    }

    /// Where the line of this byte begins.
    fn line_start(&self, offset: u32) -> u32 {
        let before = self.text.get(..offset as usize).unwrap_or("");
        before.rfind('\n').map_or(0, |at| at as u32 + 1)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// A part that its form has no use for: a word or sign of the grammar, a hole, a bracket, a wrong form, junk.
    fn rest(&mut self, part: Node<'i>) {
        let rule = part.as_rule();
        match rule {
            Rule::lbrace | Rule::router_open | Rule::lparen => self.opened(&part),
            Rule::rbrace | Rule::rparen => self.closed(&part),
            Rule::missing_lbrace => {
                self.hole(&part);
                self.opened_nowhere();
            }
            Rule::unclosed_block | Rule::unclosed_paren => self.unclosed(&part),
            Rule::stray | Rule::stray_rbrace | Rule::junk_arg | Rule::junk_in_brackets | Rule::hole_junk => {
                self.stray(part);
            }
            _ if hole::is_hole(rule) => self.hole(&part),
            _ => self.wrong(part),
        }
    }
}

/// Counts the first ones of a list, which lie near those that were counted last.
#[derive(Default)]
struct Near(Cell<usize>);

impl Near {
    /// How many come first; behind them none does. Steps that double find the way from the last answer.
    fn count<T>(&self, list: &[T], comes_first: impl Fn(&T) -> bool) -> usize {
        let (mut low, mut high) = (self.0.get(), self.0.get());
        let mut step = 1;
        while low > 0 && !comes_first(&list[low - 1]) {
            high = low - 1;
            low = high.saturating_sub(step);
            step *= 2;
        }
        while high < list.len() && comes_first(&list[high]) {
            low = high + 1;
            high = (low + step).min(list.len());
            step *= 2;
        }
        let count = low + list[low..high].partition_point(comes_first);
        self.0.set(count);
        count
    }
}
