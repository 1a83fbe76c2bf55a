//! The tail of everything that waits.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{Body, Tail, TimesLimit, WithinLimit};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn tail(&mut self, node: Node<'i>) -> Tail {
        let empty = node.into_inner().next().is_none();
        let span = if empty { self.place_before(node.start()) } else { self.span(&node) };
        let mut tail = Tail { span, ..Tail::default() };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::tail_late => {
                    let late = part.into_inner().next();
                    if let Some(late) = late {
                        self.told_late(&late);
                        self.tail_word(&mut tail, late);
                    }
                }
                _ => self.tail_word(&mut tail, part),
            }
        }
        tail
    }

    fn tail_word(&mut self, tail: &mut Tail, node: Node<'i>) {
        let word = self.first_word(&node);
        let span = self.span(&node);
        let twice = match node.as_rule() {
            Rule::tail_save => tail.save.is_some(),
            Rule::tail_where => tail.guard.is_some(),
            Rule::tail_times => tail.times.is_some(),
            Rule::tail_within => tail.within.is_some(),
            _ => false,
        };
        if twice {
            let text = self.slice(word);
            self.report(Diagnostic::new(&codes::TWICE, word, format!("`{text}` is written twice")));
        }
        match node.as_rule() {
            Rule::tail_save => tail.save = self.name_in(node),
            Rule::tail_where => {
                for part in node.into_inner() {
                    match part.as_rule() {
                        Rule::expr => tail.guard = Some(self.expr(part)),
                        _ => self.rest(part),
                    }
                }
            }
            Rule::tail_times => tail.times = Some(Box::new(self.times_limit(node, span))),
            Rule::tail_within => tail.within = Some(Box::new(self.within_limit(node, span))),
            Rule::tail_else => {
                for part in node.into_inner() {
                    match part.as_rule() {
                        Rule::body if tail.else_body.is_none() => tail.else_body = Some(self.body(part)),
                        Rule::body => {
                            self.body(part);
                        }
                        _ => self.rest(part),
                    }
                }
            }
            _ => self.rest(node),
        }
    }

    fn times_limit(&mut self, node: Node<'i>, span: Span) -> TimesLimit {
        let mut limit = TimesLimit { count: None, body: None, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::times => limit.count = self.times(part).count,
                Rule::arrow => limit.body = Some(Body::Arrow(self.arrow(part))),
                Rule::block => limit.body = Some(Body::Block(self.block(part))),
                _ => self.rest(part),
            }
        }
        limit
    }

    fn within_limit(&mut self, node: Node<'i>, span: Span) -> WithinLimit {
        let mut limit = WithinLimit { duration: None, body: None, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::duration => limit.duration = self.duration(&part),
                Rule::arrow => limit.body = Some(Body::Arrow(self.arrow(part))),
                Rule::block => limit.body = Some(Body::Block(self.block(part))),
                _ => self.rest(part),
            }
        }
        limit
    }

    fn told_late(&mut self, node: &Node<'i>) {
        let word = self.first_word(node);
        let text = self.slice(word);
        let diagnostic = match node.as_rule() {
            Rule::tail_else => Diagnostic::new(&codes::TWICE, word, "`else` is written twice"),
            _ => Diagnostic::new(&codes::AFTER_ELSE, word, format!("`{text}` stands after `else`"))
                .help("`else` is the last part of a statement: write this before it"),
        };
        self.report(diagnostic);
    }

    /// The word with which a node begins.
    pub(super) fn first_word(&self, node: &Node<'i>) -> Span {
        let span = self.span(node);
        let length =
            node.as_str().find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(node.as_str().len());
        Span { end: (span.start + length as u32).min(span.end.max(span.start)), ..span }
    }
}
