//! All tests of a project.

use std::sync::Arc;

use super::answers::Answers;
use super::reading::read_all;
use super::run::{Mode, Report, run};
use super::script::Script;
use crate::engine::Machine;
use crate::project::Project;

/// Runs the tests of the project's own files, in their order. Each gets an offline provider of its own, so that no test
/// hears of another.
pub fn suite<A: Answers>(
    project: &Project,
    machine: &Arc<Machine>,
    mut offline: impl FnMut() -> A,
    mode: Mode,
) -> Vec<Report> {
    let own = project.folders.first().map(|folder| folder.files.as_slice()).unwrap_or_default();
    let scripts = read_all(own.iter().map(|file| &*file.tree), machine.program());
    let mut report = |script: &Script| run(script, machine, offline(), mode);
    scripts
        .iter()
        .map(|script| script.as_ref().map(&mut report).unwrap_or_else(|unread| (**unread).clone()))
        .collect()
}
