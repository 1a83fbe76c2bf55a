//! `flowc check`: is it meant, and is it safe?

mod bounds;
mod format;
mod watch;

use clap::{Args, ValueEnum};

use super::{Exit, Screen, project};
use crate::diagnostic::Severity;
use crate::lower::Build;
use format::Format;

/// Check a project and show every finding
#[derive(Debug, Args)]
pub struct Check {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show how many messages, how much time and how many model calls each flow takes
    #[arg(long)]
    bounds: bool,
    /// End with code 1 on these findings too, not on errors alone
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    /// Check again whenever a file of the project is saved
    #[arg(long)]
    watch: bool,
}

/// What ends the command with code 1 besides errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
    /// Remarks, and warnings with them.
    Info,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        if self.watch {
            return watch::forever(self, screen);
        }
        match project::read(screen, &self.path) {
            Ok(built) => self.tell(screen, &built),
            Err(exit) => exit,
        }
    }

    /// Shows what was found, and says how the command ends with it.
    fn tell(&self, screen: &Screen, built: &Build) -> Exit {
        if let Some(shown) = self.format.shown(&built.project.sources, &built.findings, screen.color) {
            screen.say(shown);
        }
        if self.format == Format::Human {
            screen.say(summary(built));
        }
        if let Some(program) = built.program.as_ref().filter(|_| self.bounds) {
            match self.format {
                Format::Human | Format::Short => screen.say(bounds::table(program)),
                Format::Json => {
                    let lines = bounds::json(program, &built.project.sources);
                    lines.into_iter().for_each(|line| screen.say(line));
                }
                // These documents are of findings alone.
                Format::Sarif | Format::Github => {}
            }
        }
        // The worst severity is the least in order.
        let worst = built.findings.iter().map(|finding| finding.severity).min();
        let denied = match self.deny {
            None => Severity::Error,
            Some(Deny::Warnings) => Severity::Warning,
            Some(Deny::Info) => Severity::Info,
        };
        if worst.is_some_and(|worst| worst <= denied) { Exit::Findings } else { Exit::Done }
    }
}

/// What was looked at and what was found, in one line.
fn summary(built: &Build) -> String {
    let found = project::summary(&built.findings);
    let Some(program) = &built.program else { return found };
    let steps: usize = program.flows.iter().map(|flow| flow.steps.len()).sum();
    let count =
        |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    let size =
        format!("{}: {}, {}", program.project, count(program.flows.len(), "flow"), count(steps, "step"));
    if built.findings.is_empty() { format!("{size}, no findings") } else { format!("{size}; {found}") }
}
