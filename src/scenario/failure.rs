//! What did not come as a test expects it.

use super::transcript::Transcript;
use super::unanswered::Unanswered;
use crate::source::{SourceMap, Span};

/// A test that failed, with the conversation up to there.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The test's words.
    pub test: String,
    /// The line of the test that failed.
    pub span: Span,
    /// What was expected, in the script's words; for a line that cannot be run, why.
    pub expected: String,
    /// What was there instead; empty where nothing can be said.
    pub found: String,
    /// The conversation so far.
    pub transcript: Transcript,
    /// The line of the transcript that differs.
    pub line: Option<usize>,
    /// The question to a model that nothing answers, if that is why.
    pub unanswered: Option<Unanswered>,
}

impl Failure {
    /// The failure as a conversation, the line that differs marked with `>`, then what was expected and what was found.
    pub fn render(&self, sources: &SourceMap) -> String {
        let mut text = format!("test \"{}\"\n", self.test);
        for (at, line) in self.transcript.lines.iter().enumerate() {
            let mark = if self.line == Some(at) { "  > " } else { "    " };
            let rendered = line.render().replace('\n', "\n    ");
            text.push_str(&format!("{mark}{rendered}\n"));
        }
        let place = sources.place(self.span);
        let file = sources.get(self.span.file).map(|source| source.name.as_str()).unwrap_or_default();
        let source = sources.text(self.span).lines().next().unwrap_or_default().trim();
        text.push_str(&format!("  {file}:{}:{}  {source}\n", place.line, place.column));
        text.push_str(&format!("    expected  {}\n", self.expected));
        if !self.found.is_empty() {
            text.push_str(&format!("    found     {}\n", self.found));
        }
        if let Some(unanswered) = &self.unanswered {
            text.push_str(&unanswered.render(sources));
        }
        text
    }
}
