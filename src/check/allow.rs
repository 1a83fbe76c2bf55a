//! Findings that a comment silences at one place: `# flowc: allow(NAME) REASON`.

use std::collections::BTreeMap;

use super::CheckInput;
use crate::diagnostic::codes::project::ALLOWS_NOTHING;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::source::FileId;
use crate::syntax::Entries;
use crate::syntax::ast::{Allow, File};

/// The findings of a whole project without those that comments silence, and with a remark for each comment that silences
/// nothing. `found` is in its final order, and so is the result.
pub fn silenced(found: Vec<Diagnostic>, input: &CheckInput) -> Vec<Diagnostic> {
    let trees = input.folders.iter().flat_map(|folder| &folder.files).filter(|tree| !tree.allows.is_empty());
    let mut silences: BTreeMap<FileId, Silences<'_>> =
        trees.map(|tree| (tree.span.file, Silences::of(tree))).collect();
    if silences.is_empty() {
        return found;
    }
    let mut sink = Sink::default();
    for finding in found {
        let silent = finding.code.severity != Severity::Error
            && silences.get_mut(&finding.span.file).is_some_and(|file| file.take(&finding));
        if !silent {
            sink.push(finding);
        }
    }
    // With errors about, some checks are silent by themselves; what a used folder needs is another project's business.
    if !sink.has_errors() {
        let own = input.folders.iter().take(1).flat_map(|folder| &folder.files);
        let own = own.filter_map(|tree| silences.get(&tree.span.file));
        sink.extend(own.flat_map(Silences::idle));
    }
    sink.finish()
}

/// The comments of one file, and which of them were needed.
struct Silences<'a> {
    /// Each name of each comment, by the name and where the line begins that it is about.
    names: BTreeMap<(&'a str, u32), Silence<'a>>,
    entries: Entries,
}

struct Silence<'a> {
    allow: &'a Allow,
    /// Which of the comment's names.
    name: usize,
    needed: bool,
}

impl<'a> Silences<'a> {
    fn of(tree: &'a File) -> Self {
        let names = tree.allows.iter().flat_map(|allow| {
            allow.names.iter().enumerate().map(move |(name, written)| {
                ((written.text.as_str(), allow.line.start), Silence { allow, name, needed: false })
            })
        });
        Silences { names: names.collect(), entries: Entries::of(tree) }
    }

    /// Whether a comment silences this finding; it is needed then.
    fn take(&mut self, finding: &Diagnostic) -> bool {
        let name = finding.code.name;
        let mut found = false;
        let at = finding.span.start;
        // What stands behind an entry is none of its business.
        let around = self.entries.around(at).filter(|span| at < span.end).map(|span| span.start);
        for place in std::iter::once(at).chain(around) {
            // The last comment about a line that begins before the place; it must be this place's line.
            let before = self.names.range_mut((name, 0)..=(name, place)).next_back();
            if let Some((_, silence)) = before
                && place <= silence.allow.line.end
            {
                silence.needed = true;
                found = true;
            }
        }
        found
    }

    /// Remarks about names that silence nothing.
    fn idle(&self) -> impl Iterator<Item = Diagnostic> {
        self.names.values().filter(|silence| !silence.needed).map(|silence| {
            let name = &silence.allow.names[silence.name];
            let message = format!("there is no `{}` to silence here", name.text);
            let finding = Diagnostic::new(&ALLOWS_NOTHING, name.span, message);
            match silence.allow.names.len() {
                1 => finding.help("take the comment out").fix("remove the comment", silence.allow.span, ""),
                _ => finding.help("take the name out"),
            }
        })
    }
}
