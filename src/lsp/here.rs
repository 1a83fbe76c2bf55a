//! A place that a request asks about.

use std::sync::Arc;

use gen_lsp_types::{Position, TextDocumentPositionParams, Uri};

use super::beside::{Beside, Counted};
use super::capabilities::Client;
use super::findings::Findings;
use super::semantic::Colours;
use super::snapshot::Snapshot;
use super::symbols::{Occurrence, Symbol};
use super::uri;
use crate::diagnostic::Diagnostic;
use crate::ir::Time;
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
    /// For each of `projects` the numbers that lie beside it.
    pub beside: Vec<Arc<Beside>>,
    /// When it was asked.
    pub now: Time,
}

/// A project that reads a file, with its numbers.
#[derive(Debug)]
pub struct Reader<'w> {
    /// The numbers.
    pub counted: &'w Counted,
    /// The word under which the project uses the file's folder; empty for its own.
    namespace: &'w str,
    /// The project's name, where another one has numbers too.
    project: Option<&'w str>,
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

    /// The numbers of all projects that read a script.
    pub fn counted(&self, here: &Here) -> Vec<Reader<'_>> {
        let Some(name) = here.snapshot.source(here.file).map(|source| &source.name) else {
            return Vec::new();
        };
        let readers = self.projects.iter().zip(&self.beside).filter_map(|(snapshot, beside)| {
            let project = &snapshot.project;
            let counted = beside.counted(&project.name)?;
            let (folder, _) = snapshot.tree(snapshot.file(name)?)?;
            Some(Reader {
                counted,
                namespace: &project.folders[folder].namespace,
                project: Some(&project.name),
            })
        });
        let mut readers: Vec<_> = readers.collect();
        if let [only] = readers.as_mut_slice() {
            only.project = None;
        }
        readers
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

impl Reader<'_> {
    /// What the program of the project calls a thing that is declared in the file.
    pub fn named(&self, name: &str) -> String {
        qualified(self.namespace, name)
    }

    /// ` in shop`, where that is no matter of course.
    pub fn whose(&self) -> String {
        self.project.map(|project| format!(" in {project}")).unwrap_or_default()
    }
}

impl Here {
    /// The name at a byte, with each thing that it may mean.
    pub fn names_at(&self, offset: u32) -> &[Occurrence] {
        self.snapshot.symbols().at(self.file, offset)
    }

    /// What the program calls a thing that is declared in the file.
    pub fn named(&self, name: &str) -> String {
        let folder = self.snapshot.tree(self.file).map(|(at, _)| &self.snapshot.project.folders[at]);
        qualified(folder.map_or("", |folder| &folder.namespace), name)
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

/// A name with the word under which its folder is used.
fn qualified(namespace: &str, name: &str) -> String {
    match namespace {
        "" => name.to_owned(),
        namespace => format!("{namespace}.{name}"),
    }
}
