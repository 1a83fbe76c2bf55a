//! Which fixes are applied, and what comes of them: worked out in memory, round by round.

use std::collections::BTreeMap;

use super::super::{Exit, Screen, project};
use crate::diagnostic::{Applicability, Diagnostic, Severity, apply};
use crate::lower::{Build, build};
use crate::project::{Disk, Entry, FileError, Files};
use crate::source::{FileId, SourceMap};

/// Rounds after which no more is tried: a fix may uncover the next one, but not for ever.
const ROUNDS_MAX: usize = 20;
/// Fixes that are tried one by one in a round in which all together did harm.
const SINGLES_MAX: usize = 100;

/// What is to be written.
pub struct Plan {
    /// The files that change, by their paths.
    pub changes: Vec<Change>,
    /// How many fixes were applied.
    pub fixes: usize,
    findings_left: usize,
    guesses_left: usize,
}

/// A file that changes.
pub struct Change {
    pub path: String,
    pub before: String,
    pub after: String,
}

impl Plan {
    /// The fixes of the project at a path.
    ///
    /// # Errors
    /// The exit of the command, told on the screen, where there is nothing to read.
    pub fn of(screen: &Screen, path: &str, guesses: bool) -> Result<Plan, Exit> {
        let first = project::read(screen, path)?;
        let mut state = State { path, texts: BTreeMap::new(), built: first, fixes: 0 };
        for _ in 0..ROUNDS_MAX {
            match state.round(guesses) {
                Some(next) => state = next,
                None => break,
            }
        }
        let changes = state.texts.iter().filter_map(|(path, after)| {
            let before = on_disk(path)?;
            Some(Change { path: path.clone(), before, after: after.clone() })
        });
        let left = &state.built.findings;
        let guess = |finding: &&Diagnostic| {
            finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Guess)
        };
        Ok(Plan {
            changes: changes.collect(),
            fixes: state.fixes,
            findings_left: left.len(),
            guesses_left: if guesses { 0 } else { left.iter().filter(guess).count() },
        })
    }

    /// What remains, for the end of a line.
    pub fn left(&self) -> String {
        let findings = match self.findings_left {
            0 => return String::new(),
            1 => "; 1 finding is left".to_owned(),
            count => format!("; {count} findings are left"),
        };
        match self.guesses_left {
            0 => findings,
            1 => format!("{findings}, of which `--guesses` would mend 1"),
            count => format!("{findings}, of which `--guesses` would mend {count}"),
        }
    }
}

/// The project with the texts so far.
struct State<'p> {
    path: &'p str,
    /// The texts of the files that change, by their paths.
    texts: BTreeMap<String, String>,
    built: Build,
    fixes: usize,
}

impl<'p> State<'p> {
    /// The state after a round, if any fix makes it better. All together are tried first; if one of them does harm they are
    /// tried one by one.
    fn round(&self, guesses: bool) -> Option<State<'p>> {
        let sources = &self.built.project.sources;
        let may = |finding: &&Diagnostic| {
            finding.fix.as_ref().is_some_and(|fix| {
                (guesses || fix.applicability == Applicability::Safe)
                    && fix.edits.iter().all(|edit| self.is_own(sources, edit.span.file))
            })
        };
        let found: Vec<&Diagnostic> = self.built.findings.iter().filter(may).collect();
        if found.is_empty() {
            return None;
        }
        if let Some((next, taken)) = self.with(&found) {
            let mended = |severity| taken.iter().filter(|at| found[**at].severity == severity).count();
            let whole = next.bad();
            let (errors, all) = self.bad();
            if whole.0 + mended(Severity::Error) <= errors && whole.1 + taken.len() <= all {
                return Some(next);
            }
        }
        let singles = found.iter().take(SINGLES_MAX).filter_map(|finding| Some(self.with(&[*finding])?.0));
        let mut better = singles.filter(|next| next.bad() < self.bad());
        better.next()
    }

    /// The state with fixes applied, and which of them were.
    fn with(&self, found: &[&Diagnostic]) -> Option<(State<'p>, Vec<usize>)> {
        let sources = &self.built.project.sources;
        let applied = apply(sources, found.iter().filter_map(|finding| finding.fix.as_ref()));
        let mut texts = self.texts.clone();
        texts.extend(
            applied
                .texts
                .into_iter()
                .filter_map(|(file, text)| Some((sources.get(file)?.name.clone(), text))),
        );
        let overlay = Overlay { texts };
        let built = build(&overlay, self.path).ok()?;
        let fixes = self.fixes + applied.taken.len();
        Some((State { path: self.path, texts: overlay.texts, built, fixes }, applied.taken))
    }

    /// Errors, and findings at all.
    fn bad(&self) -> (usize, usize) {
        let findings = &self.built.findings;
        (findings.iter().filter(|finding| finding.severity == Severity::Error).count(), findings.len())
    }

    /// Whether a text is a file of the disk and no library's.
    fn is_own(&self, sources: &SourceMap, file: FileId) -> bool {
        let Some(source) = sources.get(file) else { return false };
        self.texts.contains_key(&source.name) || on_disk(&source.name).is_some_and(|text| text == source.text)
    }
}

fn on_disk(path: &str) -> Option<String> {
    String::from_utf8(Disk.read(path, usize::MAX - 1).ok()?).ok()
}

/// The disk, with some texts in the place of its own.
struct Overlay {
    texts: BTreeMap<String, String>,
}

impl Files for Overlay {
    fn read(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, FileError> {
        match self.texts.get(path) {
            Some(text) if text.len() > bytes_max => Err(FileError::TooLarge { bytes_max }),
            Some(text) => Ok(text.clone().into_bytes()),
            None => Disk.read(path, bytes_max),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError> {
        Disk.list(folder)
    }

    fn folder_name(&self, folder: &str) -> Option<String> {
        Disk.folder_name(folder)
    }
}
