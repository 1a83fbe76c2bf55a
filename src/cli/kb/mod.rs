//! `flowc kb`: knowledge tables, made of what there is.

mod compare;
mod hear;
mod import;
mod learn;
mod markdown;
mod question;
mod read;
mod sheet;
mod transcript;
mod write;

use clap::{Args, Subcommand};

use super::{Exit, Screen};

/// Make knowledge tables of lists of answers, or of calls
#[derive(Debug, Args)]
pub struct Kb {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Import),
    Learn(learn::Learn),
}

impl Kb {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        match &self.command {
            Command::Import(command) => command.run(screen),
            Command::Learn(command) => command.run(screen),
        }
    }
}
