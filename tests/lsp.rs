//! Conversations with the language server, as scripts that people can read: files, then what an editor asks and what it
//! gets. Each lies in `tests/lsp/NAME.md`.
//!
//! A block ```` ```flow PATH ```` (or `yaml`, `csv`) is a file of the project; `«1»` marks a place in it and is no part of it. A block
//! ```` ```lsp ```` has requests, each behind `? `, with its answer below. `UPDATE=1` writes the answers anew, for reading them
//! line by line.

#![allow(clippy::disallowed_methods)] // scripts and examples are files

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/colours.rs"]
mod colours;
#[path = "lsp/fixes.rs"]
mod fixes;
#[path = "lsp/offers.rs"]
mod offers;
#[path = "lsp/protocol.rs"]
mod protocol;
#[path = "lsp/random.rs"]
mod random;
#[path = "lsp/script.rs"]
mod script;

#[test]
fn the_scripts_say_what_the_server_answers() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lsp");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "md"));
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let played = script::play(&text);
        if played != text {
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &played).unwrap();
            } else {
                wrong.push_str(&format!("{}\n{}", path.display(), script::difference(&text, &played)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
