//! The terminal's face: one file per command; the only place that prints or exits.

mod check;
mod exit;
mod explain;
mod new;
mod project;
mod run;
mod screen;

use clap::{Parser, Subcommand};

pub use exit::Exit;
use screen::Screen;

/// Chat funnels as programs.
#[derive(Debug, Parser)]
#[command(name = "flowc", version, about, disable_help_subcommand = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Check(check::Check),
    Run(run::Run),
    Explain(explain::Explain),
}

/// Runs the command that the process's arguments name.
pub fn main() -> Exit {
    let screen = Screen::of_process();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not mistakes; clap knows where each is printed.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    match arguments.command {
        Command::New(command) => command.run(&screen),
        Command::Check(command) => command.run(&screen),
        Command::Run(command) => command.run(&screen),
        Command::Explain(command) => command.run(&screen),
    }
}
