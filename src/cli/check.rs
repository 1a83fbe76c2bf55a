//! `flowc check`: is it meant, and is it safe?

use clap::Args;

use super::project::{self, Format};
use super::{Exit, Screen};
use crate::diagnostic::Severity;

/// Check a project and show every finding
#[derive(Debug, Args)]
pub struct Check {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// End with code 1 on warnings too
    #[arg(long)]
    deny_warnings: bool,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let built = match project::read(screen, &self.path) {
            Ok(built) => built,
            Err(exit) => return exit,
        };
        let sources = &built.project.sources;
        for finding in &built.findings {
            screen.say(project::shown(sources, finding, self.format, screen.color));
        }
        if self.format == Format::Human {
            screen.say(summary(&built));
        }
        let denied =
            |severity| severity == Severity::Error || self.deny_warnings && severity == Severity::Warning;
        match built.findings.iter().any(|finding| denied(finding.severity)) {
            true => Exit::Findings,
            false => Exit::Done,
        }
    }
}

/// What was looked at and what was found, in one line.
fn summary(built: &crate::lower::Build) -> String {
    let found = project::summary(&built.findings);
    let Some(program) = &built.program else { return found };
    let steps: usize = program.flows.iter().map(|flow| flow.steps.len()).sum();
    let count =
        |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    let size =
        format!("{}: {}, {}", program.project, count(program.flows.len(), "flow"), count(steps, "step"));
    if built.findings.is_empty() { format!("{size}, no findings") } else { format!("{size}; {found}") }
}
