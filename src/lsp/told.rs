//! What the editor was told of files.

use std::collections::BTreeMap;
use std::sync::Arc;

use gen_lsp_types::Diagnostic;

use super::held::Held;
use super::render;
use super::snapshot::Snapshot;
use crate::diagnostic;

/// What the editor was told of each file, by its path.
#[derive(Default)]
pub struct Told(BTreeMap<String, File>);

#[derive(Default)]
struct File {
    /// The findings of each project that reads it.
    of: Vec<Arc<[diagnostic::Diagnostic]>>,
    /// The same as they were told.
    diagnostics: Vec<Diagnostic>,
}

impl File {
    /// Whether it is about the same findings still.
    fn is_of(&self, found: &[(&Snapshot, &Arc<[diagnostic::Diagnostic]>)]) -> bool {
        self.of.len() == found.len()
            && self.of.iter().zip(found).all(|(told, (_, now))| Arc::ptr_eq(told, now))
    }
}

impl Told {
    /// Takes what is found in all projects; the paths of the files of which something new is to be told.
    pub fn update<'h>(&mut self, projects: impl Iterator<Item = &'h Held>) -> Vec<String> {
        let mut all: BTreeMap<&str, Vec<(&Snapshot, &Arc<[_]>)>> = BTreeMap::new();
        for held in projects {
            let Some(snapshot) = &held.snapshot else { continue };
            for (file, found) in held.found.iter() {
                if let Some(source) = snapshot.source(file) {
                    all.entry(&source.name).or_default().push((snapshot, found));
                }
            }
        }
        let mut news: Vec<String> = Vec::new();
        for (path, file) in &mut self.0 {
            if !all.contains_key(path.as_str()) {
                file.of.clear();
                if !std::mem::take(&mut file.diagnostics).is_empty() {
                    news.push(path.clone());
                }
            }
        }
        for (path, found) in all {
            let known = self.0.get(path);
            if known.is_some_and(|known| known.is_of(&found)) {
                continue;
            }
            let of = found.iter().map(|(_, found)| Arc::clone(found)).collect();
            let diagnostics = rendered(&found);
            if known.map_or(&[][..], |known| &known.diagnostics) != diagnostics {
                news.push(path.to_owned());
            }
            self.0.insert(path.to_owned(), File { of, diagnostics });
        }
        news.sort_unstable();
        news
    }

    /// What was told of a file.
    pub fn of(&self, path: &str) -> &[Diagnostic] {
        self.0.get(path).map_or(&[], |file| &file.diagnostics)
    }

    /// What was told of each file of which anything ever was.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Diagnostic])> {
        self.0.iter().map(|(path, file)| (path.as_str(), file.diagnostics.as_slice()))
    }
}

/// The findings of a file in the words of the protocol. A folder that two projects use is read twice.
fn rendered(found: &[(&Snapshot, &Arc<[diagnostic::Diagnostic]>)]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (snapshot, found) in found {
        for diagnostic in found.iter().map(|finding| render::diagnostic(snapshot, finding)) {
            if !diagnostics.contains(&diagnostic) {
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics
}
