//! The corpus of the grammar, as `tree-sitter test` reads it: a title between lines of `=`, a script, a line `---`, its tree.

use crate::literate::path;
use crate::parse;

/// What parts a title from what is around it.
const LINE: &str = "==================\n";

/// A tree as the corpus shows it: a line for each node.
fn shown(tree: &str) -> String {
    let mut lines = String::new();
    let mut depth = 0;
    let mut after_name = true;
    for word in tree.split(' ') {
        if word.starts_with('(') {
            if !after_name {
                lines.push('\n');
                lines.push_str(&"  ".repeat(depth));
            }
        } else if word.ends_with(':') {
            lines.push('\n');
            lines.push_str(&"  ".repeat(depth));
        }
        if !word.starts_with('(') && !word.ends_with(':') || after_name && depth > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        after_name = word.ends_with(':');
        depth = depth + word.matches('(').count() - word.matches(')').count();
    }
    lines
}

#[test]
fn the_trees_of_the_corpus() {
    let mut all = 0;
    for entry in std::fs::read_dir(path("editor-support/tree-sitter-flow/test/corpus")).unwrap() {
        let file = entry.unwrap().path();
        let corpus = std::fs::read_to_string(&file).unwrap();
        let mut tests = Vec::new();
        let mut parts = corpus.split(LINE).skip(1);
        while let (Some(title), Some(body)) = (parts.next(), parts.next()) {
            let (script, _) = body.split_once("\n---\n").expect("a script and its tree");
            let script = script.strip_prefix('\n').expect("an empty line before a script");
            let tree = shown(&parse(script).root_node().to_sexp());
            tests.push(format!("{LINE}{title}{LINE}\n{script}\n---\n\n{tree}\n"));
        }
        all += tests.len();
        let expected = tests.join("\n");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, expected).unwrap();
        } else {
            assert_eq!(corpus, expected, "{}", file.display());
        }
    }
    assert!(all > 40, "{all} scripts");
}
