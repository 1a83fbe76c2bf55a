//! A text that is open in an editor, and the edits that it gets.

use gen_lsp_types::{
    TextDocumentContentChangeEvent, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument,
    Uri,
};

use super::position::Encoding;
use crate::source::LineIndex;

/// An open text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its address, as the editor writes it.
    pub uri: Uri,
    /// The text as the editor shows it.
    pub text: String,
    /// Which of its states this is, as the editor counts them.
    pub version: i32,
}

impl Document {
    /// Makes edits in their order; each counts on those before it.
    pub fn edit(&mut self, edits: &[TextDocumentContentChangeEvent], version: i32, encoding: Encoding) {
        for edit in edits {
            match edit {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(
                    TextDocumentContentChangeWholeDocument { text },
                ) => self.text.clone_from(text),
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(
                    TextDocumentContentChangePartial { range, text, .. },
                ) => {
                    let lines = LineIndex::new(&self.text);
                    let start = encoding.offset(&self.text, &lines, range.start) as usize;
                    let end = encoding.offset(&self.text, &lines, range.end) as usize;
                    self.text.replace_range(start..end.max(start), text);
                }
            }
        }
        self.version = version;
    }
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, Range};

    use super::*;

    /// Numbers that look like chance and are the same each time.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % end
        }
    }

    /// What people type: words of the language, Cyrillic, joined emoji, both ends of lines, half of a word.
    const TYPED: [&str; 14] = [
        "",
        "\n",
        "\r\n",
        "step hello {",
        "}",
        "-> ",
        "say \"Привет\"",
        "👋",
        "👩‍👩‍👧",
        "é",
        "ask",
        "\t",
        "\"",
        "ста",
    ];

    fn document(text: &str, version: i32) -> Document {
        Document { uri: Uri::parse("file:///a.flow").unwrap(), text: text.to_owned(), version }
    }

    /// The position of a place among characters.
    fn position(text: &[char], at: usize, encoding: Encoding) -> Position {
        let before = &text[..at];
        let line = before.iter().filter(|it| **it == '\n').count() as u32;
        let own = before.iter().rev().take_while(|it| **it != '\n');
        let units = |it: &char| match encoding {
            Encoding::Utf8 => it.len_utf8(),
            Encoding::Utf16 => it.len_utf16(),
            Encoding::Utf32 => 1,
        };
        Position { line, character: own.map(units).sum::<usize>() as u32 }
    }

    /// A place that an editor can name: never between the two signs of an end of line.
    fn place(text: &[char], at: usize) -> usize {
        let is_inside = at > 0 && at < text.len() && text[at - 1] == '\r' && text[at] == '\n';
        if is_inside { at - 1 } else { at }
    }

    #[test]
    fn a_hundred_thousand_edits_leave_the_text_that_the_editor_shows() {
        let mut chance = Chance(7);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut document = document("", 0);
            let mut model: Vec<char> = Vec::new();
            for version in 1..=34_000 {
                let typed = TYPED[chance.below(TYPED.len())];
                let start = place(&model, chance.below(model.len() + 1));
                let length = if model.len() > 300 { chance.below(120) } else { chance.below(4) };
                let end = place(&model, (start + length).min(model.len())).max(start);
                let range =
                    Range { start: position(&model, start, encoding), end: position(&model, end, encoding) };
                let edit = serde_json::json!({ "range": range, "text": typed });
                let edit = serde_json::from_value(edit).unwrap();
                document.edit(&[edit], version, encoding);
                model.splice(start..end, typed.chars());
                if version % 100 == 0 {
                    assert_eq!(document.text, model.iter().collect::<String>(), "{encoding:?} {version}");
                }
            }
            assert_eq!(document.version, 34_000);
        }
    }

    #[test]
    fn several_edits_of_one_message_count_on_each_other() {
        let mut document = document("one\n", 1);
        let edits = serde_json::json!([
            { "text": "две строки\nтут\n" },
            { "range": { "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 3 } }, "text": "там" },
            { "range": { "start": { "line": 9, "character": 9 }, "end": { "line": 9, "character": 9 } }, "text": "!" },
        ]);
        document.edit(&serde_json::from_value::<Vec<_>>(edits).unwrap(), 2, Encoding::Utf16);
        assert_eq!(document.text, "две строки\nтам\n!");
    }
}
