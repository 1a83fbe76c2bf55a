//! `flowc diff`: what changes from one script to another, and where contacts who wait go on.

mod human;
mod json;

use clap::{Args, ValueEnum};

use super::{Exit, Screen, project};
use crate::check::compare_safely;
use crate::diagnostic::Severity;

/// Show what a changed script means, and where contacts who wait go on
#[derive(Debug, Args)]
pub struct Diff {
    /// The script before: a project's folder, or one .flow file
    old: String,
    /// The script now
    new: String,
    /// How it is shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON object
    Json,
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let read = |path: &str| project::runnable(screen, path, Severity::Error);
        let (old, new) = match (read(&self.old), read(&self.new)) {
            (Ok((old_sources, old, _)), Ok((new_sources, new, _))) => {
                ((old_sources.sources, old), (new_sources.sources, new))
            }
            (Err(exit), _) | (_, Err(exit)) => return exit,
        };
        let comparison = compare_safely(&old.1, &new.1);
        let text = match self.format {
            Format::Human => human::shown(&comparison, &old, &new, screen.color),
            Format::Json => json::shown(&comparison, &old, &new),
        };
        screen.say(text.trim_end());
        if comparison.is_safe() { Exit::Done } else { Exit::Findings }
    }
}
