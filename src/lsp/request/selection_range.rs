//! `textDocument/selectionRange`: what a selection grows to, step by step.

use gen_lsp_types::{SelectionRange, SelectionRangeParams};

use crate::lsp::brackets::{self, Pair};
use crate::lsp::here::{Here, World};
use crate::source::Span;
use crate::syntax::{Entries, Parsed, TokenKind};

/// For each position: the word, the text, what brackets hold, the statement, and so on up to the file.
pub fn answer(world: &World, params: SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let here = world.file(&params.text_document.uri)?;
    let parsed = here.parsed()?;
    let pairs = brackets::pairs(here.text(), &parsed);
    let entries = Entries::of(&parsed.tree);
    let chain = |position: &_| chain(&here, around(&here, here.offset(*position), &parsed, &pairs, &entries));
    Some(params.positions.iter().map(chain).collect())
}

/// All that holds a place, the smallest first; each holds the one before it.
fn around(here: &Here, at: u32, parsed: &Parsed, pairs: &[Pair], entries: &Entries) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = word(here.text(), at).into_iter().collect();
    let tokens = parsed.tokens.as_slice();
    let next = parsed.tokens.at(at);
    // Right behind a word the person means the word.
    let touched = [Some(next), next.checked_sub(1)].into_iter().flatten().filter_map(|it| tokens.get(it));
    let mut touched = touched.filter(|token| is_whole(token.kind) && token.start <= at && at <= token.end);
    found.extend(touched.next().map(|token| (token.start, token.end)));
    let holding = pairs.iter().filter(|pair| pair.open.start <= at && at <= pair.end);
    for pair in holding {
        let (start, end) = pair.inner();
        if start <= at && at <= end {
            found.push((start, end));
        }
        found.push((pair.open.start, pair.end));
    }
    found.extend(entries.around(at).map(|span| (span.start, span.end)));
    found.push((0, here.text().len() as u32));
    found.sort_by_key(|(start, end)| (end - start, *start));
    let mut nested: Vec<(u32, u32)> = Vec::new();
    for (start, end) in found {
        let holds =
            nested.last().is_none_or(|last| start <= last.0 && last.1 <= end && (start, end) != *last);
        if holds && start < end {
            nested.push((start, end));
        }
    }
    nested
}

/// Whether a token is more than layout and signs.
fn is_whole(kind: TokenKind) -> bool {
    !matches!(
        kind,
        TokenKind::Whitespace | TokenKind::NewLine | TokenKind::Bracket | TokenKind::Sign | TokenKind::Quote
    )
}

/// The word around a place, also one of many in a text.
fn word(text: &str, at: u32) -> Option<(u32, u32)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let (before, behind) = text.split_at_checked(at as usize)?;
    let start = before.trim_end_matches(is_part).len();
    let end = text.len() - behind.trim_start_matches(is_part).len();
    (start < end).then_some((start as u32, end as u32))
}

fn chain(here: &Here, around: Vec<(u32, u32)>) -> SelectionRange {
    let range = |(start, end)| here.snapshot.range(Span { file: here.file, start, end });
    let outward = around.into_iter().rev();
    let whole = outward.fold(None, |parent: Option<SelectionRange>, bytes| {
        Some(SelectionRange { range: range(bytes), parent: parent.map(Box::new) })
    });
    whole.unwrap_or_default()
}
