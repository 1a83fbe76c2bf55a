//! A place that a request asks about.

use std::sync::Arc;

use gen_lsp_types::{Position, TextDocumentPositionParams, Uri};

use super::snapshot::Snapshot;
use super::symbols::Occurrence;
use super::uri;
use crate::source::FileId;

/// What requests are answered from: the projects that matter, each at one moment.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// The project of the file that is asked about, or all that are known.
    pub projects: Vec<Arc<Snapshot>>,
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

    /// The file and the byte of a position.
    pub fn place(&self, at: &TextDocumentPositionParams) -> Option<(Here, u32)> {
        let here = self.file(&at.text_document.uri)?;
        let offset = here.offset(at.position);
        Some((here, offset))
    }

    /// The same in each of the projects that read the file.
    pub fn places(&self, at: &TextDocumentPositionParams) -> Vec<(Here, u32)> {
        let alone = |snapshot: &Arc<Snapshot>| World { projects: vec![snapshot.clone()] };
        self.projects.iter().filter_map(|snapshot| alone(snapshot).place(at)).collect()
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

    /// The whole text.
    pub fn text(&self) -> &str {
        self.snapshot.source(self.file).map_or("", |source| source.text.as_str())
    }
}
