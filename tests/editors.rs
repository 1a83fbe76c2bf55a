//! The lists of words in the editors' files are the grammar's. `UPDATE=1` writes them anew.

#![allow(clippy::disallowed_methods)] // lists and queries are files

mod snippets;

use std::collections::BTreeSet;
use std::path::Path;

/// Words that the grammar knows because people write them; the language has others for it.
const MISTAKEN: [&str; 3] = ["go", "goto", "jump"];

/// The files, what stands before the list on its line, what parts the words, and what stands behind.
const LISTS: [(&str, &str, &str, &str); 5] = [
    ("vscode/syntaxes/flow.tmLanguage.json", r#"      "match": "\\b(?:ab|"#, "|", r#")\\b""#),
    ("nvim/syntax/flow.vim", r"syntax match flowKeyword /\<\%(ab\|", r"\|", r"\)\>/"),
    ("emacs/flow-mode.el", "  (split-string \"ab ", " ", "\")"),
    ("tree-sitter-flow/words.js", "module.exports = 'ab ", " ", "'.split(' ');"),
    ("tree-sitter-flow/queries/highlights.scm", r#"["ab" ""#, r#"" ""#, r#""] @keyword"#),
];

/// The words of the language, in their order.
fn words() -> Vec<String> {
    let grammar = include_str!("../grammar/flow.pest");
    let rules = grammar.lines().filter(|line| line.starts_with("kw_") || line.starts_with("day "));
    let quoted = rules.flat_map(|rule| rule.split('"').skip(1).step_by(2));
    let words: BTreeSet<&str> = quoted.filter(|word| !MISTAKEN.contains(word)).collect();
    words.into_iter().map(str::to_owned).collect()
}

/// Compares the lists of words with the grammar's, or writes them.
fn lists_of_words() {
    let words = words();
    assert_eq!(words.first().map(String::as_str), Some("ab"), "the lists are found by their first word");
    assert!(words.len() > 140 && words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase())));
    for (file, before, between, behind) in LISTS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editor-support").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.lines().find(|line| line.starts_with(before));
        let line = line.unwrap_or_else(|| panic!("{file} has no list of words"));
        let expected = format!("{before}{}{behind}", words[1..].join(between));
        if line != expected && std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, text.replace(line, &expected)).unwrap();
            continue;
        }
        assert_eq!(line, expected, "{file}");
    }
}

#[test]
fn editors_know_the_words_of_the_grammar() {
    lists_of_words();
}

/// Editors that look for queries in a folder of their own, and the queries of the tree-sitter grammar that each reads.
const QUERIES: [(&str, &[&str], Renamed); 3] = [
    ("nvim/queries/flow", &["highlights.scm", "folds.scm"], &[]),
    ("helix/runtime/queries/flow", &["highlights.scm"], HELIX),
    ("zed/languages/flow", &["highlights.scm"], ZED),
];

/// What a capture is called in an editor that does not follow the usual names. A longer one stands before its beginning.
type Renamed = &'static [(&'static str, &'static str)];

const HELIX: Renamed = &[
    (" @spell", ""),
    ("@boolean", "@constant.builtin.boolean"),
    ("@comment.documentation", "@comment.line.documentation"),
    ("@function.call", "@function"),
    ("@keyword.conditional", "@keyword.control.conditional"),
    ("@keyword.import", "@keyword.control.import"),
    ("@keyword.repeat", "@keyword.control.repeat"),
    ("@module", "@namespace"),
    ("@number", "@constant.numeric"),
    ("@string.escape", "@constant.character.escape"),
    ("@variable.member", "@variable.other.member"),
];

const ZED: Renamed = &[
    (" @spell", ""),
    ("@comment.documentation", "@comment.doc"),
    ("@module", "@namespace"),
    ("@string.regexp", "@string.regex"),
    ("@variable.builtin", "@variable.special"),
    ("@variable.member", "@property"),
];

#[test]
fn queries_of_editors_are_those_of_the_grammar() {
    lists_of_words();
    let support = Path::new(env!("CARGO_MANIFEST_DIR")).join("editor-support");
    for (folder, queries, renamed) in QUERIES {
        for query in queries {
            let own = std::fs::read_to_string(support.join("tree-sitter-flow/queries").join(query)).unwrap();
            let expected = renamed.iter().fold(own, |text, (from, to)| text.replace(from, to));
            let path = support.join(folder).join(query);
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &expected).unwrap();
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), expected, "{}", path.display());
        }
    }
}

#[test]
fn the_extension_of_vs_code_names_only_files_that_are_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("editor-support/vscode");
    let read =
        |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|it| panic!("{name}: {it}"));
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_str(&read(name)).unwrap_or_else(|it| panic!("{name}: {it}"))
    };
    let package = json("package.json");
    let contributes = &package["contributes"];
    for part in ["languages", "grammars", "snippets"] {
        for item in contributes[part].as_array().unwrap() {
            for name in ["configuration", "path"].iter().filter_map(|key| item[key].as_str()) {
                json(name.trim_start_matches("./"));
            }
        }
    }
    // A command that is shown, or that a lens of the server has, is one that something answers.
    let main = read("src/extension.js");
    let shown = contributes["commands"].as_array().unwrap().iter();
    let shown = shown.map(|command| command["command"].as_str().unwrap());
    for name in shown.chain(["flowc.references", "flowc.runTest"]) {
        assert!(main.contains(&format!("registerCommand('{name}'")), "{name}");
    }
}

#[test]
fn snippets_are_of_the_language() {
    for (name, texts) in snippets::snippets() {
        let parses = |text: &String| {
            let parsed = flowc::syntax::parse(flowc::source::FileId(0), text);
            parsed.diagnostics.is_empty() && parsed.holes == 0
        };
        assert!(texts.iter().any(parses), "{name}:\n{}", texts[0]);
    }
}

#[test]
fn the_page_shows_what_lies_in_the_folder() {
    let page = include_str!("../docs/editors.md");
    let helix = include_str!("../editor-support/helix/languages.toml");
    let (_, settings) = helix.split_once('\n').expect("a line that says where it goes");
    assert!(page.contains(settings), "the settings of Helix");
}
