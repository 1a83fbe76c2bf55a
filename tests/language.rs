//! The language's own tests: the chapters of its reference, docs/language, and of tests/language are prose, projects with
//! `test` blocks, and talks. What the checker finds in a project is what its comments say, and nothing else. Together the
//! chapters show every cell of the table "position x event".

#![allow(clippy::disallowed_methods)] // chapters are files

#[path = "literate/findings.rs"]
mod findings;
mod judge;
mod literate;
#[path = "literate/project.rs"]
mod project;
mod talk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowc::diagnostic::{Diagnostic, Severity};
use flowc::engine::Machine;
use flowc::lower::{Build, build};
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

/// The names of a chapter's tests and talks.
fn names(chapter: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for project in project::projects(chapter) {
        let parsed = syntax::parse(FileId(0), &project.script);
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
fn run(chapter: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    let page = chapter.file_name().expect("a page has a name").to_string_lossy();
    for project in project::projects(chapter) {
        let mut files = vec![(format!("{page}/{page}.flow"), project.script.clone())];
        files.extend(project.files.iter().map(|(name, text)| (format!("{page}/{name}"), text.clone())));
        let built = build(&Memory::new(files), &page).expect("the project is in memory");
        failures.extend(differences(&page, &project, &built));
        let Some(program) = &built.program else { continue };
        let (sources, machine) = (&built.project.sources, Arc::new(Machine::new(program.clone())));
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
                failures.push(format!("{page}: talk \"{}\"\n{failure}", talk.name));
            }
        }
    }
    failures
}

/// Findings that no comment expects, and comments that nothing fulfils.
fn differences(page: &str, project: &project::Project, built: &Build) -> Vec<String> {
    let sources = &built.project.sources;
    let told = |found: &Diagnostic| format!("{} [{}]", findings::word(found.severity), found.code.name);
    let expected = findings::expected(&project.script);
    let mut wanted = expected.clone();
    let mut different = Vec::new();
    for found in &built.findings {
        let line = sources.place(found.span).line;
        let is_own = project.lines.contains(&line);
        let is_wanted = is_own && expected.contains(&(line, told(found)));
        wanted.remove(&(line, told(found)));
        if !is_wanted && (is_own || found.severity == Severity::Error) {
            different.push(format!("{page}:{line}: found {}: {}", told(found), found.message));
        }
    }
    different.extend(wanted.into_iter().map(|(line, what)| format!("{page}:{line}: not found: {what}")));
    if !project.talks.is_empty() && built.program.is_none() {
        different.push(format!("{page}: a project with talks does not compile"));
    }
    different
}

/// The pages of the chapters.
fn chapters() -> Vec<PathBuf> {
    let mut chapters = vec![literate::path("docs/std.md")];
    for folder in ["docs/language", "tests/language"] {
        let entries = std::fs::read_dir(literate::path(folder)).expect("the chapters are there");
        let pages = entries.map(|entry| entry.expect("it can be read").path());
        chapters.extend(pages.filter(|page| page.extension().is_some_and(|ending| ending == "md")));
    }
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
