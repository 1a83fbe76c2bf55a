//! The place that a person writes at.

use super::here::Here;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::cursor::Cursor;

/// The place at a byte of a script, as the grammar sees it.
pub fn at(here: &Here, offset: u32) -> Option<Cursor> {
    let (_, tree) = here.snapshot.tree(here.file)?;
    let start = item(tree, offset).map_or(0, |item| item.span().start);
    Cursor::at(here.text(), start as usize, offset as usize)
}

/// The item at the top of a file that a byte belongs to or stands behind.
pub fn item(tree: &ast::File, offset: u32) -> Option<&ast::Item> {
    let mut items: Vec<&ast::Item> = tree.items.iter().filter(|item| item.span().start <= offset).collect();
    items.sort_by_key(|item| (item.span().start, std::cmp::Reverse(item.span().end)));
    let mut last: Option<&ast::Item> = None;
    for item in items {
        // A declaration that stands inside of a flow is an item of the file, too.
        if last.is_none_or(|last| last.span().end <= item.span().start) {
            last = Some(item);
        }
    }
    last
}

/// The flow that a byte stands in or behind.
pub fn flow(tree: &ast::File, offset: u32) -> Option<&ast::Flow> {
    match item(tree, offset)? {
        ast::Item::Flow(flow) => Some(flow),
        _ => None,
    }
}

/// The layout at the beginning of a place's line.
pub fn indent(text: &str, at: u32) -> &str {
    let start = line_start(text, at);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Where a place's line begins.
pub fn line_start(text: &str, at: u32) -> usize {
    text[..at as usize].rfind('\n').map_or(0, |end| end + 1)
}

/// A place between two characters.
pub fn between(at: Span, offset: u32) -> Span {
    Span { start: offset, end: offset, ..at }
}
