//! What is formatted means what it meant, keeps every word and comment, and is formatted.

#![allow(clippy::disallowed_methods)] // scripts are files

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flowc::source::FileId;
use flowc::syntax::{Parsed, TokenKind, format, parse};
use proptest::prelude::*;

/// Every script of the repository: files, and the blocks `flow` of pages.
static SCRIPTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut files = Vec::new();
    for folder in ["examples", "stdlib", "tests", "docs", "src", "README.md"] {
        gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    files.sort();
    let mut scripts = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.display().to_string();
        if file.extension().is_some_and(|ending| ending == "flow") {
            scripts.push((name, text));
            continue;
        }
        for block in text.split("\n```flow").skip(1) {
            let script = block.split_once('\n').map_or("", |(_, script)| script);
            scripts.push((name.clone(), script.split("\n```").next().unwrap().to_owned() + "\n"));
        }
    }
    assert!(scripts.len() > 200, "{}", scripts.len());
    scripts
});

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            gather(&entry.unwrap().path(), files);
        }
    } else if path.extension().is_some_and(|ending| ending == "flow" || ending == "md") {
        files.push(path.to_path_buf());
    }
}

/// The tree in words, without places.
fn meaning(parsed: &Parsed) -> String {
    let tree = format!("{:?}", parsed.tree.items);
    let mut words = String::with_capacity(tree.len());
    let mut rest = tree.as_str();
    while let Some((before, span)) = rest.split_once("Span { file") {
        words.push_str(before);
        rest = span.split_once('}').expect("a span is closed").1;
    }
    words + rest
}

fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{FEFF}' | '\u{200B}')).collect()
}

fn comments<'t>(text: &'t str, parsed: &Parsed) -> Vec<&'t str> {
    let is_comment = |kind| matches!(kind, TokenKind::Comment | TokenKind::DocComment);
    parsed
        .tokens
        .iter()
        .filter(|token| is_comment(token.kind))
        .map(|token| text[token.range()].trim_end())
        .collect()
}

/// What holds of any text; more of one without a mistake. Whether it is one.
fn holds(text: &str) -> Result<bool, String> {
    let once = format(text);
    let fail = |what: &str| Err(format!("{what}\n--- written\n{text}\n--- formatted\n{once}"));
    if words(text) != words(&once) {
        return fail("a word is lost");
    }
    let again = format(&once);
    if again != once {
        return fail(&format!("formatted again it is\n{again}"));
    }
    let (before, after) = (parse(FileId(0), text), parse(FileId(0), &once));
    let is_right =
        before.diagnostics.iter().all(|found| found.code.severity != flowc::diagnostic::Severity::Error);
    if is_right {
        if before.diagnostics.len() != after.diagnostics.len() {
            return fail(&format!("it has mistakes now: {:#?}", after.diagnostics));
        }
        let (was, is) = (meaning(&before), meaning(&after));
        if was != is {
            let at = was.bytes().zip(is.bytes()).take_while(|(one, other)| one == other).count();
            let near = |text: &str| {
                text.get(at.saturating_sub(80)..(at + 80).min(text.len())).unwrap_or("").to_owned()
            };
            return fail(&format!("it means something else: {}\n{}", near(&was), near(&is)));
        }
        if comments(text, &before) != comments(&once, &after) {
            return fail("a comment is another one");
        }
    }
    Ok(is_right)
}

#[test]
fn every_script_of_the_repository_keeps_its_meaning() {
    let wrong: Vec<String> = SCRIPTS
        .iter()
        .filter_map(|(name, text)| holds(text).err().map(|why| format!("{name}: {why}")))
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), SCRIPTS.len(), wrong.join("\n\n"));
}

/// A script written in another way: other spaces and new lines, comments in between.
fn rewritten() -> impl Strategy<Value = String> {
    let choice = prop::collection::vec(0_u32..60, 40..200);
    (any::<prop::sample::Index>(), choice).prop_map(|(script, choices)| {
        let (_, text) = script.get(&SCRIPTS);
        let mut choices = choices.iter().cycle().copied();
        let mut out = String::new();
        for token in parse(FileId(0), text).tokens.iter() {
            let written = &text[token.range()];
            match (token.kind, choices.next().unwrap_or(0)) {
                (TokenKind::Whitespace, 0..6) => out.push_str("   \t"),
                (TokenKind::Whitespace, 6..12) => out.push(' '),
                (TokenKind::NewLine, 0..4) => out.push_str("\n\n\n"),
                (TokenKind::NewLine, 4..8) => out.push_str(" # one\n"),
                (TokenKind::NewLine, 8..12) => out.push_str("\n  # two\n\n"),
                (TokenKind::NewLine, 12..14) => out.push_str("\r\n"),
                (TokenKind::NewLine, 14..18) => out.push_str("  "),
                (TokenKind::NewLine, 18) => out.push_str("\n  ## doc\n"),
                (TokenKind::Bracket, 0..5) if written == "{" => out.push_str("{ # three\n"),
                (TokenKind::Bracket, 5..9) if written == "{" => out.push_str("{\n"),
                (TokenKind::Bracket, 0..4) if written == "}" => out.push_str("\n}"),
                (TokenKind::Sign, 0..5) if written == "," => out.push_str(", # four\n"),
                (TokenKind::Sign, 5..10) if written == "," => out.push_str(",\n\n"),
                (TokenKind::Keyword, 0..8) if CONTINUES.contains(&written) => {
                    out.push('\n');
                    out.push_str(written);
                }
                (TokenKind::Keyword, 8..10) if CONTINUES.contains(&written) => {
                    out.push_str(" # five\n");
                    out.push_str(written);
                }
                (TokenKind::Text, 0..8) if written.len() < 60 => {
                    out.push_str(written);
                    out.push_str(" and some more words, so that the line is a long one");
                }
                _ => out.push_str(written),
            }
        }
        out
    })
}

/// Words before which a line may end.
const CONTINUES: [&str; 12] =
    ["or", "like", "save", "where", "at", "within", "else", "with", "buttons", "caption", "and", "returns"];

/// A script with words taken out, doubled or cut off.
fn broken() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8), 1..6);
    (any::<prop::sample::Index>(), edits).prop_map(|(script, edits)| {
        let (_, text) = script.get(&SCRIPTS);
        let parsed = parse(FileId(0), text);
        let mut words: Vec<&str> = parsed.tokens.iter().map(|token| &text[token.range()]).collect();
        for (at, edit) in edits {
            if words.is_empty() {
                break;
            }
            let at = at.index(words.len());
            match edit {
                0 => drop(words.remove(at)),
                1 => words.insert(at, words[at]),
                2 => words.swap(at, 0),
                _ => words.insert(at, ["{", "}", "\"", "(", "\"\"\"", "#", "else", "->"][at % 8]),
            }
        }
        words.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_script_written_otherwise_keeps_its_meaning(text in rewritten()) {
        // What was torn apart has no meaning to be kept.
        prop_assume!(holds(&text).map_err(TestCaseError::fail)?);
    }

    #[test]
    fn a_broken_script_loses_no_word(text in broken()) {
        holds(&text).map_err(TestCaseError::fail)?;
    }
}
