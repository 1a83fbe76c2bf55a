//! From files to a program: what every face calls.

use super::compile;
use crate::check::{CheckInput, Folder};
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::project::{Files, LoadError, Project, load};

/// A project, read and compiled.
#[derive(Debug)]
pub struct Build {
    /// What was read: texts, manifest, trees.
    pub project: Project,
    /// The program; `None` where a finding is an error.
    pub program: Option<Program>,
    /// Everything that was found, in its final order.
    pub findings: Vec<Diagnostic>,
}

/// Reads and compiles the project at `path`.
///
/// # Errors
/// [`LoadError`] where there is nothing to read.
pub fn build(files: &dyn Files, path: &str) -> Result<Build, LoadError> {
    let (project, found) = load(files, path)?;
    let (program, findings) = compile(&input(&project), found);
    Ok(Build { project, program, findings })
}

/// What the checker is given of a project.
pub fn input(project: &Project) -> CheckInput {
    let folders = project.folders.iter().map(|folder| Folder {
        namespace: folder.namespace.clone(),
        files: folder.files.iter().map(|script| script.tree.clone()).collect(),
        assets: Some(folder.assets.clone()),
    });
    CheckInput {
        project: project.name.clone(),
        folders: folders.collect(),
        outside: project.manifest.outside.clone(),
        has_manifest: project.manifest_file.is_some(),
        checks: project.manifest.checks.clone(),
        budgets: project.manifest.budgets.clone(),
        file_names: project.sources.iter().map(|(_, source)| source.name.clone()).collect(),
    }
}
