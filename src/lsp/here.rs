//! A place that a request asks about.

use std::sync::Arc;

use gen_lsp_types::{Position, TextDocumentPositionParams, Uri};

use super::capabilities::Client;
use super::findings::Findings;
use super::semantic::Colours;
use super::snapshot::Snapshot;
use super::symbols::{Occurrence, Symbol};
use super::uri;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;
use crate::syntax::{self, Parsed};

/// What requests are answered from: the projects that matter, each at one moment.
#[derive(Debug, Clone)]
pub struct World {
    /// The projects that read the file that is asked about, or all that are known.
    pub projects: Vec<Arc<Snapshot>>,
    /// The projects that do not read the file.
    pub others: Vec<Arc<Snapshot>>,
    /// For each of them what is wrong with it.
    pub found: Vec<Arc<Findings>>,
    /// What the editor can do.
    pub client: Client,
    /// What it was told of colours.
    pub colours: Arc<Colours>,
}

/// A file of a project.
#[derive(Debug, Clone)]
pub struct Here {
    /// The project.
    pub snapshot: Arc<Snapshot>,
    /// The file.
    pub file: FileId,
}

impl World {
    /// The file at an address.
    pub fn file(&self, uri: &Uri) -> Option<Here> {
        let path = uri::path(uri)?;
        self.projects.iter().find_map(|snapshot| {
            let file = snapshot.file(&path)?;
            Some(Here { snapshot: snapshot.clone(), file })
        })
    }

    /// All findings of a file.
    pub fn findings(&self, here: &Here) -> &[Diagnostic] {
        let own = self.projects.iter().position(|snapshot| Arc::ptr_eq(snapshot, &here.snapshot));
        own.map_or(&[], |at| self.found[at].in_file(here.file))
    }

    /// The file and the byte of a position.
    pub fn place(&self, at: &TextDocumentPositionParams) -> Option<(Here, u32)> {
        let here = self.file(&at.text_document.uri)?;
        let offset = here.offset(at.position);
        Some((here, offset))
    }

    /// All projects that read a file, with its place in each.
    pub fn readers(&self, path: &str) -> Vec<(Arc<Snapshot>, FileId)> {
        let projects = self.projects.iter().chain(&self.others);
        projects.filter_map(|snapshot| Some((snapshot.clone(), snapshot.file(path)?))).collect()
    }

    /// A thing in all projects that read the file in which it is declared, as each of them knows it.
    pub fn everywhere(&self, here: &Here, symbol: Symbol) -> Vec<(Arc<Snapshot>, Symbol)> {
        let Some(declared) = here.snapshot.source(symbol.at.file) else { return Vec::new() };
        let readers = self.readers(&declared.name).into_iter();
        let there = readers.map(|(snapshot, file)| (snapshot, symbol.in_file(file)));
        there.filter(|(snapshot, symbol)| snapshot.symbols().places(*symbol).next().is_some()).collect()
    }
}

impl Here {
    /// The name at a byte, with each thing that it may mean.
    pub fn names_at(&self, offset: u32) -> &[Occurrence] {
        self.snapshot.symbols().at(self.file, offset)
    }

    /// The byte at a position.
    pub fn offset(&self, position: Position) -> u32 {
        self.snapshot.offset(self.file, position)
    }

    /// The script parsed once more, with its tokens; `None` for other files.
    pub fn parsed(&self) -> Option<Parsed> {
        self.snapshot.tree(self.file)?;
        Some(syntax::parse(self.file, self.text()))
    }

    /// The path.
    pub fn name(&self) -> &str {
        self.snapshot.source(self.file).map_or("", |source| source.name.as_str())
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        self.snapshot.source(self.file).map_or("", |source| source.text.as_str())
    }
}
