//! The findings of a project while it is edited. Everything was looked at a moment ago; what was typed since is looked at
//! for itself, and what was found before moves along with the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceMap, Span};

/// The findings of each file that has some, in the order of the text.
#[derive(Debug, Clone, Default)]
pub struct Findings(BTreeMap<FileId, Arc<[Diagnostic]>>);

/// What a look at everything in a snapshot has found.
#[derive(Debug)]
pub struct Looked {
    /// The texts as they were.
    pub sources: SourceMap,
    /// Everything.
    all: Findings,
    /// What a look at a file for itself does not find.
    slow: Findings,
}

impl Looked {
    /// `all` is what was found in these texts, `quick` what of it a look at each file for itself finds.
    pub fn new(sources: SourceMap, all: Vec<Diagnostic>, quick: &[Diagnostic]) -> Self {
        let mut quick = quick.iter().peekable();
        let slow = all.iter().filter(|finding| {
            // Both have the same order.
            while quick
                .next_if(|quick| (quick.span, quick.code.id) < (finding.span, finding.code.id))
                .is_some()
            {}
            !quick.clone().take_while(|quick| quick.span == finding.span).any(|quick| quick == *finding)
        });
        let slow = Findings::of(slow.cloned());
        Looked { sources, all: Findings::of(all), slow }
    }

    /// The findings of later texts; `quick` was found in those that have changed since.
    pub fn moved_to(&self, now: &SourceMap, quick: &[Diagnostic]) -> Findings {
        let Some(changes) = changes(&self.sources, now) else {
            return Findings::of(quick.to_vec());
        };
        let mut findings = Findings::of(quick.to_vec());
        for (file, found) in &self.all.0 {
            if changes.contains_key(file) {
                continue;
            }
            let moves = found.iter().any(|finding| places(finding).any(|at| changes.contains_key(&at.file)));
            let found = if moves { moved(found, &changes).into() } else { found.clone() };
            findings.0.insert(*file, found);
        }
        for (file, found) in self.slow.0.iter().filter(|(file, _)| changes.contains_key(file)) {
            let mut all = moved(found, &changes);
            all.extend(findings.0.get(file).into_iter().flat_map(|quick| quick.iter().cloned()));
            all.sort_by_key(|finding| (finding.span, finding.code.id));
            findings.0.insert(*file, all.into());
        }
        findings
    }
}

impl Findings {
    /// Findings of any files, those of each in the order of the text.
    pub fn of(found: impl IntoIterator<Item = Diagnostic>) -> Self {
        let mut by_file: BTreeMap<FileId, Vec<Diagnostic>> = BTreeMap::new();
        for finding in found {
            by_file.entry(finding.span.file).or_default().push(finding);
        }
        Findings(by_file.into_iter().map(|(file, found)| (file, found.into())).collect())
    }

    /// The findings of a file.
    pub fn in_file(&self, file: FileId) -> &[Diagnostic] {
        self.0.get(&file).map_or(&[], |found| found)
    }

    /// The files that have findings.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Arc<[Diagnostic]>)> {
        self.0.iter().map(|(file, found)| (*file, found))
    }
}

/// Every place that a finding speaks of.
fn places(finding: &Diagnostic) -> impl Iterator<Item = Span> {
    let related = finding.related.iter().map(|label| label.span);
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    std::iter::once(finding.span).chain(related).chain(edits)
}

/// Findings where the text has moved to; those that speak of what has changed itself are forgotten.
fn moved(found: &[Diagnostic], changes: &BTreeMap<FileId, Change>) -> Vec<Diagnostic> {
    let moves = |span: &mut Span| changes.get(&span.file).is_none_or(|change| change.moves(span));
    let found = found.iter().filter_map(|finding| {
        let mut finding = finding.clone();
        if places(&finding).all(|at| !changes.contains_key(&at.file)) {
            return Some(finding);
        }
        // An edit would have to fit what is not looked at yet.
        finding.fix = None;
        let related = finding.related.iter_mut().map(|label| &mut label.span);
        std::iter::once(&mut finding.span).chain(related).all(moves).then_some(finding)
    });
    found.collect()
}

/// What has changed in each text of a project; `None` where it is made of other files now.
pub fn changes(before: &SourceMap, now: &SourceMap) -> Option<BTreeMap<FileId, Change>> {
    let mut changes = BTreeMap::new();
    for (file, source) in now.iter() {
        let other = before.get(file).filter(|other| other.name == source.name)?;
        if !Arc::ptr_eq(source, other) {
            changes.extend(Change::between(&other.text, &source.text).map(|change| (file, change)));
        }
    }
    (before.iter().count() == now.iter().count()).then_some(changes)
}

/// The stretch of a text that has changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    start: u32,
    end_before: u32,
    end_after: u32,
}

impl Change {
    /// The smallest stretch; `None` where nothing has changed.
    pub fn between(before: &str, after: &str) -> Option<Self> {
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
    use crate::diagnostic::codes::names::UNKNOWN_STEP;

    fn finding(file: FileId, start: usize, end: usize) -> Diagnostic {
        Diagnostic::new(&UNKNOWN_STEP, Span::new(file, start, end), "there is none")
    }

    #[test]
    fn what_was_found_together_moves_and_what_was_found_in_the_changed_file_alone_is_found_anew() {
        let mut before = SourceMap::default();
        let [typed, other] =
            [("a.flow", "one two six"), ("b.flow", "three")].map(|(name, text)| before.add(name, text));
        let mut now = SourceMap::default();
        now.add("a.flow", "one and two six");
        now.share(before.get(other).unwrap().clone());

        let quick = finding(typed, 0, 3);
        let slow = finding(typed, 8, 11);
        let elsewhere = finding(other, 0, 5).also(Span::new(typed, 8, 11), "here");
        let gone = finding(other, 1, 2).also(Span::new(typed, 3, 4), "where it was typed");
        let all = vec![quick.clone(), slow.clone(), elsewhere.clone(), gone];
        let looked = Looked::new(before.clone(), all, &[quick, elsewhere.clone()]);

        let anew = finding(typed, 4, 7);
        let found = looked.moved_to(&now, std::slice::from_ref(&anew));
        assert_eq!(found.in_file(typed), [anew, finding(typed, 12, 15)]);
        assert_eq!(found.in_file(other), [finding(other, 0, 5).also(Span::new(typed, 12, 15), "here")]);

        let same = looked.moved_to(&before, &[]);
        assert_eq!(same.in_file(other)[0], elsewhere, "what has not changed is as it was");
        let mut more = now.clone();
        more.add("c.flow", "");
        assert!(looked.moved_to(&more, &[]).in_file(other).is_empty(), "other files, other numbers of files");
    }

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
