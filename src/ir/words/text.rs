//! Texts with holes.

use super::expr::expr;
use crate::ir::{Filter, FilterKind, Piece, Template};

/// A text as it stands between its quotes, holes with their filters.
pub fn template(text: &Template) -> String {
    let pieces = text.0.iter().map(|piece| match piece {
        Piece::Literal(words) => escaped(words),
        Piece::Hole { expr: value, filters } => {
            let filters: String = filters.iter().map(filter).collect();
            format!("{{{}{filters}}}", expr(value))
        }
    });
    pieces.collect()
}

/// A text in its quotes.
pub fn quoted(text: &Template) -> String {
    format!("\"{}\"", template(text))
}

/// A text as people would read it to each other: nothing escaped, white space joined, holes without their filters and
/// without where their value comes from.
pub fn plain(text: &Template) -> String {
    let pieces = text.0.iter().map(|piece| match piece {
        Piece::Literal(words) => words.clone(),
        Piece::Hole { expr: value, .. } => {
            let value = expr(value);
            let name = ["contact.", "tracker."].iter().find_map(|from| value.strip_prefix(from));
            format!("{{{}}}", name.unwrap_or(&value))
        }
    });
    let words: String = pieces.collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words between quotes.
pub fn escaped(words: &str) -> String {
    let mut written = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '\n' => written.push_str("\\n"),
            '"' | '\\' | '{' | '}' => written.extend(['\\', letter]),
            letter => written.push(letter),
        }
    }
    written
}

fn filter(filter: &Filter) -> String {
    let word = FilterKind::WORDS.iter().find(|(_, kind)| *kind == filter.kind).map_or("", |(word, _)| word);
    match &filter.argument {
        None => format!(" | {word}"),
        // Only `round` takes a number.
        Some(digits) if filter.kind == FilterKind::Round => format!(" | {word} {}", template(digits)),
        Some(argument) => format!(" | {word} {}", quoted(argument)),
    }
}
