//! The terminal's face: one file per command; the only place that prints or exits.

mod chat;
mod check;
mod diff;
mod exit;
mod explain;
mod fix;
mod fmt;
mod graph;
mod kb;
mod log;
mod lsp;
mod new;
mod operator;
mod project;
mod report;
mod rewrite;
mod run;
mod schema;
mod screen;
mod stamps;
mod std;
mod stdio;
mod test;
mod unified;

use clap::{Parser, Subcommand};

pub use exit::Exit;
use screen::Screen;

/// The data folder of a project that names none.
const DATA: &str = ".flowc";

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
    Fmt(fmt::Fmt),
    Fix(fix::Fix),
    Test(test::Test),
    Chat(chat::Chat),
    Run(run::Run),
    Graph(graph::Graph),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Std(std::Std),
    Schema(schema::Schema),
    Kb(kb::Kb),
    Lsp(lsp::Lsp),
    Report(report::Report),
    /// Show a contact: where it stands, what is known of it, what was said
    Show(operator::One),
    /// Silence the bot for a contact, as if a person led
    Pause(operator::One),
    /// End the silence of `pause`
    Resume(operator::One),
    /// Forget a contact: state, conversation, pictures, and what would have been sent
    Erase(operator::One),
    /// Show whether events are taken, and how much there is
    Health(operator::Whole),
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
        Command::Fmt(command) => command.run(&screen),
        Command::Fix(command) => command.run(&screen),
        Command::Test(command) => command.run(&screen),
        Command::Chat(command) => command.run(&screen),
        Command::Run(command) => command.run(&screen),
        Command::Graph(command) => command.run(&screen),
        Command::Diff(command) => command.run(&screen),
        Command::Explain(command) => command.run(&screen),
        Command::Std(command) => command.run(&screen),
        Command::Schema(command) => command.run(&screen),
        Command::Kb(command) => command.run(&screen),
        Command::Lsp(command) => command.run(&screen),
        Command::Report(command) => command.run(&screen),
        Command::Show(order) => operator::show(&screen, &order),
        Command::Pause(order) => operator::pause(&screen, &order),
        Command::Resume(order) => operator::resume(&screen, &order),
        Command::Erase(order) => operator::erase(&screen, &order),
        Command::Health(order) => operator::health(&screen, &order),
    }
}
