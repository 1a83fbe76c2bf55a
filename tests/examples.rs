//! The example funnels are clean, their own tests pass, with the offline provider as `flowc test` has it, and contacts that
//! walk about in them break nothing.

use std::sync::Arc;

use flowc::ai::Tables;
use flowc::diagnostic::human::{self, Style};
use flowc::engine::Machine;
use flowc::lower::build;
use flowc::project::Disk;
use flowc::scenario::coverage::Coverage;
use flowc::scenario::explore::{Limits, explore};
use flowc::scenario::{Mode, Suite, suite};

fn run(example: &str) {
    let path = format!("{}/examples/{example}", env!("CARGO_MANIFEST_DIR"));
    let built = build(&Disk, &path).expect("the example can be read");
    let sources = &built.project.sources;
    let found = built.findings.iter().map(|found| human::report(sources, found, Style { color: false }));
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    let machine = Arc::new(Machine::new(built.program.expect("a project without findings compiles")));
    let tables = Tables::of(built.project.tables().into_iter().map(|table| (table.name, table.rows)));
    let offline = || tables.clone().offline();
    for forgets in [false, true] {
        let reports = suite(&built.project, &machine, offline, Mode { forgets });
        assert!(reports.len() >= 8, "{example} has {} tests", reports.len());
        let failures: Vec<String> = reports
            .iter()
            .filter_map(|report| report.failure.as_ref())
            .map(|failure| failure.render(sources))
            .collect();
        assert!(failures.is_empty(), "{} of {}\n\n{}", failures.len(), reports.len(), failures.join("\n"));
    }
    let tests = Suite::of(&built.project, machine.program()).scripts();
    let found = explore(&machine, &tests, &offline(), Limits { seed: 1, runs: 150 });
    assert_eq!(found.findings, [], "{example}");
    let covered = Coverage::of_marks(&built.project, machine.program(), [&found.marks].into_iter());
    assert!(covered.total().percent() >= 75, "{example}: {:?}", covered.total());
}

#[test]
fn the_screenshot_funnel_passes_its_tests() {
    run("screenshot-funnel");
}

#[test]
fn the_faq_manager_passes_its_tests() {
    run("faq-manager");
}

#[test]
fn the_postback_funnel_passes_its_tests() {
    run("postback-funnel");
}

#[test]
fn the_crm_assistant_passes_its_tests() {
    run("crm-assistant");
}

#[test]
fn the_lead_capture_passes_its_tests() {
    run("lead-capture");
}
