//! A project that is known, from one moment to the next.

use std::sync::Arc;

use super::beside::{self, Beside};
use super::findings::{Findings, Looked};
use super::position::Encoding;
use super::snapshot::Snapshot;
use crate::project::{Files, LoadError, Parses};

/// A project that is known.
#[derive(Default)]
pub struct Held {
    /// The project as it is now; `None` until it was read.
    pub snapshot: Option<Arc<Snapshot>>,
    parses: Parses,
    /// What was found when everything was looked at last.
    looked: Option<Looked>,
    /// What is wrong with the snapshot, as far as it is known.
    pub found: Arc<Findings>,
    /// The numbers beside it, once somebody has asked for them.
    beside: Option<Arc<Beside>>,
    /// Whether everything in the snapshot was looked at.
    pub settled: bool,
}

impl Held {
    /// Reads the project anew.
    ///
    /// # Errors
    /// [`LoadError`] where there is nothing to read any more.
    pub fn read(
        &mut self,
        files: &dyn Files,
        root: &str,
        encoding: Encoding,
    ) -> Result<Arc<Snapshot>, LoadError> {
        let looked = self.looked.as_ref().map(|looked| &looked.sources);
        let snapshot = Snapshot::of(files, root, &mut self.parses, encoding, looked)?;
        self.snapshot = Some(snapshot.clone());
        self.settled = false;
        self.find();
        Ok(snapshot)
    }

    /// Everything in a snapshot was looked at; `None` where that could not be done. Whether it is the last snapshot.
    pub fn looked(&mut self, at: &Arc<Snapshot>, looked: Option<Looked>) -> bool {
        self.settled = self.snapshot.as_ref().is_some_and(|now| Arc::ptr_eq(now, at));
        self.looked = looked;
        self.find();
        self.settled
    }

    /// Puts together what is known to be wrong.
    fn find(&mut self) {
        let Some(snapshot) = &self.snapshot else { return };
        self.found = Arc::new(match &self.looked {
            Some(looked) => looked.moved_to(&snapshot.project.sources, &snapshot.quick),
            None => Findings::of(snapshot.quick.iter().cloned()),
        });
    }

    /// Whether it has read a file.
    pub fn reads(&self, path: &str) -> bool {
        self.snapshot.as_ref().is_some_and(|snapshot| snapshot.file(path).is_some())
    }

    /// The numbers beside it.
    pub fn beside(&mut self, files: &dyn Files) -> Arc<Beside> {
        let root = self.snapshot.as_ref().map_or("", |snapshot| &snapshot.project.root);
        self.beside.get_or_insert_with(|| Beside::of(files, root)).clone()
    }

    /// The numbers at a path are not what they were.
    pub fn counted_anew(&mut self, path: &str) {
        if self.snapshot.as_ref().is_some_and(|snapshot| beside::path(&snapshot.project.root) == path) {
            self.beside = None;
        }
    }
}
