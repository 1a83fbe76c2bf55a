//! A text that is open in an editor, and the edits that it gets.

use gen_lsp_types::{
    TextDocumentContentChangeEvent, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument,
};

use super::position::Encoding;
use crate::source::LineIndex;

/// An open text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
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
