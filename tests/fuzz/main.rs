//! Inputs that nobody thought of: what was found once is kept in `fuzz/corpus`, and new ones are made of it.
//!
//! `FLOWC_FUZZ_SECONDS` says how long each target runs, `FLOWC_FUZZ_SEED` what is drawn. What fails is made smaller and
//! written to the target folder; once mended, it is kept.
#![allow(clippy::disallowed_methods)] // inputs are files, and the time that they get is the caller's

mod mutate;
mod target;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mutate::{Draws, dictionary, mutated};

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 4] = [
    ("parse", target::parse),
    ("check", target::check),
    ("format", target::format),
    ("manifest", target::manifest),
];

/// The bound on attempts is the process's own: one target at a time.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn what_was_found_once_holds() {
    let _alone = ALONE.lock();
    for (name, run) in TARGETS {
        let kept = kept(name);
        assert!(!kept.is_empty(), "no corpus for {name}");
        for (path, input) in kept {
            println!("{}", path.display());
            run(&input);
        }
    }
}

#[test]
fn what_is_made_of_it_holds() {
    let _alone = ALONE.lock();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("FLOWC_FUZZ_SECONDS").unwrap_or(2);
    let seed = number("FLOWC_FUZZ_SEED").unwrap_or(1);
    for (name, run) in TARGETS {
        let rounds = fuzz(name, run, seed, Duration::from_secs(seconds));
        println!("{name}: {rounds} inputs, seed {seed}");
    }
}

/// Runs a target on new inputs for a while; how many there were.
fn fuzz(name: &str, run: Target, seed: u64, length: Duration) -> usize {
    let mut corpus = kept(name);
    if name == "manifest" {
        corpus.extend(files(&["examples"], ".yaml"));
    } else {
        corpus.extend(files(&["examples", "tests/syntax", "stdlib"], ".flow"));
        corpus.extend(files(&["tests/syntax", "tests/check"], ".md").into_iter().flat_map(blocks));
    }
    let inputs: Vec<&[u8]> = corpus.iter().map(|(_, input)| input.as_slice()).collect();
    let words = dictionary();
    let mut draws = Draws::new(seed);
    let begun = Instant::now();
    let mut rounds = 0;
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}-last"));
    while begun.elapsed() < length {
        let input = mutated(&mut draws, &inputs, &words);
        // What ends the process leaves its input here.
        std::fs::write(&last, &input).expect("the target folder can be written");
        if catch_unwind(|| run(&input)).is_err() {
            let small = smaller(run, input);
            std::fs::write(&last, &small).expect("the target folder can be written");
            println!("seed {seed}, {}:\n{}", last.display(), String::from_utf8_lossy(&small));
            run(&small);
        }
        rounds += 1;
    }
    rounds
}

/// The same failure with less: pieces go as long as it still fails.
fn smaller(run: Target, mut input: Vec<u8>) -> Vec<u8> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut length = input.len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < input.len() {
            let mut less = input.clone();
            less.drain(at..(at + length).min(input.len()));
            if catch_unwind(AssertUnwindSafe(|| run(&less))).is_err() {
                input = less;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    std::panic::set_hook(hook);
    input
}

/// The blocks of a chapter.
fn blocks((path, chapter): (PathBuf, Vec<u8>)) -> Vec<(PathBuf, Vec<u8>)> {
    let chapter = String::from_utf8_lossy(&chapter);
    let blocks = chapter.split("```").skip(1).step_by(2);
    blocks
        .map(|block| (path.clone(), block.split_once('\n').map_or(block, |(_, text)| text).into()))
        .collect()
}

/// The kept inputs of a target, by name.
fn kept(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    files(&[&format!("fuzz/corpus/{name}")], "")
}

/// Files with an ending in folders and what lies in them, by name.
fn files(folders: &[&str], ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut open: Vec<PathBuf> =
        folders.iter().map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).collect();
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()),
            );
        } else if path.to_string_lossy().ends_with(ending) {
            let input = std::fs::read(&path).expect("a file");
            found.push((path, input));
        }
    }
    found.sort();
    found
}
