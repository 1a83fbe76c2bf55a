//! `textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`: the one style for a file, for a part of it, and for what
//! was just finished. What does not parse is left alone.

use gen_lsp_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit,
};

use crate::lsp::brackets::{self, Pair};
use crate::lsp::edits::{self, Edit};
use crate::lsp::here::{Here, World};
use crate::source::Span;
use crate::syntax::{Parsed, TokenKind, format_parsed};

/// The whole file.
pub fn whole(world: &World, params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let here = world.file(&params.text_document.uri)?;
    let parsed = here.parsed()?;
    Some(answer(&here, all(&here, &parsed)))
}

/// What touches a range.
pub fn range(world: &World, params: DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    let here = world.file(&params.text_document.uri)?;
    let parsed = here.parsed()?;
    let (start, end) = (here.offset(params.range.start), here.offset(params.range.end));
    let (start, end) = with_texts(&brackets::pairs(here.text(), &parsed), start, end);
    Some(answer(&here, edits::touching(all(&here, &parsed), start, end)))
}

/// The block whose `}` was typed, or the line that was left with a new line.
pub fn on_type(world: &World, params: DocumentOnTypeFormattingParams) -> Option<Vec<TextEdit>> {
    let here = world.file(&params.text_document.uri)?;
    let parsed = here.parsed()?;
    let at = here.offset(params.position);
    let pairs = brackets::pairs(here.text(), &parsed);
    let (start, end) = match params.ch.as_str() {
        "}" => {
            let closed = pairs.iter().find(|pair| pair.close.is_some_and(|close| close.end == at))?;
            (line_start(here.text(), closed.open.start), at)
        }
        "\n" => {
            let behind = line_start(here.text(), at).checked_sub(1)?;
            (line_start(here.text(), behind), behind)
        }
        _ => return None,
    };
    // A text that goes over several lines is indented as a whole, or not at all.
    if with_texts(&pairs, start, end) != (start, end) {
        return Some(Vec::new());
    }
    let is_inside = |edit: &Edit| start <= edit.start && edit.end <= end;
    // Whoever begins a line wants to keep it.
    let keeps_lines = |edit: &Edit| {
        params.ch == "}"
            || !edit.new.contains('\n') && !here.text()[edit.start as usize..edit.end as usize].contains('\n')
    };
    let edits = all(&here, &parsed).into_iter().filter(|edit| is_inside(edit) && keeps_lines(edit));
    Some(answer(&here, edits.collect()))
}

fn all(here: &Here, parsed: &Parsed) -> Vec<Edit> {
    let text = here.text();
    let formatted = format_parsed(text, parsed);
    // How lines end is the editor's choice.
    if text.contains("\r\n") {
        let formatted = formatted.replace("\r\n", "\n").replace('\n', "\r\n");
        return edits::between(text, &formatted);
    }
    edits::between(text, &formatted)
}

fn answer(here: &Here, edits: Vec<Edit>) -> Vec<TextEdit> {
    let edit = |edit: Edit| {
        let span = Span::new(here.file, edit.start as usize, edit.end as usize);
        TextEdit { range: here.snapshot.range(span), new_text: edit.new }
    };
    edits.into_iter().map(edit).collect()
}

/// A range with the whole of the texts over several lines that it touches: one line of such a text, moved, would change
/// what it says.
fn with_texts(pairs: &[Pair], mut start: u32, mut end: u32) -> (u32, u32) {
    let triple = |pair: &&Pair| pair.open.kind == TokenKind::Quote && pair.open.end - pair.open.start == 3;
    for text in pairs.iter().filter(triple) {
        if text.open.start <= end && start <= text.end {
            start = start.min(text.open.start);
            end = end.max(text.end);
        }
    }
    (start, end)
}

fn line_start(text: &str, at: u32) -> u32 {
    text[..at as usize].rfind('\n').map_or(0, |end| end as u32 + 1)
}
