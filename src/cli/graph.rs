//! `flowc graph`: the flows as a picture.

use clap::{Args, ValueEnum};

use super::{Exit, Screen, project};
use crate::check::graph::draw;
use crate::diagnostic::Severity;

/// Draw the flows of a project
#[derive(Debug, Args)]
pub struct Graph {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// The language of the picture
    #[arg(long, value_enum, default_value_t)]
    format: Language,
}

/// Languages of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Language {
    /// Graphviz: `flowc graph | dot -Tsvg > flows.svg`
    #[default]
    Dot,
    /// Mermaid: readable by GitHub and many wikis
    Mermaid,
}

impl Graph {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let program = match project::runnable(screen, &self.path, Severity::Error) {
            Ok((_, program, _)) => program,
            Err(exit) => return exit,
        };
        let text = match self.format {
            Language::Dot => draw::dot(&program),
            Language::Mermaid => draw::mermaid(&program),
        };
        screen.say(text.trim_end());
        Exit::Done
    }
}
