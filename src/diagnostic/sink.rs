//! Where findings are gathered.

use super::{Diagnostic, Severity};

/// The findings of one run. Every phase adds to it and goes on.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(diagnostics);
    }

    /// Adds what another one holds, behind its own.
    pub fn absorb(&mut self, other: Sink) {
        self.found.extend(other.found);
    }

    /// Whether anything found so far forbids to run the program.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// What has been found so far, in the order in which it was.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// The findings in their final order: by file, place, and code; the same finding twice is one.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| (a.span, a.code.id, &a.message).cmp(&(b.span, b.code.id, &b.message)));
        self.found.dedup();
        self.found
    }
}
