//! Where the line of an entry may end.

use super::tree::{Part, PartKind};
use crate::syntax::TokenKind;

/// Whether a line may end before a part, and what begins there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stop {
    /// It may not: an operand stands on the line of its word.
    #[default]
    No,
    /// A branch of an `if`.
    Branch,
    /// A part of the statement that reads as one: another wording, the buttons, the examples, the tail.
    Group,
    /// A word inside of such a part.
    Clause,
    /// The next item of a list.
    Item,
    /// `and` or `or` in an expression.
    Operator,
    /// The arrow of a handler, a route or an arm.
    Arrow,
}

/// The words that begin an entry.
struct Head<'a> {
    first: &'a str,
    second: &'a str,
    is_arm: bool,
}

/// Finds the places of an entry at which a line may end.
pub(super) fn find(parts: &mut [Part<'_>]) {
    let word = |at: usize| parts.get(at).map_or("", |part| part.word()).to_owned();
    let is_arm = matches!(
        parts.first(),
        Some(Part { what: PartKind::Word(TokenKind::Number | TokenKind::Name, _), .. })
    );
    let (first, second) = (word(0), word(1));
    let head = Head { first: &first, second: &second, is_arm };
    let mut seen = Seen::default();
    for at in 1..parts.len() {
        let stop = seen.stop(&head, parts, at);
        parts[at].stop = stop;
    }
}

/// The same between the parentheses of an expression or of arguments.
pub(super) fn find_in_paren(parts: &mut [Part<'_>]) {
    for at in 1..parts.len() {
        parts[at].stop = match parts[at].keyword() {
            "and" | "or" => Stop::Operator,
            _ if matches!(parts[at - 1].what, PartKind::Comma) => Stop::Item,
            _ => Stop::No,
        };
    }
}

/// What was met on the way through an entry.
#[derive(Default)]
struct Seen {
    /// A condition, in which `or` is an operator.
    condition: bool,
    /// `save` or a word of the tail: the next one belongs to the same group.
    tail: bool,
}

impl Seen {
    fn stop(&mut self, head: &Head<'_>, parts: &[Part<'_>], at: usize) -> Stop {
        let before = parts[at - 1].keyword();
        if matches!(parts[at - 1].what, PartKind::Comma) {
            // Both numbers of a place stand on one line.
            return if head.first == "send" && head.second == "location" { Stop::No } else { Stop::Item };
        }
        match (parts[at].word(), head.first) {
            ("->", "when" | "until" | "on") => Stop::Arrow,
            ("->", _) if head.is_arm => Stop::Arrow,
            _ => self.keyword(head, parts[at].keyword(), before),
        }
    }

    fn keyword(&mut self, head: &Head<'_>, word: &str, before: &str) -> Stop {
        match (word, head.first) {
            ("and", _) => Stop::Operator,
            ("or", "say" | "ask" | "ai") if !self.condition => Stop::Group,
            ("or", "when") if !self.condition => Stop::Clause,
            ("or", _) => Stop::Operator,
            ("if", _) => {
                self.condition = true;
                Stop::No
            }
            ("else", "if") => Stop::Branch,
            ("else", _) if before == "routed" => Stop::No,
            ("at", "for") | ("with", "end") | ("until", "delay") => Stop::No,
            ("with" | "buttons" | "caption" | "like", _) => Stop::Group,
            ("routed" | "replies" | "until" | "read" | "save", "user") | ("returns" | "fails", "expect") => {
                Stop::Group
            }
            ("save" | "where" | "at" | "within" | "else", _) => {
                self.condition |= word == "where";
                if std::mem::replace(&mut self.tail, true) { Stop::Clause } else { Stop::Group }
            }
            _ => Stop::No,
        }
    }
}
