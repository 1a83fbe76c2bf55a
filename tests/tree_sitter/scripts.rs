//! The scripts of the project: files, blocks of pages, snippets.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flowc::source::FileId;
use flowc::syntax::{self, TokenList};

use crate::literate::{blocks, path};
use crate::snippets::snippets;

/// A script that the language takes without a finding.
pub struct Script {
    /// Its file, and of a block the line.
    pub name: String,
    /// What is written.
    pub text: String,
    /// What each part of it is.
    pub tokens: TokenList,
}

/// Where scripts and pages lie.
const FOLDERS: [&str; 5] = ["docs", "examples", "src/diagnostic/pages", "stdlib", "tests"];

/// Every script that the language takes. Those that are wrong on purpose are left out.
pub fn accepted() -> &'static [Script] {
    static ACCEPTED: LazyLock<Vec<Script>> = LazyLock::new(find);
    &ACCEPTED
}

fn find() -> Vec<Script> {
    let mut texts = Vec::new();
    let mut files: Vec<PathBuf> = FOLDERS.iter().flat_map(|folder| files(&path(folder))).collect();
    files.push(path("README.md"));
    for file in files {
        let name = file.strip_prefix(path("")).expect("it lies in the project").display().to_string();
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("flow") => texts.push((name, std::fs::read_to_string(&file).expect("it is text"))),
            Some("md") => texts.extend(blocks(&file).into_iter().filter_map(|block| {
                let name = format!("{name}:{}", block.line);
                match block.mark.as_str() {
                    "flow,step" => Some((name, format!("flow f {{ step s {{\n{}}} }}", block.text))),
                    mark if mark.starts_with("flow") => Some((name, block.text)),
                    _ => None,
                }
            })),
            _ => {}
        }
    }
    // A snippet fits into one of the places that it is tried in.
    let all = texts.len();
    for (name, places) in snippets() {
        texts.extend(places.map(|text| (format!("snippet {name}"), text)));
    }
    let scripts: Vec<Script> = texts.into_iter().filter_map(|(name, text)| script(name, text)).collect();
    assert!(
        scripts.len() > 500 && scripts.len() * 10 > all * 8,
        "{} of {all} scripts are taken",
        scripts.len()
    );
    scripts
}

/// A script, if the language takes it.
pub fn script(name: String, text: String) -> Option<Script> {
    let parsed = syntax::parse(FileId(0), &text);
    (parsed.diagnostics.is_empty() && parsed.holes == 0).then_some(Script {
        name,
        text,
        tokens: parsed.tokens,
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() && !path.ends_with("node_modules") {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
