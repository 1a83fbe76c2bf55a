//! `textDocument/foldingRange`: what can be hidden behind its first line.

use std::collections::BTreeMap;

use gen_lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};

use crate::lsp::brackets;
use crate::lsp::here::{Here, World};
use crate::source::LineIndex;
use crate::syntax::ast::Item;
use crate::syntax::{Parsed, TokenKind};

/// Blocks and texts over several lines, comments that stand together, the `use` lines.
pub fn answer(world: &World, params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let here = world.file(&params.text_document.uri)?;
    let parsed = here.parsed()?;
    let lines = LineIndex::new(here.text());
    // One for each line: a line has one sign to click on.
    let mut folds: BTreeMap<u32, (u32, Option<FoldingRangeKind>)> = BTreeMap::new();
    let blocks = blocks(&here, &parsed, &lines).into_iter().map(|(first, last)| (first, last, None));
    let comments = comments(&here, &parsed).into_iter();
    let comments = comments.map(|(first, last)| (first, last, Some(FoldingRangeKind::Comment)));
    let uses = uses(&parsed, &lines).map(|(first, last)| (first, last, Some(FoldingRangeKind::Imports)));
    for (first, last, kind) in blocks.chain(comments).chain(uses).filter(|(first, last, _)| first < last) {
        let fold = folds.entry(first).or_insert((last, kind));
        fold.0 = fold.0.max(last);
    }
    let fold = |(start_line, (end_line, kind))| FoldingRange {
        start_line,
        end_line,
        kind,
        ..FoldingRange::default()
    };
    Some(folds.into_iter().map(fold).collect())
}

fn blocks(here: &Here, parsed: &Parsed, lines: &LineIndex) -> Vec<(u32, u32)> {
    let mut blocks = Vec::new();
    for pair in brackets::pairs(here.text(), parsed) {
        let last = lines.line(pair.end.max(1) - 1);
        // A line that begins with the end stays to be seen.
        let before_close =
            pair.close.map(|close| &here.text()[lines.line_start(last) as usize..close.start as usize]);
        let closes_first = before_close.is_some_and(|before| before.trim().is_empty());
        blocks.push((lines.line(pair.open.start), if closes_first { last.saturating_sub(1) } else { last }));
    }
    blocks
}

/// Lines that hold nothing but a comment, one below the other.
fn comments(here: &Here, parsed: &Parsed) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let (mut line, mut is_bare) = (0, true);
    for token in parsed.tokens.iter() {
        match token.kind {
            TokenKind::NewLine => (line, is_bare) = (line + 1, true),
            TokenKind::Comment | TokenKind::DocComment if is_bare => match runs.last_mut() {
                Some(run) if run.1 + 1 == line => run.1 = line,
                _ => runs.push((line, line)),
            },
            TokenKind::Whitespace => {}
            _ => {
                is_bare = false;
                line += here.text()[token.range()].matches('\n').count() as u32;
            }
        }
    }
    runs
}

fn uses(parsed: &Parsed, lines: &LineIndex) -> Option<(u32, u32)> {
    let leading = parsed.tree.items.iter().skip_while(|item| !matches!(item, Item::Use(_)));
    let mut uses = leading.take_while(|item| matches!(item, Item::Use(_))).map(Item::span);
    let first = uses.next()?;
    let last = uses.last().unwrap_or(first);
    Some((lines.line(first.start), lines.line(last.end)))
}
