//! `flowc test`: the tests of a project, in virtual time.

use std::sync::Arc;

use clap::Args;

use super::{Exit, Screen, offline, project};
use crate::diagnostic::Severity;
use crate::engine::Machine;
use crate::scenario::{Mode, suite};

/// Run the tests of a project, in virtual time and without a network
#[derive(Debug, Args)]
pub struct Test {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// Only tests whose words contain this
    #[arg(long, value_name = "WORDS")]
    only: Option<String>,
    /// Show the conversations of passed tests too
    #[arg(long)]
    show: bool,
}

impl Test {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let (project, program, _) = match project::runnable(screen, &self.path, Severity::Error) {
            Ok(runnable) => runnable,
            Err(exit) => return exit,
        };
        let machine = Arc::new(Machine::new(program));
        let tables = offline::tables(&project);
        let reports = suite(&project, &machine, || offline::answers(tables.clone()), Mode::default());
        let wanted = |test: &str| self.only.as_deref().is_none_or(|words| test.contains(words));
        let reports: Vec<_> = reports.into_iter().filter(|report| wanted(&report.test)).collect();
        let mut failed = 0;
        for report in &reports {
            match &report.failure {
                None => {
                    screen.say(format!("ok    {}", report.test));
                    if self.show {
                        screen.say(indented(&report.transcript.to_string()));
                    }
                }
                Some(failure) => {
                    failed += 1;
                    screen.say(format!("FAIL  {}", report.test));
                    screen.say(failure.render(&project.sources));
                }
            }
        }
        let passed = reports.len() - failed;
        screen.say(match (reports.len(), failed) {
            (0, _) => "no tests".to_owned(),
            (_, 0) => format!("{passed} passed"),
            _ => format!("{passed} passed, {failed} failed"),
        });
        if failed > 0 { Exit::Findings } else { Exit::Done }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}
