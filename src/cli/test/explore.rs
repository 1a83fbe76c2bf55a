//! `flowc test --explore`: contacts that walk about by themselves.

use std::path::Path;
use std::sync::Arc;

use super::super::{Exit, Screen};
use super::{coverage, write};
use crate::engine::Machine;
use crate::project::Project;
use crate::scenario::coverage::Coverage;
use crate::scenario::explore::{Exploration, Limits, explore};
use crate::scenario::{Suite, offline};

/// How many walks are made where nothing else is said.
pub const RUNS: usize = 600;

/// Explores a project and tells what was found.
pub fn run(
    screen: &Screen,
    project: &Project,
    machine: &Arc<Machine>,
    suite: &Suite,
    limits: Limits,
    json: Option<&Path>,
) -> Exit {
    let offline = offline::tables(project).offline();
    let found = quietly(|| explore(machine, &suite.scripts(), &offline, limits));
    let covered = Coverage::of_marks(project, machine.program(), [&found.marks].into_iter());
    if let Some(path) = json
        && let Err(exit) = write(screen, path, &coverage::json(project, &covered))
    {
        return exit;
    }
    tell(screen, project, &found, &covered, limits.seed);
    if found.findings.is_empty() { Exit::Done } else { Exit::Findings }
}

fn tell(screen: &Screen, project: &Project, found: &Exploration, covered: &Coverage, seed: u64) {
    let total = covered.total();
    screen.say(format!(
        "seed {seed}: {} walks, {} things happened; they came through {} of {} items, {}%",
        found.runs,
        found.inputs,
        total.covered,
        total.items,
        total.percent()
    ));
    let missing: Vec<String> = covered.missing().map(|item| coverage::line(project, item)).collect();
    if !missing.is_empty() {
        screen.say(format!("\nno walk came through\n{}", missing.join("\n")));
    }
    for finding in &found.findings {
        let breach = &finding.breach;
        let place = if breach.place.is_empty() { String::new() } else { format!(": {}", breach.place) };
        screen.say(format!("\nFOUND {}{place}\n{}", breach.what, finding.test));
    }
}

/// What panics inside is told as a finding; the process's own words about it are not.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = work();
    std::panic::set_hook(loud);
    done
}
