//! What commands that read a project have in common.

use std::path::{Path, PathBuf};

use super::{Exit, Screen};
use crate::diagnostic::{Diagnostic, Severity, human};
use crate::ir::Program;
use crate::lower::{Build, build};
use crate::project::{Disk, LoadError, Project};

/// The data folder of the project at a path where none is named: hidden in its folder; a single file has one of its name.
pub fn own_data(root: &Path, path: &Path) -> PathBuf {
    let data = root.join(super::DATA);
    match path.file_stem() {
        Some(name) if path.is_file() => data.join(name),
        _ => data,
    }
}

/// Reads and compiles the project at a path.
///
/// # Errors
/// The exit of the command, told on the screen, where there is nothing to read.
pub fn read(screen: &Screen, path: &str) -> Result<Build, Exit> {
    build(&Disk, path).map_err(|error| {
        let script = format!("{path}.flow");
        if matches!(error, LoadError::Missing { .. }) && std::path::Path::new(&script).is_file() {
            return screen.fail(error.to_string(), &format!("did you mean `{script}`?"));
        }
        let help = match &error {
            LoadError::Missing { .. } => {
                "name the folder of a project or a .flow file; `flowc new NAME` makes one"
            }
            LoadError::NoScripts { .. } => "a project is a folder of .flow files; `flowc new NAME` makes one",
            LoadError::NotAScript { .. } => "name the folder of a project or a .flow file",
            LoadError::Unreadable { .. } => "",
        };
        screen.fail(error.to_string(), help)
    })
}

/// The same for commands that run the program: findings that are at least this bad are notes, and an error among them
/// ends the command.
///
/// # Errors
/// The exit of the command, told on the screen.
pub fn runnable(
    screen: &Screen,
    path: &str,
    told: Severity,
) -> Result<(Project, Program, Vec<Diagnostic>), Exit> {
    let built = read(screen, path)?;
    // The worst severity is the least in order.
    for finding in built.findings.iter().filter(|finding| finding.severity <= told) {
        screen.note(human::report(
            &built.project.sources,
            finding,
            human::Style { color: screen.color_notes },
        ));
    }
    match built.program {
        Some(program) => Ok((built.project, program, built.findings)),
        None => {
            screen.note(summary(&built.findings));
            Err(Exit::Findings)
        }
    }
}

/// How many errors and warnings there are: `2 errors, 1 warning`.
pub fn summary(findings: &[Diagnostic]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let parts: Vec<String> = [
        words(count(Severity::Error), "error"),
        words(count(Severity::Warning), "warning"),
        words(count(Severity::Info), "remark"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "nothing to say".to_owned() } else { parts.join(", ") }
}
