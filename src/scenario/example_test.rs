//! The example projects, as a person runs their tests, and with a crash after each commit.

#![allow(clippy::disallowed_methods)] // the examples lie in files

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::tests::ignorant;
use super::{Mode, suite};
use crate::engine::Machine;
use crate::lower::build;
use crate::project::{Memory, Project};

/// The files of an example under their paths.
fn files(example: &str) -> Memory {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
    let entries =
        std::fs::read_dir(&folder).expect("the example's folder").map(|entry| entry.expect("an entry"));
    let file = |entry: std::fs::DirEntry| {
        let path = format!("{example}/{}", entry.file_name().to_string_lossy());
        (path, std::fs::read(entry.path()).expect("a file"))
    };
    Memory::new(entries.filter(|entry| entry.path().is_file()).map(file))
}

/// An example, compiled once.
pub(super) fn example(name: &str) -> (Project, Arc<Machine>) {
    static BUILT: Mutex<BTreeMap<String, (Project, Arc<Machine>)>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let compiled = built.entry(name.to_owned()).or_insert_with(|| {
        let built = build(&files(name), name).expect("there is a project");
        let program = built.program.unwrap_or_else(|| panic!("{:#?}", built.findings));
        (built.project, Arc::new(Machine::new(program)))
    });
    compiled.clone()
}

fn play(name: &str) {
    let (project, machine) = example(name);
    let reports = suite(&project, &machine, || ignorant, Mode::default());
    let failures: Vec<String> =
        reports.iter().filter_map(|report| Some(report.failure.as_ref()?.render(&project.sources))).collect();
    assert!(failures.is_empty(), "{} of {} failed\n{}", failures.len(), reports.len(), failures.join("\n"));
    assert!(!reports.is_empty());
    let again = suite(&project, &machine, || ignorant, Mode::default());
    assert_eq!(reports, again, "the same events cause the same effects");
    let crashed = suite(&project, &machine, || ignorant, Mode { forgets: true });
    assert_eq!(reports, crashed, "a crash after each commit changes nothing");
}

#[test]
fn the_screenshot_funnel_passes_its_tests_whenever_it_crashes() {
    play("screenshot-funnel");
}

#[test]
fn the_postback_funnel_passes_its_tests_whenever_it_crashes() {
    play("postback-funnel");
}
