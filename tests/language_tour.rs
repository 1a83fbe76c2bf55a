//! The programs in README and docs are run. The first comment of docs/language-tour.md tells what the marks mean.

mod judge;
mod literate;

use std::sync::Arc;

use flowc::diagnostic::human;
use flowc::engine::Machine;
use flowc::lower::build;
use flowc::project::Memory;
use flowc::scenario::{Mode, suite};
use flowc::source::SourceMap;
use flowc::syntax;

/// What the parser has to say about a text, one line each.
fn findings(text: String) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("language-tour.md", text);
    let text = sources.get(file).expect("it was added").text.clone();
    syntax::parse(file, &text).diagnostics.iter().map(|found| human::short(&sources, found)).collect()
}

#[test]
fn every_block_of_the_tour_parses() {
    let blocks = literate::blocks(&literate::path("docs/language-tour.md"));
    let mut found = Vec::new();
    for block in &blocks {
        let text = match block.mark.as_str() {
            "flow,project" | "flow,items" => literate::in_place(block),
            // The head takes the place of the line above the block's first: the fence.
            "flow,fragment" => {
                format!("{}flow f {{ step s {{\n{}}} }}\n", "\n".repeat(block.line - 2), block.text)
            }
            mark => panic!("the tour has a block of the unknown mark `{mark}` at line {}", block.line),
        };
        found.extend(findings(text));
    }
    assert!(blocks.len() >= 10, "the tour has {} blocks", blocks.len());
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_project_of_the_tour_is_clean_and_its_tests_pass() {
    projects_pass("docs/language-tour.md");
}

#[test]
fn every_project_of_the_page_on_tests_is_clean_and_its_tests_pass() {
    projects_pass("docs/tests.md");
}

#[test]
fn the_program_of_the_readme_is_clean_and_its_test_passes() {
    projects_pass("README.md");
}

fn projects_pass(page: &str) {
    let mut failures = Vec::new();
    let name = "page.flow";
    let mut projects = 0;
    for block in literate::blocks(&literate::path(page)) {
        if block.mark != "flow,project" {
            continue;
        }
        projects += 1;
        let files = Memory::new([(name, literate::in_place(&block))]);
        let built = build(&files, name).expect("the file is in memory");
        let sources = &built.project.sources;
        failures.extend(built.findings.iter().map(|found| human::short(sources, found)));
        let Some(program) = built.program else { continue };
        let machine = Arc::new(Machine::new(program));
        let reports = suite(&built.project, &machine, || judge::by_example, Mode::default());
        assert!(!reports.is_empty(), "line {}: a project without a test", block.line);
        failures.extend(
            reports
                .iter()
                .filter_map(|report| report.failure.as_ref())
                .map(|failure| failure.render(sources)),
        );
    }
    assert!(projects > 0, "{page} has no project");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
