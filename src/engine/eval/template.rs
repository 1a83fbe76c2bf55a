//! Texts with holes.

use super::expr::evaluate;
use super::filter;
use super::scope::Scope;
use super::show::{self, Manner};
use crate::ir::{Piece, Template};

/// The most characters that a text may have, before the channel's own bound; what is beyond is cut.
pub const TEXT_CHARS_MAX: usize = 4096;

/// The text with its holes filled. What is inserted is text: it is never parsed again.
pub fn render(template: &Template, scope: &Scope<'_>) -> String {
    let manner = Manner::of(scope, template);
    let mut text = String::new();
    for piece in &template.0 {
        match piece {
            Piece::Literal(words) => text.push_str(words),
            Piece::Hole { expr, filters } => {
                let value = evaluate(expr, scope);
                let value =
                    filters.iter().fold(value, |value, filter| filter::apply(filter, value, &manner, scope));
                text.push_str(&show::show_as(&value, &manner));
            }
        }
    }
    bounded(text)
}

/// The text, cut at [`TEXT_CHARS_MAX`] characters.
pub fn bounded(mut text: String) -> String {
    if text.len() > TEXT_CHARS_MAX
        && let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX)
    {
        text.truncate(end);
    }
    text
}
