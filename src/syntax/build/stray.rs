//! What nobody wanted, and what belongs somewhere else.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes, nearest};
use crate::source::Span;
use crate::syntax::ast::Item;
use crate::syntax::grammar::Rule;

/// The lists of the language: what can begin an item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Top,
    Bot,
    Broadcast,
    Flow,
    Step,
    Block,
    Router,
    AiReply,
    Test,
}

impl List {
    /// The words that begin an item.
    fn words(self) -> &'static [&'static str] {
        match self {
            List::Top => &[
                "flow",
                "bot",
                "tag",
                "goal",
                "field",
                "tracker",
                "postback",
                "webhook",
                "knowledge",
                "hours",
                "text",
                "routes",
                "broadcast",
                "on",
                "test",
                "use",
                "moved",
                "drop",
            ],
            List::Bot => &[
                "start",
                "persona",
                "guardrails",
                "tone",
                "channels",
                "languages",
                "timezone",
                "quiet",
                "at",
                "stop",
                "gather",
                "keep",
            ],
            List::Broadcast => &["to", "at", "every", "over", "visit"],
            List::Flow => &["step", "on"],
            List::Step | List::Block => &[
                "say", "send", "ask", "wait", "ai", "route", "read", "if", "ab", "set", "add", "remove",
                "delay", "do", "handoff", "notify", "visit", "end", "reach", "for",
            ],
            List::Router => &["when", "include", "else"],
            List::AiReply => &[
                "goal",
                "opening",
                "persona",
                "guardrails",
                "tone",
                "knowledge",
                "include",
                "until",
                "when",
                "unanswered",
                "waits",
                "on",
            ],
            List::Test => &[
                "expect", "user", "press", "start", "postback", "webhook", "after", "at", "operator", "ai",
                "contact", "arm", "channel",
            ],
        }
    }
}

/// Words of other languages for something that this one says otherwise.
const FOREIGN: [(&str, &str); 18] = [
    ("switch", "route"),
    ("match", "route"),
    ("case", "when"),
    ("default", "else"),
    ("message", "say"),
    ("print", "say"),
    ("tell", "say"),
    ("write", "say"),
    ("reply", "say"),
    ("sleep", "delay"),
    ("pause", "delay"),
    ("call", "do"),
    ("let", "set"),
    ("var", "field"),
    ("return", "end with"),
    ("exit", "end"),
    ("import", "use"),
    ("unless", "if not"),
];

