//! The projects of a page: whole scripts, and fragments inside of the script that the page's comment puts around them.
//!
//! | mark | the block is |
//! |---|---|
//! | `flow` | a whole project; a `yaml` block before it is its manifest, a `csv` block its file `faq.csv` |
//! | `flow,step` | statements: they stand in the line `…` of the comment |
//! | `flow,items` | declarations, handlers, flows: they stand behind the comment's script |
//! | `talk` | conversations of the project above, see `tests/talk` |
//! | `text` | nothing that runs |
//!
//! The comment begins with `<!-- Around the fragments of this page:` and holds one script.

#![allow(clippy::disallowed_methods)] // pages are files

use std::ops::Range;
use std::path::Path;

use super::literate::{Block, blocks, in_place};
use super::talk::{Talk, talks};

/// A project of a page, with its talks.
pub struct Project {
    /// Its files beside the script, by name.
    pub files: Vec<(&'static str, String)>,
    /// Its script, on the lines that it has in its page.
    pub script: String,
    /// The page's lines that are the block's own: what is around a fragment may be found wanting.
    pub lines: Range<u32>,
    /// Its talks.
    pub talks: Vec<Talk>,
}

/// The projects of a page, in order.
pub fn projects(page: &Path) -> Vec<Project> {
    let mut files = Vec::new();
    let mut projects: Vec<Project> = Vec::new();
    let around = around(page);
    for block in blocks(page) {
        let first = block.line as u32;
        let lines = first..first + block.text.lines().count() as u32;
        let mut push = |script| {
            let lines = lines.clone();
            projects.push(Project { files: std::mem::take(&mut files), script, lines, talks: Vec::new() });
        };
        match block.mark.as_str() {
            "yaml" => files.push(("flow.yaml", in_place(&block))),
            "csv" => files.push(("faq.csv", block.text.clone())),
            "flow" => push(in_place(&block)),
            "flow,step" => push(between(&around.0, &block, &around.1)),
            "flow,items" => push(between(&format!("{}{}", around.0, around.1), &block, "")),
            "talk" => {
                let project = projects.last_mut().expect("a talk stands under a project");
                project.talks.extend(talks(&block.text, block.line));
            }
            "text" => {}
            mark => panic!("{}:{first}: a block of the unknown mark `{mark}`", page.display()),
        }
    }
    projects
}

/// What stands before and behind the fragments of a page.
fn around(page: &Path) -> (String, String) {
    let text = std::fs::read_to_string(page).expect("the page can be read");
    let behind = text.split_once("<!-- Around the fragments of this page:\n");
    let script = behind.and_then(|(_, behind)| Some(behind.split_once("-->")?.0)).unwrap_or_default();
    let place = script.lines().position(|line| line.trim() == "…").unwrap_or(script.lines().count());
    let part = |lines: &mut dyn Iterator<Item = &str>| lines.map(|line| format!("{line}\n")).collect();
    (part(&mut script.lines().take(place)), part(&mut script.lines().skip(place + 1)))
}

/// A fragment in what is around it, on its own lines of the page.
fn between(before: &str, block: &Block, behind: &str) -> String {
    let above = (block.line - 1).saturating_sub(before.lines().count());
    format!("{}{before}{}{behind}", "\n".repeat(above), block.text)
}
