//! Lines and columns of byte offsets.

use serde::Serialize;

/// A place as people count it: both from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in Unicode scalar values, from 1.
    pub column: u32,
}

/// The starts of a text's lines. A line ends after `\n`; the `\r` of a CRLF belongs to its line.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes a text, in one pass.
    pub fn new(text: &str) -> Self {
        let behind = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        LineIndex { starts: std::iter::once(0).chain(behind).collect() }
    }

    /// The line of a byte offset, from 0; an offset past the end is on the last line.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32 - 1
    }

    /// The offset at which a line (from 0) begins, or the last line's.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts[(line as usize).min(self.starts.len() - 1)]
    }

    /// The place of a byte offset as people count it. An offset inside a character counts as that character's.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let (line, before) = self.before(text, offset);
        LineColumn { line: line + 1, column: before.chars().count() as u32 + 1 }
    }

    /// The place of a byte offset as editors with UTF-16 positions count it: both from 0.
    pub fn line_column_utf16(&self, text: &str, offset: u32) -> (u32, u32) {
        let (line, before) = self.before(text, offset);
        (line, before.encode_utf16().count() as u32)
    }

    fn before<'t>(&self, text: &'t str, offset: u32) -> (u32, &'t str) {
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.line(end as u32);
        (line, &text[self.starts[line as usize] as usize..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "say \"Привет\"\r\n\t👩‍👩‍👧 x";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.line_column(text, text.find(needle).unwrap() as u32);
        assert_eq!(at("Привет"), LineColumn { line: 1, column: 6 });
        assert_eq!(at("вет"), LineColumn { line: 1, column: 9 });
        assert_eq!(
            at("x"),
            LineColumn { line: 2, column: 8 },
            "a tab is one column, a joined emoji five scalars"
        );
        let x = text.find('x').unwrap() as u32;
        assert_eq!(index.line_column_utf16(text, x), (1, 10));
    }

    #[test]
    fn offsets_past_the_end_and_inside_a_character_are_answered() {
        let text = "é\n";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 1), LineColumn { line: 1, column: 1 });
        assert_eq!(index.line_column(text, 99), LineColumn { line: 2, column: 1 });
    }
}
