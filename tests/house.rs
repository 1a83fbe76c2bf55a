//! The house stands as ARCHITECTURE.md draws it: layers point one way, and the pure part is pure.
#![allow(clippy::disallowed_methods)] // tests look at files

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The layers from the ground up, each with the modules that it may import. What a face may use is not bounded.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("ir", &["source"]),
    ("speech", &[]),
    ("syntax", &["source", "diagnostic"]),
    ("project", &["source", "diagnostic", "ir", "syntax"]),
    ("check", &["source", "diagnostic", "ir", "speech", "syntax", "project"]),
    ("lower", &["source", "diagnostic", "ir", "syntax", "project", "check"]),
    ("draw", &["source", "ir", "check"]),
    ("engine", &["source", "diagnostic", "ir"]),
    ("report", &["ir", "engine"]),
    ("store", &["ir", "engine"]),
    ("runtime", &["source", "ir", "engine", "report", "store"]),
    ("outbound", &["ir"]),
    ("action", &["ir", "engine", "runtime", "outbound"]),
    ("ai", &["ir", "speech", "engine", "runtime", "outbound", "action"]),
    ("channel", &["ir", "engine", "store", "runtime", "outbound", "action"]),
    ("scenario", &["source", "diagnostic", "ir", "syntax", "project", "check", "lower", "engine", "ai"]),
    ("server", &["diagnostic", "ir", "engine", "store", "runtime", "outbound", "action", "channel"]),
    (
        "lsp",
        &[
            "source",
            "diagnostic",
            "ir",
            "syntax",
            "project",
            "check",
            "lower",
            "draw",
            "engine",
            "report",
            "ai",
            "scenario",
        ],
    ),
];

/// What is no layer: the two ways in, the terminal's face, and work on all cores.
const BESIDE: [&str; 4] = ["lib", "main", "cli", "parallel"];

#[test]
fn every_module_has_its_layer() {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let modules: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|module| !BESIDE.contains(&module.as_str()))
        .collect();
    let layers: BTreeSet<String> = LAYERS.iter().map(|(layer, _)| (*layer).to_owned()).collect();
    assert_eq!(modules, layers);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The modules that a file names as `crate::NAME`, in code and not in comments.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    let names = code.match_indices("crate::").map(|(at, word)| {
        let rest = &code[at + word.len()..];
        rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn each_layer_imports_only_what_stands_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let known: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (layer, allowed) in LAYERS {
        let folder = src.join(layer);
        let files = if folder.is_dir() { rust_files(&folder) } else { vec![folder.with_extension("rs")] };
        for file in files {
            // Tests stand beside the code and may use what they test together with.
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            if name.contains("test") || file.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for import in imports(text) {
                if known.contains(import.as_str()) && import != *layer && !allowed.contains(&import.as_str())
                {
                    wrong.push(format!("{} imports {import}", file.strip_prefix(&src).unwrap().display()));
                }
                if import == "cli" {
                    wrong.push(format!("{} imports the terminal's face", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pure_part_needs_no_runtime_no_store_and_no_network() {
    let tree = |features: &[&str]| {
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
        cargo
            .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
            .args(features);
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        let names: BTreeSet<String> =
            lines.lines().filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect();
        names
    };
    let (pure, whole) = (tree(&["--no-default-features"]), tree(&[]));
    for name in [
        "tokio",
        "sled",
        "reqwest",
        "axum",
        "hyper",
        "clap",
        "miette",
        "mio",
        "getrandom",
        "lettre",
        "rusqlite",
        "tokio-postgres",
    ] {
        assert!(!pure.contains(name), "the pure part depends on {name}");
    }
    for name in ["tokio", "sled", "reqwest"] {
        assert!(whole.contains(name), "the list of names is stale: nothing depends on {name}");
    }
}

#[test]
fn only_the_syntax_sees_pest_and_only_the_store_sees_sled() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let homes = [
        ("pest", "syntax"),
        ("sled", "store"),
        ("serde_yaml", "project"),
        ("petgraph", "check"),
        ("rust_sugiyama", "draw"),
        ("miette", "diagnostic"),
        ("lettre", "action"),
        ("rusqlite", "action"),
        ("tokio_postgres", "action"),
    ];
    for file in rust_files(&src) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (krate, home) in homes {
            let uses = text.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
                    && (line.contains(&format!("{krate}::")) || line.contains(&format!("use {krate}")))
            });
            let at_home = file.strip_prefix(&src).unwrap().starts_with(home);
            assert!(!uses || at_home, "{} uses {krate}, which is private to {home}", file.display());
        }
    }
}
