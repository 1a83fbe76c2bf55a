//! The texts of one run of the compiler.

use std::sync::Arc;

use super::{FileId, LineColumn, LineIndex, Span};

/// One file's name and text, with its line index.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the person would write it, relative to where the project was named.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Its lines.
    pub lines: LineIndex,
}

/// All files of one run, addressed by [`FileId`].
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Arc<Source>>,
}

impl SourceMap {
    /// Adds a file and gives its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let lines = LineIndex::new(&text);
        self.share(Arc::new(Source { name: name.into(), text, lines }))
    }

    /// Adds a file that another map has, too.
    pub fn share(&mut self, source: Arc<Source>) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of an id, if this map made it.
    pub fn get(&self, file: FileId) -> Option<&Arc<Source>> {
        self.files.get(file.0 as usize)
    }

    /// The text that a span covers; empty where the span fits no file.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|source| source.text.get(span.range())).unwrap_or("")
    }

    /// Where a span begins, as people count; line 1, column 1 where the span fits no file.
    pub fn place(&self, span: Span) -> LineColumn {
        match self.get(span.file) {
            Some(source) => source.lines.line_column(&source.text, span.start),
            None => LineColumn { line: 1, column: 1 },
        }
    }

    /// Every file with its id, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Arc<Source>)> {
        self.files.iter().enumerate().map(|(at, source)| (FileId(at as u32), source))
    }
}
