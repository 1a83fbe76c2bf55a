//! What the checker is given.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::ir::Outside;
use crate::project::Budget;
use crate::syntax::ast;

/// A whole project, read and parsed: what [`super::check`] and `lower` look at.
#[derive(Debug, Clone, Default)]
pub struct CheckInput {
    /// The project's name, which never changes after the start: the manifest's, else the folder's or file's.
    pub project: String,
    /// The project's own folder first, with an empty namespace, then the used ones.
    pub folders: Vec<Folder>,
    /// What the manifest says; empty without one.
    pub outside: Outside,
    /// Whether there is a manifest. Without one any channel and operator is as good as another.
    pub has_manifest: bool,
    /// The manifest's `checks`, by a code's name; `None` is off. They never soften an error.
    pub checks: BTreeMap<String, Option<Severity>>,
    /// What flows may take at most, by their names.
    pub budgets: BTreeMap<String, Budget>,
    /// Names of the source files, by the number in spans.
    pub file_names: Vec<String>,
}

/// The `.flow` files of one folder: one namespace.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// The word under which it is used; empty for the project itself.
    pub namespace: String,
    /// Its files in the order of their names.
    pub files: Vec<Arc<ast::File>>,
    /// Every other file of the folder, by its path in it: what a message may send. `None` where that is not known.
    pub assets: Option<BTreeSet<String>>,
}
