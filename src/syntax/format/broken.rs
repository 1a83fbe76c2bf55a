//! What is left as it is: the smallest entries around mistakes.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Severity, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::{Entries, Token, TokenKind};

/// Mistakes behind which nobody knows what belongs to what: the whole item stays as it is.
const OF_STRUCTURE: &[&Code] = &[
    &codes::MISSING_BODY,
    &codes::MISSING_BRACE,
    &codes::UNCLOSED_BLOCK,
    &codes::UNCLOSED_BRACKET,
    &codes::UNCLOSED_TEXT,
    &codes::UNCLOSED_HOLE,
    &codes::STRAY_BRACE,
    &codes::OUTSIDE,
    &codes::MISPLACED,
];

/// The bytes that stay as they are: ascending, apart from each other.
pub(super) fn ranges(
    diagnostics: &[Diagnostic],
    entries: &Entries,
    tokens: &[Token],
    text: &str,
) -> Vec<Range<u32>> {
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let mut ranges: Vec<Range<u32>> = errors.map(|found| around(found, entries, tokens)).collect();
    // Junk behind a mistake on its line was not told.
    let junk = tokens.iter().filter(|token| token.kind == TokenKind::Junk);
    ranges.extend(junk.map(|token| innermost(token.start, token.end, entries, tokens)));
    unbalanced(text, entries, tokens, &mut ranges);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// What stays because of one mistake.
fn around(found: &Diagnostic, entries: &Entries, tokens: &[Token]) -> Range<u32> {
    let Span { start, end, .. } = found.span;
    if !OF_STRUCTURE.iter().any(|code| code.id == found.code.id) {
        return innermost(start, end, entries, tokens);
    }
    whole(start, entries, tokens)
}

/// The smallest entry that holds these bytes, else what holds their first one.
fn innermost(start: u32, end: u32, entries: &Entries, tokens: &[Token]) -> Range<u32> {
    match entries.around(start).find(|entry| end <= entry.end) {
        Some(entry) => entry.start..entry.end,
        None => whole(start, entries, tokens),
    }
}

/// The item that holds a byte, else the words around it that belong to none.
fn whole(at: u32, entries: &Entries, tokens: &[Token]) -> Range<u32> {
    match entries.around(at).last() {
        Some(item) => item.start..item.end,
        None => between(at, entries, tokens),
    }
}

/// Items whose braces do not match: the one that has too few, and all up to one too many.
fn unbalanced(text: &str, entries: &Entries, tokens: &[Token], ranges: &mut Vec<Range<u32>>) {
    let mut roots = entries.roots().peekable();
    // Where the last item with a block begins: its block may be what was closed too early.
    let mut braced = None;
    let mut depth = 0_usize;
    for token in tokens.iter().filter(|token| matches!(token.kind, TokenKind::Bracket | TokenKind::Junk)) {
        while let Some(root) = roots.next_if(|root| root.end <= token.start) {
            if std::mem::take(&mut depth) > 0 {
                ranges.push(root.start..root.end);
            }
        }
        match &text[token.range()] {
            "{" => depth += 1,
            "}" if depth == 0 => match braced {
                Some(start) => ranges.push(start..token.end),
                None => ranges.push(whole(token.start, entries, tokens)),
            },
            "}" => {
                depth -= 1;
                braced = roots.peek().map(|root| root.start.min(token.start)).or(braced);
            }
            _ => {}
        }
    }
    if depth > 0 {
        ranges.extend(roots.next().map(|root| root.start..root.end));
    }
}

/// The words around a byte that lies in no item, up to the items around it.
fn between(at: u32, entries: &Entries, tokens: &[Token]) -> Range<u32> {
    let (before, after) = entries.neighbours(at);
    let from = tokens.partition_point(|token| token.start < before.unwrap_or(0));
    let to = after.map_or(tokens.len(), |after| tokens.partition_point(|token| token.start < after));
    let mut words = tokens[from..to].iter().filter(|token| !token.kind.is_trivia());
    match (words.next(), words.next_back()) {
        (Some(first), last) => first.start..last.unwrap_or(first).end,
        (None, _) => at..at,
    }
}