impl<'i> Builder<'i> {
    /// Junk, with its block.
    pub(super) fn stray(&mut self, node: Node<'i>) {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::stray_rbrace => {
                self.report(
                    Diagnostic::new(&codes::STRAY_BRACE, span, "this `}` closes nothing")
                        .help("there is a `}` too many here or above")
                        .guess("remove the `}`", span, ""),
                );
                return;
            }
            Rule::stray => {}
            _ => return self.told_junk(span),
        }
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::stray_head => {
                    let head = self.span(&part);
                    if self.begins_line(head.start) { self.told_unknown(head) } else { self.told_junk(head) }
                }
                Rule::block => {
                    let block = self.span(&part);
                    if block.start == span.start && block.start >= self.junk_muted_until {
                        let brace = Span { end: block.start + 1, ..block };
                        self.report(
                            Diagnostic::new(&codes::UNEXPECTED, brace, "this block belongs to nothing")
                                .help("a block follows a word that runs it: `if … {`, `else {`, `when … {`"),
                        );
                    }
                    self.mute_junk(block.start);
                    let block = self.block(part);
                    self.hoisted.extend(block.statements);
                }
                _ => self.rest(part),
            }
        }
    }

    /// Builds a list, of which junk is told as such.
    pub(super) fn in_list<T>(&mut self, list: List, build: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.list, list);
        let built = build(self);
        self.list = before;
        built
    }

    fn begins_line(&self, start: u32) -> bool {
        self.text[self.line_start(start) as usize..start as usize].trim().is_empty()
    }

    /// A line that begins with a word of no use.
    pub(super) fn told_unknown(&mut self, head: Span) {
        if head.start < self.junk_muted_until {
            return;
        }
        let text = self.slice(head);
        let length = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        if length == 0 {
            return self.told_junk(head);
        }
        let word = &text[..length];
        let span = Span { end: head.start + length as u32, ..head };
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_WORD, span, format!("`{word}` begins nothing here"));
        let words = self.list.words();
        // `on` stands in a step as well, but not in its blocks.
        let handler = (self.list == List::Step).then_some("on");
        let foreign = FOREIGN.iter().find(|(foreign, _)| *foreign == word).map(|(_, own)| *own);
        let own = foreign.filter(|own| words.iter().any(|known| own.starts_with(known)));
        let near = nearest(word, words.iter().copied().chain(handler));
        diagnostic = match own.or(near) {
            Some(own) => {
                diagnostic.help(format!("did you mean `{own}`?")).guess(format!("write `{own}`"), span, own)
            }
            None => {
                let known: Vec<String> =
                    words.iter().copied().chain(handler).map(|known| format!("`{known}`")).collect();
                diagnostic.help(format!("here a line begins with {}", known.join(", ")))
            }
        };
        self.report(diagnostic);
        self.mute_junk(head.start);
    }

    /// Junk behind something on its line.
    fn told_junk(&mut self, span: Span) {
        if span.start < self.junk_muted_until {
            return;
        }
        self.mute_junk(span.start);
        let line = Span { end: span.end.min(self.line_end(span.start)), ..span };
        let text = self.slice(line).trim_end();
        let before = self.text[..span.start as usize].chars().next_back();
        if before == Some('"') && text.starts_with(|c: char| c.is_alphanumeric()) {
            let quote = Span { start: span.start - 1, end: span.start, ..span };
            self.report(
                Diagnostic::new(&codes::UNEXPECTED, line, "the text ended before these words")
                    .also(quote, "this quote closes the text")
                    .help("a quote inside of a text is written `\\\"`"),
            );
            return;
        }
        let shown = match text.char_indices().nth(40) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text.to_owned(),
        };
        let mut diagnostic =
            Diagnostic::new(&codes::UNEXPECTED, line, format!("`{shown}` is not expected here"));
        let expected =
            super::super::expected::after(self.text, self.item_start as usize, span.start as usize);
        // What stands behind this junk is junk behind junk: there is no item left to ask about.
        self.item_start = span.end;
        if let Some(expected) = expected {
            diagnostic = diagnostic.help(format!("here could stand {expected}"));
        }
        self.report(diagnostic);
    }

    /// Statements in a list that has none. They are taken to follow what the list belongs to.
    pub(super) fn strayed(&mut self, node: Node<'i>, allowed: &str) {
        if node.into_inner().next().is_some_and(|part| part.as_rule() == Rule::stray_item) {
            for part in node.into_inner() {
                self.misplaced(part, allowed);
            }
            return;
        }
        let span = self.span(&node);
        if span.start >= self.junk_muted_until && !self.only_wrong_forms(&node) {
            let line = Span { end: self.line_end(span.start).min(span.end), ..span };
            let message = match self.list {
                List::Bot | List::Broadcast | List::Test => "a statement stands outside of a step",
                _ => "a statement stands here, is a `}` missing before it?",
            };
            let mut diagnostic = Diagnostic::new(&codes::MISPLACED, line, message).help(allowed);
            if let Some(brace) = self.strayed_into() {
                diagnostic = diagnostic.also(brace, "inside of this");
            }
            self.report(diagnostic);
        }
        let statements = self.statements(node);
        self.hoisted.extend(statements);
    }

    /// Whether a group of statements is nothing but signs and comments that are written otherwise.
    pub(super) fn only_wrong_forms(&self, node: &Node<'i>) -> bool {
        node.into_inner().all(|part| matches!(part.as_rule(), Rule::semicolon | Rule::wrong_comment))
    }

    /// An item that belongs into another list. Declarations are kept, as if they stood at the top.
    pub(super) fn misplaced(&mut self, node: Node<'i>, allowed: &str) {
        let mut items = Vec::new();
        self.misplaced_items(node, allowed, &mut items);
        self.hoisted_items.extend(items);
    }

    /// The same at the top of a file.
    pub(super) fn stray_item(&mut self, node: Node<'i>, items: &mut Vec<Item>) {
        self.misplaced_items(node, "at the top stand declarations, flows, handlers and tests", items);
    }

    fn misplaced_items(&mut self, node: Node<'i>, allowed: &str, items: &mut Vec<Item>) {
        for part in node.into_inner() {
            let word = self.first_word(&part);
            let text = self.slice(word);
            let (message, help) = match part.as_rule() {
                Rule::stray_else => (
                    "`else` belongs to nothing here".to_owned(),
                    "an `else` follows the block of its `if`, or the last part of its statement",
                ),
                Rule::when => {
                    ("`when` stands outside of a `route`".to_owned(), "`route { when \"…\" -> step }`")
                }
                Rule::until => (
                    "`until` stands outside of an `ai reply`".to_owned(),
                    "`ai reply talk { until \"…\" -> step }`",
                ),
                Rule::stray_setting => (format!("`{text}` has no place here"), allowed),
                Rule::stray_test => (format!("`{text}` stands outside of a test"), "`test \"…\" { … }`"),
                _ => (format!("`{text}` is declared inside of a block"), "declare it at the top of the file"),
            };
            self.report(Diagnostic::new(&codes::MISPLACED, word, message).help(help));
            match part.as_rule() {
                Rule::when => {
                    self.when(part);
                }
                Rule::until => {
                    self.until(part);
                }
                Rule::stray_else => {
                    for part in part.into_inner() {
                        match part.as_rule() {
                            Rule::body => {
                                self.body(part);
                            }
                            Rule::expr => {
                                self.expr(part);
                            }
                            _ => self.rest(part),
                        }
                    }
                }
                _ => {
                    for part in part.into_inner() {
                        match part.as_rule() {
                            Rule::ai_text => {
                                self.ai_text(part);
                            }
                            Rule::setting => {
                                self.setting(part);
                            }
                            Rule::test_item => {
                                self.test_item(part);
                            }
                            _ => items.extend(self.declaration(part)),
                        }
                    }
                }
            }
        }
    }
}
