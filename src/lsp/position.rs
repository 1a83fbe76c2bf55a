//! Byte offsets as editors count them: lines from 0, columns in units of the encoding that was agreed on.

use gen_lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::LineIndex;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16: what the protocol counts where nothing was agreed on.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The cheapest of those that a client offers.
    pub fn agreed(offered: &[PositionEncodingKind]) -> Self {
        let offers = |kind| offered.contains(&kind);
        if offers(PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offers(PositionEncodingKind::UTF32) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, character: char) -> u32 {
        match self {
            Encoding::Utf8 => character.len_utf8() as u32,
            Encoding::Utf16 => character.len_utf16() as u32,
            Encoding::Utf32 => 1,
        }
    }

    /// How long a text is.
    pub fn length(self, text: &str) -> u32 {
        text.chars().map(|character| self.units(character)).sum()
    }

    /// The byte offset of a position. What lies behind the end of a line is its end, what lies inside a character is
    /// its beginning.
    pub fn offset(self, text: &str, lines: &LineIndex, position: Position) -> u32 {
        let start = lines.line_start(position.line);
        if position.line > lines.line(text.len() as u32) {
            return text.len() as u32;
        }
        let line = text[start as usize..].split('\n').next().unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut left = position.character;
        for (at, character) in line.char_indices() {
            match left.checked_sub(self.units(character)) {
                Some(rest) if left > 0 => left = rest,
                _ => return start + at as u32,
            }
        }
        start + line.len() as u32
    }

    /// The position of a byte offset.
    pub fn position(self, text: &str, lines: &LineIndex, offset: u32) -> Position {
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let line = lines.line(end as u32);
        let before = &text[lines.line_start(line) as usize..end];
        Position { line, character: self.length(before) }
    }

    /// The range of bytes.
    pub fn range(self, text: &str, lines: &LineIndex, start: u32, end: u32) -> Range {
        Range { start: self.position(text, lines, start), end: self.position(text, lines, end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_and_its_offset_are_one_place() {
        let text = "say \"Привет 👋\"\r\n\n  -> end";
        let lines = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, character) in text.char_indices().filter(|(_, it)| !matches!(it, '\r' | '\n')) {
                let position = encoding.position(text, &lines, offset as u32);
                assert_eq!(
                    encoding.offset(text, &lines, position),
                    offset as u32,
                    "{encoding:?} {character:?}"
                );
            }
        }
        let wave = text.find('👋').unwrap() as u32;
        let columns = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]
            .map(|encoding| encoding.position(text, &lines, wave + 4).character);
        assert_eq!(columns, [22, 14, 13]);
    }

    #[test]
    fn positions_that_are_nowhere_are_the_nearest_place() {
        let text = "a👋\r\nb";
        let lines = LineIndex::new(text);
        let offset = |line, character| Encoding::Utf16.offset(text, &lines, Position { line, character });
        assert_eq!(offset(0, 2), 1, "inside of a pair");
        assert_eq!(offset(0, 9), 5, "behind the line, before its end");
        assert_eq!(offset(7, 0), 8, "behind the text");
        assert_eq!(Encoding::Utf16.offset("", &LineIndex::new(""), Position { line: 0, character: 3 }), 0);
    }
}
