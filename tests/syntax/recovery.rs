//! Chapters of broken scripts: each with what must be said about it, and nothing else.
//!
//! A section is a block `flow` and a block `findings`. `FLOWC_BLESS=1 cargo test --test syntax` writes the findings
//! anew; read the difference before you keep it.

#![allow(clippy::disallowed_methods)] // chapters are files

use std::fmt::Write;
use std::path::PathBuf;

use flowc::diagnostic::Diagnostic;
use flowc::source::{FileId, LineIndex};
use flowc::syntax::parse;

/// One script of a chapter.
struct Section<'t> {
    title: &'t str,
    script: &'t str,
    findings: &'t str,
}

fn sections(chapter: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    for section in chapter.split("\n## ").skip(1) {
        let title = section.lines().next().unwrap_or("");
        let block = |name: &str| {
            let opening = format!("\n```{name}\n");
            let start = section.find(&opening)? + opening.len();
            let end = section[start..].find("```\n")?;
            Some(&section[start..start + end])
        };
        let script = block("flow").unwrap_or_else(|| panic!("`{title}` has no block `flow`"));
        let findings = block("findings").unwrap_or_else(|| panic!("`{title}` has no block `findings`"));
        sections.push(Section { title, script, findings });
    }
    sections
}

fn shown(script: &str, diagnostics: &[Diagnostic]) -> String {
    let index = LineIndex::new(script);
    let at = |offset| {
        let place = index.line_column(script, offset);
        format!("{}:{}", place.line, place.column)
    };
    let mut out = String::new();
    for found in diagnostics {
        writeln!(out, "{} {}: {}", at(found.span.start), found.code.name, found.message).unwrap();
        for label in &found.related {
            writeln!(out, "    {}: {}", at(label.span.start), label.text).unwrap();
        }
        if let Some(help) = &found.help {
            writeln!(out, "    help: {help}").unwrap();
        }
        if let Some(fix) = &found.fix {
            writeln!(out, "    fix: {}", fix.title).unwrap();
        }
    }
    out
}

/// A script after the edits of one finding.
fn fixed(script: &str, diagnostic: &Diagnostic) -> Option<String> {
    let mut edits = diagnostic.fix.as_ref()?.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = script.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    Some(text)
}

fn chapters() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/syntax");
    let mut chapters: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    chapters.sort();
    chapters
}

#[test]
fn every_mistake_of_the_chapters_is_told_once_and_in_words() {
    let bless = std::env::var_os("FLOWC_BLESS").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for path in chapters() {
        let chapter = std::fs::read_to_string(&path).unwrap();
        let mut blessed = chapter.clone();
        for section in sections(&chapter) {
            count += 1;
            let parsed = parse(FileId(0), section.script);
            assert_eq!(parsed.tokens.join(section.script), section.script);
            let now = shown(section.script, &parsed.diagnostics);
            if now != section.findings {
                let _ = writeln!(
                    wrong,
                    "{}: {}\n--- now\n{now}--- in the chapter\n{}",
                    path.display(),
                    section.title,
                    section.findings
                );
                let old = format!("```flow\n{}```\n\n```findings\n{}```\n", section.script, section.findings);
                let new = format!("```flow\n{}```\n\n```findings\n{now}```\n", section.script);
                blessed = blessed.replacen(&old, &new, 1);
            }
        }
        if bless && blessed != chapter {
            std::fs::write(&path, blessed).unwrap();
        }
    }
    assert!(count >= 30, "the chapters were found");
    assert!(bless || wrong.is_empty(), "{wrong}");
}

#[test]
fn a_fix_mends_its_mistake_and_makes_none() {
    for path in chapters() {
        let chapter = std::fs::read_to_string(&path).unwrap();
        for section in sections(&chapter) {
            let before = parse(FileId(0), section.script).diagnostics;
            for diagnostic in &before {
                let Some(text) = fixed(section.script, diagnostic) else { continue };
                let after = parse(FileId(0), &text).diagnostics;
                let mended = !after
                    .iter()
                    .any(|left| left.message == diagnostic.message && left.span == diagnostic.span);
                assert!(
                    mended && after.len() <= before.len(),
                    "{}: the fix of `{}` leaves\n{}in\n{text}",
                    section.title,
                    diagnostic.message,
                    shown(&text, &after)
                );
            }
        }
    }
}
