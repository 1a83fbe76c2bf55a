//! The findings of a project while it is edited: what is known at once, and what was found when everything was looked at
//! last, moved along with the text.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

use super::snapshot::Snapshot;

/// What only a look at everything has found, with the places as they were in that snapshot's texts.
#[derive(Debug, Clone, Default)]
pub struct Slow {
    found: Vec<Diagnostic>,
}

impl Slow {
    /// What is among all findings of a snapshot, and not among the quick ones.
    pub fn of(all: Vec<Diagnostic>, quick: &[Diagnostic]) -> Self {
        let found = all.into_iter().filter(|finding| !quick.contains(finding)).collect();
        Slow { found }
    }

    /// Moves the places along from one snapshot to the next; what lies where the text has changed is forgotten.
    pub fn moved(&mut self, from: &Snapshot, to: &Snapshot) {
        let names = |snapshot: &Snapshot| -> Vec<String> {
            snapshot.project.sources.iter().map(|(_, source)| source.name.clone()).collect()
        };
        if names(from) != names(to) {
            self.found.clear();
            return;
        }
        let changes: Vec<Option<Change>> = from
            .project
            .sources
            .iter()
            .map(|(file, source)| Change::between(&source.text, &to.source(file)?.text))
            .collect();
        let change = |file: FileId| changes.get(file.0 as usize).and_then(Option::as_ref);
        self.found.retain_mut(|finding| {
            finding.fix = None;
            let related = finding.related.iter_mut().map(|label| &mut label.span);
            let mut all = std::iter::once(&mut finding.span).chain(related);
            all.all(|span| match change(span.file) {
                Some(change) => change.moves(span),
                None => true,
            })
        });
    }

    /// The findings, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }
}

/// The stretch of a text that has changed.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    start: u32,
    end_before: u32,
    end_after: u32,
}

impl Change {
    /// The smallest stretch; `None` where nothing has changed.
    fn between(before: &str, after: &str) -> Option<Self> {
        if before == after {
            return None;
        }
        let (before, after) = (before.as_bytes(), after.as_bytes());
        let start = before.iter().zip(after).take_while(|(before, after)| before == after).count();
        let rest = before[start..].iter().rev().zip(after[start..].iter().rev());
        let same = rest.take_while(|(before, after)| before == after).count();
        Some(Change {
            start: start as u32,
            end_before: (before.len() - same) as u32,
            end_after: (after.len() - same) as u32,
        })
    }

    /// Moves a span; false where it meets the change.
    fn moves(&self, span: &mut Span) -> bool {
        if span.end < self.start {
            return true;
        }
        if span.start <= self.end_before {
            return false;
        }
        span.start = span.start - self.end_before + self.end_after;
        span.end = span.end - self.end_before + self.end_after;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_before_and_behind_a_change_stay_what_they_were() {
        let change = Change::between("say one two", "say three two").unwrap();
        assert_eq!(change, Change { start: 4, end_before: 6, end_after: 8 });
        let span = |start, end| Span::new(FileId(0), start, end);
        let moved = |mut at: Span| change.moves(&mut at).then_some(at);
        assert_eq!(moved(span(0, 3)), Some(span(0, 3)));
        assert_eq!(moved(span(8, 11)), Some(span(10, 13)));
        assert_eq!(moved(span(2, 5)), None);
        assert_eq!(moved(span(4, 7)), None);
        assert_eq!(Change::between("a", "a"), None);
    }
}
