//! Which texts belong together? The manifest, the folder's `.flow` files, the folders that they use, the standard
//! library, and the knowledge tables.
//!
//! A project is a folder of `.flow` files with a manifest `flow.yaml`, or one `.flow` file by itself; a manifest beside
//! that file is its own too. [`load`] reads all of it and goes on behind every mistake; it fails only where there is
//! nothing to read.

pub mod cells;
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
pub use knowledge::{Pair, Refused, Table, headings, read_table};
pub use load::{LoadError, Parses, load, load_again};
pub use manifest::{Budget, EVERY_FLOW, Manifest, Offered, duration, offered};
pub use stdlib::{Library, libraries};

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

impl Project {
    /// The knowledge tables, by their names in the program.
    pub fn tables(&self) -> Vec<Table> {
        let declared = self.folders.iter().flat_map(|folder| {
            let items = folder.files.iter().flat_map(|script| &script.tree.items);
            items.filter_map(move |item| match item {
                ast::Item::Knowledge(item) => {
                    let (name, file) = (&item.name.as_ref()?.text, item.from.as_ref()?.literal()?);
                    let name = match folder.namespace.as_str() {
                        "" => name.clone(),
                        namespace => format!("{namespace}.{name}"),
                    };
                    let rows = folder.knowledge.get(file)?.clone();
                    Some(Table { name, path: join(&folder.path, file), rows })
                }
                _ => None,
            })
        });
        declared.collect()
    }
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
    /// Rows of its knowledge tables, by the file as the script names it.
    pub knowledge: BTreeMap<String, Vec<Pair>>,
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
