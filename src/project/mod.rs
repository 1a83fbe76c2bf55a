//! Which texts belong together? The manifest, the folder's `.flow` files, the folders that they use, the standard
//! library, and the knowledge tables.
//!
//! A project is a folder of `.flow` files with a manifest `flow.yaml`, or one `.flow` file by itself; a manifest beside
//! that file is its own too. [`load`] reads all of it and goes on behind every mistake; it fails only where there is
//! nothing to read.

#[cfg(feature = "run")]
mod disk;
mod files;
mod knowledge;
mod load;
mod manifest;
mod names;
mod stdlib;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

#[cfg(feature = "run")]
pub use disk::Disk;
pub use files::{Entry, FileError, Files, Memory, join};
pub use load::{LoadError, load};
pub use manifest::{Manifest, duration};

use crate::source::{FileId, SourceMap};
use crate::syntax::ast;

/// The manifest's name in its folder.
pub const MANIFEST: &str = "flow.yaml";

/// A project, read and parsed.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Every text that was read.
    pub sources: SourceMap,
    /// The project's name: the manifest's, else the folder's or the file's.
    pub name: String,
    /// The folder of its scripts, as the person would write it; empty where they stand in it.
    pub root: String,
    /// What the manifest says.
    pub manifest: Manifest,
    /// The manifest's file; `None` where there is none.
    pub manifest_file: Option<FileId>,
    /// The project's own folder, then the used ones, each once, in the order in which they were met.
    pub folders: Vec<Folder>,
}

/// The `.flow` files of one folder.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// The word under which it is used; empty for the project's own.
    pub namespace: String,
    /// Where it is; a library begins with `std.`.
    pub path: String,
    /// Its files in the order of their names.
    pub files: Vec<FlowFile>,
    /// Rows (question, answer) of its knowledge tables, by the file as the script names it.
    pub knowledge: BTreeMap<String, Vec<(String, String)>>,
    /// Every other file of it, folders in it included to a depth of four: what `send image` may name.
    pub assets: BTreeSet<String>,
}

/// One script.
#[derive(Debug, Clone)]
pub struct FlowFile {
    /// The file.
    pub file: FileId,
    /// Its tree.
    pub tree: std::sync::Arc<ast::File>,
}
