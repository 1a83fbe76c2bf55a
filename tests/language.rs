//! The language's own tests: the chapters of tests/language are prose, tiny projects with `test` blocks, and talks.
//! Together they show every cell of the table "position x event".

#![allow(clippy::disallowed_methods)] // chapters are files

mod judge;
mod literate;
mod talk;

use std::sync::Arc;

use flowc::diagnostic::{Severity, human};
use flowc::engine::Machine;
use flowc::lower::build;
use flowc::project::Memory;
use flowc::scenario::{Mode, suite};
use flowc::source::FileId;
use flowc::syntax::{self, ast};

/// What a contact can be waiting at, or be.
const POSITIONS: [&str; 11] = [
    "ask",
    "delay",
    "ai reply",
    "held",
    "wait for",
    "in flight",
    "handoff",
    "finished",
    "stopped",
    "blocked",
    "not yet met",
];

/// What can happen to it.
const EVENTS: [&str; 7] = [
    "message of its kind",
    "other kind",
    "button",
    "postback, webhook",
    "silence, time",
    "person joins",
    "opt out",
];

/// Cells that are empty in the table: the event cannot happen there.
const EMPTY: [(&str, &str); 4] = [
    ("blocked", "person joins"),
    ("blocked", "opt out"),
    ("not yet met", "button"),
    ("not yet met", "person joins"),
];

/// A project of a chapter, with its talks.
struct Project {
    manifest: Option<String>,
    script: String,
    talks: Vec<talk::Talk>,
}

/// The projects of a chapter, in order.
fn projects(chapter: &str) -> Vec<Project> {
    let mut manifest = None;
    let mut projects: Vec<Project> = Vec::new();
    for block in literate::blocks(&literate::path(&format!("tests/language/{chapter}.md"))) {
        match block.mark.as_str() {
            "yaml" => manifest = Some(literate::in_place(&block)),
            "flow" => {
                let script = literate::in_place(&block);
                projects.push(Project { manifest: manifest.take(), script, talks: Vec::new() });
            }
            "talk" => {
                let project = projects.last_mut().expect("a talk stands under a project");
                project.talks.extend(talk::talks(&block.text, block.line));
            }
            mark => panic!("{chapter}.md:{}: a block of the unknown mark `{mark}`", block.line),
        }
    }
    projects
}

/// The names of a chapter's tests and talks.
fn names(chapter: &str) -> Vec<String> {
    let mut names = Vec::new();
    for project in projects(chapter) {
        let parsed = syntax::parse(FileId(0), &project.script);
        assert_eq!(parsed.diagnostics, [], "{chapter}.md: a project does not parse");
        let tests = parsed.tree.items.iter().filter_map(|item| match item {
            ast::Item::Test(test) => test.name.as_ref()?.literal().map(str::to_owned),
            _ => None,
        });
        names.extend(tests);
        names.extend(project.talks.into_iter().map(|talk| talk.name));
    }
    names
}

/// Runs a chapter, each test once more with a crash after every commit; gives what failed.
fn run(chapter: &str) -> Vec<String> {
    let mut failures = Vec::new();
    for project in projects(chapter) {
        let mut files = vec![(format!("{chapter}.md/{chapter}.flow"), project.script)];
        files.extend(project.manifest.map(|manifest| (format!("{chapter}.md/flow.yaml"), manifest)));
        let built = build(&Memory::new(files), &format!("{chapter}.md")).expect("the project is in memory");
        let sources = &built.project.sources;
        failures.extend(
            built
                .findings
                .iter()
                .filter(|found| found.severity == Severity::Error)
                .map(|found| human::short(sources, found)),
        );
        let Some(program) = built.program else {
            failures.push(format!("{chapter}.md: a project does not compile"));
            continue;
        };
        let machine = Arc::new(Machine::new(program));
        for forgets in [false, true] {
            let reports = suite(&built.project, &machine, || judge::by_example, Mode { forgets });
            failures.extend(
                reports
                    .iter()
                    .filter_map(|report| report.failure.as_ref())
                    .map(|failure| failure.render(sources)),
            );
        }
        for talk in &project.talks {
            if let Err(failure) = talk::play(talk, &machine) {
                failures.push(format!("talk \"{}\"\n{failure}", talk.name));
            }
        }
    }
    failures
}

/// The chapters, without `.md`.
fn chapters() -> Vec<String> {
    let folder = literate::path("tests/language");
    let entries = std::fs::read_dir(&folder).expect("the chapters lie in tests/language");
    let names =
        entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned());
    let mut chapters: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".md").map(str::to_owned)).collect();
    chapters.sort();
    chapters
}

#[test]
fn every_test_and_talk_of_the_chapters_passes() {
    let failures: Vec<String> = chapters().iter().flat_map(|chapter| run(chapter)).collect();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_cell_of_the_table_has_a_test() {
    let names: Vec<String> = chapters().iter().flat_map(|chapter| names(chapter)).collect();
    let mut missing = Vec::new();
    for position in POSITIONS {
        for event in EVENTS {
            let cell = format!("{position} x {event}:");
            let shown = names.iter().any(|name| name.starts_with(&cell));
            if shown == EMPTY.contains(&(position, event)) {
                missing.push(cell);
            }
        }
    }
    assert!(missing.is_empty(), "cells without a test, or empty ones with one: {missing:#?}");
}
