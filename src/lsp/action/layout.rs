//! The layout of what an action writes: a script that was the formatter's stays so.

use super::At;
use crate::diagnostic::Edit;
use crate::lsp::edits::{self, Edit as Spaced};
use crate::source::Span;
use crate::syntax::ast::Item;
use crate::syntax::format;

/// Larger flows are left as they come: they would be laid out for each action that is offered.
const BYTES_MAX: usize = 1 << 15;

/// The edits of a file, with the layout that the formatter gives to what comes of them.
pub fn laid_out(at: &At<'_>, edits: Vec<Edit>) -> Vec<Edit> {
    let (own, mut others): (Vec<Edit>, Vec<Edit>) =
        edits.into_iter().partition(|edit| edit.span.file == at.here.file);
    for item in at.tree.items.iter().map(Item::span) {
        let inside = |edit: &&Edit| item.start <= edit.span.start && edit.span.end <= item.end;
        let edits: Vec<Edit> = own.iter().filter(inside).cloned().collect();
        if !edits.is_empty() {
            others.extend(item_laid_out(at, item, edits));
        }
    }
    let outside = |edit: &Edit| {
        !at.tree
            .items
            .iter()
            .map(Item::span)
            .any(|item| item.start <= edit.span.start && edit.span.end <= item.end)
    };
    others.extend(own.into_iter().filter(outside));
    others
}

/// The edits of one item, which is read alone.
fn item_laid_out(at: &At<'_>, item: Span, mut edits: Vec<Edit>) -> Vec<Edit> {
    let old = at.slice(item);
    if !at.is_laid_out(item) {
        return edits;
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let moved = |edit: &Edit, by: i64| {
        let place = |at: u32| (i64::from(at) + by) as u32;
        let span = Span { start: place(edit.span.start), end: place(edit.span.end), ..edit.span };
        Edit { span, text: edit.text.clone() }
    };
    let inner: Vec<Edit> = edits.iter().map(|edit| moved(edit, -i64::from(item.start))).collect();
    let new = made(old, &inner);
    let formatted = format(&new);
    let formatted = formatted.trim_end();
    if formatted == new {
        return edits;
    }
    let joined = joined(&inner, &edits::between(&new, formatted), formatted);
    joined.iter().map(|edit| moved(edit, i64::from(item.start))).collect()
}

/// Whether an item is what the formatter makes of it.
pub fn is_laid_out(text: &str) -> bool {
    text.len() <= BYTES_MAX && format(text).trim_end() == text
}

fn made(old: &str, edits: &[Edit]) -> String {
    let mut new = old.to_owned();
    for edit in edits.iter().rev() {
        new.replace_range(edit.span.range(), &edit.text);
    }
    new
}

/// A stretch of the text between two rounds of edits, with what it was before the first and is behind the second.
struct Stretch {
    old: (u32, u32),
    middle: (u32, u32),
    last: (u32, u32),
}

/// Two rounds of edits as one; those that touch become one edit.
fn joined(first: &[Edit], second: &[Spaced], text: &str) -> Vec<Edit> {
    let Some(file) = first.first().map(|edit| edit.span) else { return Vec::new() };
    let mut stretches: Vec<Stretch> = Vec::new();
    let (mut wrote, mut spaced) = (first.iter().peekable(), second.iter().peekable());
    // What the edits so far have added, before and behind the middle text.
    let (mut before, mut behind) = (0_i64, 0_i64);
    let moved = |at: u32, by: i64| (i64::from(at) + by) as u32;
    loop {
        let own = wrote.peek().map(|edit| moved(edit.span.start, before));
        let next = spaced.peek().map(|edit| edit.start);
        let stretch = match (own, next) {
            (None, None) => break,
            (Some(start), next) if next.is_none_or(|next| start <= next) => {
                let Some(edit) = wrote.next() else { break };
                let middle = (start, start + edit.text.len() as u32);
                before += edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start);
                Stretch {
                    old: (edit.span.start, edit.span.end),
                    middle,
                    last: (moved(middle.0, behind), moved(middle.1, behind)),
                }
            }
            _ => {
                let Some(edit) = spaced.next() else { break };
                let start = moved(edit.start, behind);
                behind += edit.new.len() as i64 - i64::from(edit.end - edit.start);
                Stretch {
                    old: (moved(edit.start, -before), moved(edit.end, -before)),
                    middle: (edit.start, edit.end),
                    last: (start, start + edit.new.len() as u32),
                }
            }
        };
        match stretches.last_mut().filter(|last| stretch.middle.0 <= last.middle.1) {
            Some(last) => grow(last, &stretch, before, behind),
            None => stretches.push(stretch),
        }
    }
    let edit = |it: Stretch| Edit {
        span: Span { start: it.old.0, end: it.old.1, ..file },
        text: text[it.last.0 as usize..it.last.1 as usize].to_owned(),
    };
    stretches.into_iter().map(edit).collect()
}

/// A stretch takes in the next one: its end is the further of the two, as all edits so far have moved it.
fn grow(last: &mut Stretch, next: &Stretch, before: i64, behind: i64) {
    last.middle.1 = last.middle.1.max(next.middle.1);
    last.old.1 = (i64::from(last.middle.1) - before) as u32;
    last.last.1 = (i64::from(last.middle.1) + behind) as u32;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    /// What the two rounds make, once each and joined.
    fn both(old: &str, first: &[(usize, usize, &str)]) -> (String, String, usize) {
        let edit = |(start, end, text): &(usize, usize, &str)| Edit {
            span: Span::new(FileId(0), *start, *end),
            text: (*text).to_owned(),
        };
        let first: Vec<Edit> = first.iter().map(edit).collect();
        let formatted = format(&made(old, &first));
        let edits = joined(&first, &edits::between(&made(old, &first), &formatted), &formatted);
        (formatted, made(old, &edits), edits.len())
    }

    #[test]
    fn edits_and_their_layout_are_one_round() {
        let old = "flow f {\n  step a { -> b }\n  step b {\n    say \"👋\"\n    -> end\n  }\n}\n";
        let (jump, step) = (old.find("-> b").unwrap(), old.find("  step b").unwrap());
        let body = "say \"👋\"\n-> end";
        let (formatted, made, _) = both(old, &[(jump, jump + 4, body), (step, old.len() - 2, "")]);
        assert_eq!(made, formatted);
        let (formatted, made, edits) = both(old, &[(0, 0, "tag   x\n"), (jump, jump + 4, "-> end")]);
        assert_eq!(made, formatted);
        assert_eq!(edits, 2, "what is far apart stays apart");
        let (formatted, made, _) = both(old, &[(jump, jump, "say   \"x\"\n  "), (jump + 2, jump + 3, "   ")]);
        assert_eq!(made, formatted);
    }
}
