//! The standard library: each library has a project under tests/std that uses it, in English, in Russian, and by people who
//! answer something else.

#![allow(clippy::disallowed_methods)] // projects are files

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowc::ai::Tables;
use flowc::engine::Machine;
use flowc::lower::build;
use flowc::project::{Memory, libraries};
use flowc::scenario::{Mode, suite};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/std")
}

/// The names of the projects, without `.flow`.
fn projects() -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder()).expect("the projects are there");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter_map(|name| name.strip_suffix(".flow").map(str::to_owned)).collect()
}

#[test]
fn every_library_of_scripts_has_a_project_of_its_own() {
    let scripts = libraries().iter().filter(|library| !library.script.is_empty());
    let wanted: BTreeSet<String> =
        scripts.filter_map(|library| library.name.strip_prefix("std.").map(str::to_owned)).collect();
    assert_eq!(projects(), wanted);
}

#[test]
fn the_libraries_do_what_they_say_in_both_languages() {
    let mut failures = Vec::new();
    for name in projects() {
        let file = format!("{name}.flow");
        let script = std::fs::read_to_string(folder().join(&file)).expect("the project can be read");
        let built = build(&Memory::new([(file.as_str(), script)]), &file).expect("the project is in memory");
        let sources = &built.project.sources;
        failures.extend(built.findings.iter().map(|found| {
            let file = &sources.get(found.span.file).expect("a finding is in a file").name;
            let line = sources.place(found.span).line;
            format!("{file}:{line}: [{}] {}", found.code.name, found.message)
        }));
        let Some(program) = built.program else { continue };
        let (machine, tables) = (Arc::new(Machine::new(program)), Tables::default());
        let offline = || tables.clone().offline();
        for forgets in [false, true] {
            let reports = suite(&built.project, &machine, offline, Mode { forgets });
            assert!(reports.len() >= 4, "{name} has {} tests", reports.len());
            let failed = reports.iter().filter_map(|report| report.failure.as_ref());
            failures.extend(failed.map(|failure| failure.render(sources)));
        }
    }
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}
