//! `flowc schema`: the JSON Schema of `run --stdio`.

use clap::Args;

use super::{Exit, Screen, stdio};

/// Print the JSON Schema of the lines of `run --stdio`
#[derive(Debug, Args)]
pub struct Schema {}

impl Schema {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        screen.say(stdio::SCHEMA.trim_end());
        Exit::Done
    }
}
