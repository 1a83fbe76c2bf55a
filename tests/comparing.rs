//! What changes from one script to another: the chapters under tests/compare. Each pair of scripts is followed by what a
//! comparison says. `UPDATE=1` writes what it says now into the chapters, to be read line by line.

#![allow(clippy::disallowed_methods)] // chapters are files

use std::fmt::Write;
use std::path::Path;

use flowc::check::compare_safely;
use flowc::ir::Program;
use flowc::ir::compare::{Comparison, Fate, Said};
use flowc::lower::build;
use flowc::project::Memory;

fn program(script: &str) -> Program {
    let built = build(&Memory::new([("a.flow", script)]), "a.flow").unwrap();
    built.program.unwrap_or_else(|| panic!("{script}\n{:#?}", built.findings))
}

fn shown(comparison: &Comparison) -> String {
    let mut out = String::new();
    let side = |side: &Option<Said>| side.as_ref().map_or("-".to_owned(), |side| format!("[{}]", side.words));
    for change in &comparison.changes {
        let place = [change.flow.as_str(), change.step.as_str()].join("/");
        let guess = if change.guessed { ", a guess" } else { "" };
        let (old, new) = (side(&change.old), side(&change.new));
        let _ = writeln!(out, "{:?} {place} {}: {old} to {new}{guess}", change.kind, change.what);
    }
    for declared in &comparison.declared {
        let existed = if declared.existed { "" } else { ", which was never there" };
        let _ = writeln!(out, "{}: {} waits{existed}", declared.words, declared.waits);
    }
    for wait in &comparison.waits {
        let brief = if wait.brief { " (brief)" } else { "" };
        let mut more = String::new();
        if !wait.lacks.is_empty() {
            more = format!(", lacks {}", wait.lacks.join(", "));
        }
        if let Fate::Restarted(..) = wait.fate {
            more.push_str(", from the step's beginning");
        }
        if let Some((old, new)) = &wait.asked {
            let _ = write!(more, ", was asked {old} and not {new}");
        }
        let (flow, step, verdict) = (&wait.flow, &wait.step, wait.verdict());
        let _ = writeln!(out, "{flow}/{step} {}{brief}: {verdict:?}{more}", wait.what);
    }
    out
}

/// The blocks of a chapter: where each begins and ends, and the word behind its fence.
fn blocks(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("```"), open) {
            (Some(word), None) => open = Some((at + line.len(), word.trim())),
            (Some(_), Some((from, word))) => {
                blocks.push((from..at, word));
                open = None;
            }
            (None, _) => {}
        }
        at += line.len();
    }
    blocks
}

#[test]
fn comparisons_say_what_the_chapters_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compare");
    let mut chapters: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    chapters.sort();
    let updates = std::env::var_os("UPDATE").is_some();
    let (mut pairs, mut wrong) = (0, String::new());
    for path in chapters {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut written = text.clone();
        // From the last block back, so that the places of those before it stay.
        let blocks = blocks(&text);
        for three in blocks.chunks(3).rev() {
            let [(old, "flow,old"), (new, "flow,new"), (said, "text")] = three else {
                panic!("{}: an old script, a new one, and what is said", path.display());
            };
            pairs += 1;
            let says = shown(&compare_safely(&program(&text[old.clone()]), &program(&text[new.clone()])));
            if says != text[said.clone()] {
                let _ = writeln!(wrong, "{}:\n{}\nsays\n{says}", path.display(), &text[new.clone()]);
                written.replace_range(said.clone(), &says);
            }
        }
        if updates {
            std::fs::write(&path, written).unwrap();
        }
    }
    assert!(pairs > 10, "the chapters are read");
    assert!(updates || wrong.is_empty(), "{wrong}");
}
