//! All tests of a project.

use std::sync::Arc;

use super::answers::Answers;
use super::reading::read_all;
use super::run::{Mode, Report, run};
use super::script::Script;
use crate::engine::Machine;
use crate::ir::Program;
use crate::parallel;
use crate::project::Project;

/// The tests of a project's own files, in their order.
#[derive(Debug, Clone)]
pub struct Suite {
    /// A test that cannot be run is its report.
    tests: Vec<Result<Script, Box<Report>>>,
}

impl Suite {
    /// All of them.
    pub fn of(project: &Project, program: &Program) -> Self {
        let own = project.folders.first().map(|folder| folder.files.as_slice()).unwrap_or_default();
        Suite { tests: read_all(own.iter().map(|file| &*file.tree), program) }
    }

    /// Only those whose name contains these words, whatever their case.
    pub fn filter(mut self, words: &str) -> Self {
        let words = words.to_lowercase();
        let name = |test: &Result<Script, Box<Report>>| match test {
            Ok(script) => script.name.to_lowercase(),
            Err(unread) => unread.test.to_lowercase(),
        };
        self.tests.retain(|test| name(test).contains(&words));
        self
    }

    /// Those that can be run.
    pub fn scripts(&self) -> Vec<Script> {
        self.tests.iter().filter_map(|test| test.as_ref().ok().cloned()).collect()
    }

    /// Runs them on all cores; the reports stand in the order of the tests. Each gets answers of its own, so that no test
    /// hears of another.
    pub fn run<A: Answers>(
        &self,
        machine: &Arc<Machine>,
        answers: impl Fn(&Script) -> A + Sync,
        mode: Mode,
    ) -> Vec<Report> {
        parallel::map(&self.tests, |_, test| match test {
            Ok(script) => run(script, machine, answers(script), mode),
            Err(unread) => (**unread).clone(),
        })
    }
}

/// Runs all tests of a project; where a test gives no verdict, `offline` answers in the model's place.
pub fn suite<A: Answers>(
    project: &Project,
    machine: &Arc<Machine>,
    offline: impl Fn() -> A + Sync,
    mode: Mode,
) -> Vec<Report> {
    Suite::of(project, machine.program()).run(machine, |_| offline(), mode)
}
