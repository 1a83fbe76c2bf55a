//! `flowc fix`: what a machine can mend.

mod plan;

use clap::Args;

use super::rewrite::rewrite;
use super::{Exit, Screen, unified};
use plan::Plan;

/// Mend what can be mended without asking what was meant
#[derive(Debug, Args)]
pub struct Fix {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// Apply without asking
    #[arg(long)]
    yes: bool,
    /// Apply guesses too: the nearest name, the likely place of a brace
    #[arg(long)]
    guesses: bool,
}

impl Fix {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let plan = match Plan::of(screen, &self.path, self.guesses) {
            Ok(plan) => plan,
            Err(exit) => return exit,
        };
        if plan.changes.is_empty() {
            screen.say(format!("nothing to fix{}", plan.left()));
            return Exit::Done;
        }
        for change in &plan.changes {
            screen.print(&unified::diff(&change.path, &change.before, &change.after, screen.color));
        }
        let size = format!(
            "{} in {}",
            words(plan.fixes, "fix", "fixes"),
            words(plan.changes.len(), "file", "files")
        );
        if !self.yes {
            match screen.ask(&format!("{size}; apply?")) {
                Some(true) => {}
                Some(false) => return Exit::Findings,
                None => {
                    screen.note(format!("{size}, not applied; `--yes` applies them"));
                    return Exit::Findings;
                }
            }
        }
        for change in &plan.changes {
            if let Err(error) = rewrite(&change.path, &change.before, &change.after) {
                return screen.fail(format!("`{}` cannot be written: {error}", change.path), "");
            }
        }
        screen.say(format!("{size} applied{}", plan.left()));
        Exit::Done
    }
}

fn words(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}
