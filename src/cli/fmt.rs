//! `flowc fmt`: the one style.
#![allow(clippy::disallowed_methods)] // it reads scripts

use std::io::Read;
use std::path::Path;

use clap::Args;

use super::rewrite::rewrite;
use super::{Exit, Screen, unified};
use crate::syntax;

/// What stands for the standard input.
const STDIN: &str = "-";

/// Put scripts into the one style
#[derive(Debug, Args)]
pub struct Fmt {
    /// Folders with all below them, .flow files, or `-`: from the standard input to the standard output
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// Write nothing; name the files that would change, and end with code 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
}

impl Fmt {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let mut files = Vec::new();
        for path in &self.paths {
            if path == STDIN || Path::new(path).is_file() {
                files.push(path.clone());
            } else if let Err(error) = gather(path, &mut files) {
                return screen
                    .fail(format!("`{path}` cannot be read: {error}"), "name a folder or a .flow file");
            }
        }
        let mut exit = Exit::Done;
        let mut changed = 0;
        for file in &files {
            match self.file(screen, file) {
                Ok(same) => changed += usize::from(!same),
                Err(error) => {
                    exit = screen.fail(format!("`{file}` {error}"), "");
                }
            }
        }
        if self.check && changed > 0 {
            screen.note(format!(
                "{changed} of {} not in the style; `flowc fmt` writes them",
                count(files.len())
            ));
        }
        match exit {
            Exit::Done if self.check && changed > 0 => Exit::Findings,
            exit => exit,
        }
    }

    /// Formats one file; whether it was in the style already.
    fn file(&self, screen: &Screen, path: &str) -> Result<bool, String> {
        let before = read(path)?;
        let after = syntax::format(&before);
        let same = before == after;
        let writes = !self.check && !self.diff;
        if self.diff {
            screen.print(&unified::diff(path, &before, &after, screen.color));
        }
        if path == STDIN {
            if writes {
                screen.print(&after);
            }
        } else if !same {
            if writes {
                rewrite(path, &before, &after).map_err(|error| format!("cannot be written: {error}"))?;
            }
            if !self.diff {
                screen.say(path);
            }
        }
        Ok(same)
    }
}

fn count(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// The text of a file, or of the standard input.
fn read(path: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = match path {
        STDIN => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        path => std::fs::read(path).map(|read| bytes = read),
    };
    read.map_err(|error| format!("cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|_| "is not UTF-8, and stays as it is".to_owned())
}

/// The scripts of a folder and of those below it, in the order of their names; hidden folders are none of ours.
fn gather(folder: &str, files: &mut Vec<String>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path =
            if folder == "." { name.clone() } else { format!("{}/{name}", folder.trim_end_matches('/')) };
        // A link to a folder is not followed: it may lead back.
        if entry.file_type()?.is_dir() {
            if !name.starts_with('.') {
                gather(&path, files)?;
            }
        } else if name.ends_with(".flow") {
            files.push(path);
        }
    }
    Ok(())
}
