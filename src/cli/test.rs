//! `flowc test`: the tests of a project, in virtual time.

mod coverage;
mod explore;
mod junit;
mod record;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Exit, Screen, project};
use crate::diagnostic::Severity;
use crate::engine::{Machine, ModelRequest};
use crate::project::Project;
use crate::scenario::coverage::Coverage;
use crate::scenario::explore::Limits;
use crate::scenario::recording::Ask;
use crate::scenario::{Mode, Report, Script, Suite, offline};

/// Run the tests of a project, in virtual time and without a network
#[derive(Debug, Args)]
pub struct Test {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// Only tests whose name contains this, whatever its case
    #[arg(long, value_name = "WORDS")]
    filter: Option<String>,
    /// Show the conversations of passed tests too
    #[arg(long)]
    show: bool,
    /// Ask the manifest's models for what is not recorded, and record it; `all` records everything anew
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "missing")]
    record: Option<Record>,
    /// Remove recordings that no test uses any more
    #[arg(long, conflicts_with = "filter")]
    prune: bool,
    /// Write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Show what no test came through
    #[arg(long)]
    coverage: bool,
    /// Write what the tests came through as JSON
    #[arg(long, value_name = "FILE")]
    coverage_json: Option<PathBuf>,
    /// End with code 1 where the tests came through less than this
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    coverage_min: Option<u8>,
    /// Let contacts walk about by themselves and look for what is broken, instead of running the tests
    #[arg(long, conflicts_with_all = ["filter", "show", "record", "prune", "junit", "coverage_min"])]
    explore: bool,
    /// Where the chance of --explore begins
    #[arg(long, value_name = "N", default_value_t = 1, requires = "explore")]
    seed: u64,
    /// How many walks --explore makes
    #[arg(long, value_name = "N", default_value_t = explore::RUNS, requires = "explore")]
    runs: usize,
}

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Record {
    /// What is not recorded yet.
    Missing,
    /// Everything.
    All,
}

impl Test {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let (project, program, _) = match project::runnable(screen, &self.path, Severity::Error) {
            Ok(runnable) => runnable,
            Err(exit) => return exit,
        };
        let machine = Arc::new(Machine::new(program));
        let suite = Suite::of(&project, machine.program());
        if self.explore {
            let limits = Limits { seed: self.seed, runs: self.runs };
            return explore::run(screen, &project, &machine, &suite, limits, self.coverage_json.as_deref());
        }
        let suite = match &self.filter {
            Some(words) => suite.filter(words),
            None => suite,
        };
        let reports = match self.play(screen, &project, &machine, &suite) {
            Ok(reports) => reports,
            Err(exit) => return exit,
        };
        let failed = self.tell(screen, &project, &reports);
        if let Some(path) = &self.junit
            && let Err(exit) = write(screen, path, &junit::xml(&project, &reports))
        {
            return exit;
        }
        let covered = match self.cover(screen, &project, &machine, &reports) {
            Ok(covered) => covered,
            Err(exit) => return exit,
        };
        if failed || !covered { Exit::Findings } else { Exit::Done }
    }

    /// Runs the tests, with what is recorded and what is to be.
    fn play(
        &self,
        screen: &Screen,
        project: &Project,
        machine: &Arc<Machine>,
        suite: &Suite,
    ) -> Result<Vec<Report>, Exit> {
        let mut tape = record::tape(screen, project, machine)?;
        if self.record == Some(Record::All) {
            tape = tape.afresh();
        }
        let live = self.record.map(|_| record::Live::of(screen, project, machine)).transpose()?;
        let ask = live.as_ref().map(|live| |request: &ModelRequest| live.ask(request));
        let ask = ask.as_ref().map(|ask| ask as &Ask<'_>);
        let tables = offline::tables(project);
        let answers = |script: &Script| {
            let file = record::name(project, script.span);
            tape.replay(&file, record::modelled, tables.clone().offline(), ask)
        };
        let reports = suite.run(machine, answers, Mode::default());
        // A test that failed may not have come to its questions.
        let whole = self.filter.is_none() && reports.iter().all(Report::passed);
        let prune = self.prune && whole;
        if self.record.is_some() || prune {
            record::write(screen, project, &tape.recordings(prune))?;
        }
        match tape.made() {
            0 => {}
            1 => screen.note("1 answer recorded"),
            made => screen.note(format!("{made} answers recorded")),
        }
        let unused = tape.unused();
        if whole && !unused.is_empty() {
            let files: Vec<String> =
                unused.iter().map(|(file, count)| format!("{count} of {file}")).collect();
            let removed = if prune { "removed" } else { "`flowc test --prune` removes them" };
            screen.note(format!("recordings that no test used: {}; {removed}", files.join(", ")));
        }
        Ok(reports)
    }

    /// Tells what came of each test; whether one failed.
    fn tell(&self, screen: &Screen, project: &Project, reports: &[Report]) -> bool {
        for report in reports {
            match &report.failure {
                None => {
                    screen.say(format!("ok    {}", report.test));
                    if self.show {
                        screen.say(indented(&report.transcript.to_string()));
                    }
                }
                Some(failure) => {
                    screen.say(format!("FAIL  {}", report.test));
                    screen.say(failure.render(&project.sources));
                }
            }
        }
        let failed = reports.iter().filter(|report| !report.passed()).count();
        let passed = reports.len() - failed;
        screen.say(match (reports.len(), failed) {
            (0, _) => "no tests".to_owned(),
            (_, 0) => format!("{passed} passed"),
            _ => format!("{passed} passed, {failed} failed"),
        });
        failed > 0
    }

    /// Tells what the tests came through, where that is wanted; whether it is enough.
    fn cover(
        &self,
        screen: &Screen,
        project: &Project,
        machine: &Machine,
        reports: &[Report],
    ) -> Result<bool, Exit> {
        if !self.coverage && self.coverage_json.is_none() && self.coverage_min.is_none() {
            return Ok(true);
        }
        let covered = Coverage::of_project(project, machine.program(), reports);
        if let Some(path) = &self.coverage_json {
            write(screen, path, &coverage::json(project, &covered))?;
        }
        if self.coverage {
            screen.say(coverage::table(project, &covered));
        }
        let total = covered.total();
        let Some(least) = self.coverage_min.map(usize::from) else { return Ok(true) };
        let enough = 100 * total.covered >= least * total.items;
        if !enough {
            screen.note(format!(
                "the tests cover {} of {} items, {}%; at least {least}% is wanted",
                total.covered,
                total.items,
                total.percent()
            ));
        }
        Ok(enough)
    }
}

#[allow(clippy::disallowed_methods)] // reports are written where the command names them
fn write(screen: &Screen, path: &Path, text: &str) -> Result<(), Exit> {
    let written = std::fs::write(path, text);
    written.map_err(|error| screen.fail(format!("{} cannot be written: {error}", path.display()), ""))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}
