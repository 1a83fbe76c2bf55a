//! Markdown pages whose blocks are run.

#![allow(clippy::disallowed_methods)] // pages are files

use std::path::{Path, PathBuf};

/// A fenced block of a page.
#[derive(Debug)]
pub struct Block {
    /// What stands behind the fence, such as `flow` or `flow,fragment`.
    pub mark: String,
    /// The text between the fences.
    pub text: String,
    /// The page's line of its first line, from 1.
    pub line: usize,
}

/// A path below the package's folder.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The blocks of a page, in order.
pub fn blocks(page: &Path) -> Vec<Block> {
    let text = std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(mark) => {
                open = true;
                blocks.push(Block { mark: mark.trim().to_owned(), text: String::new(), line: at + 2 });
            }
            None if open => {
                let block = blocks.last_mut().expect("an open block was pushed");
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!open, "{}: a block is not closed", page.display());
    blocks
}

/// The block's text on the lines that it has in its page, so that findings name the page's lines.
pub fn in_place(block: &Block) -> String {
    format!("{}{}", "\n".repeat(block.line - 1), block.text)
}
