//! The grammar for editors, editor-support/tree-sitter-flow: it takes every script that the language takes, tells words from
//! names as the language does, gives each a colour, and bears any text.

#![allow(clippy::disallowed_methods)] // scripts are files

mod colours;
mod corpus;
#[allow(dead_code)] // nothing is told of a place here
#[path = "../literate/mod.rs"]
mod literate;
mod robust;
mod scripts;
#[path = "../snippets/mod.rs"]
mod snippets;
mod words;

use flowc::source::FileId;
use flowc::syntax;
use tree_sitter::{Node, Parser, Tree};

/// A parser of the grammar.
fn parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_flow::LANGUAGE.into())
        .expect("its version is one that the library knows");
    parser
}

/// The tree of a text.
fn parse(text: &str) -> Tree {
    parser().parse(text, None).expect("nothing stops it")
}

/// All nodes of a tree, each before its children.
fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut cursor = tree.walk();
    loop {
        found.push(cursor.node());
        if cursor.goto_first_child() || cursor.goto_next_sibling() {
            continue;
        }
        loop {
            if !cursor.goto_parent() {
                return found;
            }
            if cursor.goto_next_sibling() {
                break;
            }
        }
    }
}

/// What the parser did not understand or thought of itself: none where the text is right.
fn is_wrong(node: &Node<'_>) -> bool {
    node.is_error() || node.is_missing() || matches!(node.kind(), "missing" | "unclosed" | "stray")
}

#[test]
fn what_the_language_takes_the_grammar_takes() {
    let scripts = scripts::accepted();
    let wrong: Vec<String> = (scripts.iter())
        .flat_map(|script| {
            let tree = parse(&script.text);
            let found: Vec<String> = (nodes(&tree).iter())
                .filter(|node| is_wrong(node))
                .map(|node| {
                    let at = node.start_position();
                    format!("{}+{}:{} {node}", script.name, at.row, at.column)
                })
                .collect();
            found
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Half a word, half a text, half a block: the flows and steps around it stay what they are.
#[test]
fn a_mistake_stays_in_its_step() {
    let around = "flow f {\n  step a {\n    say \"one\"\n    -> b\n  }\n\n  step b {\n    @\n    -> end\n  }\n\n  step c { -> end }\n}\n\n\
                  flow g { step a { -> end } }\n";
    let broken = [
        "say",
        "say \"Hello",
        "say \"Hello {na",
        "say \"Hello {na\"",
        "say 'Hello'",
        "say \"\"\"Hello",
        "say \"a\" buttons \"b\",",
        "sya \"Hello\"",
        "ask",
        "ask \"Who?\" save",
        "ask text \"Who?\" within",
        "set x =",
        "set x = y +",
        "add tag",
        "if",
        "if x",
        "if x ==",
        "if x matches /a",
        "do crm.",
        "do crm.note(",
        "do crm.note(a: ",
        "delay",
        "wait for",
        "buttons {",
        "ab x {",
        "->",
        "-> flow",
        "goto b",
        "\"",
        "{",
        "}",
        "(",
        ")",
        "?",
    ];
    for line in broken {
        let text = around.replace('@', line);
        assert!(!syntax::parse(FileId(0), &text).diagnostics.is_empty(), "{line} is not broken");
        let tree = parse(&text);
        let words =
            |kind: &str| nodes(&tree).iter().filter(|node| node.kind() == kind && !node.is_named()).count();
        let own = usize::from(line == "-> flow");
        assert_eq!((words("flow") - own, words("step")), (2, 4), "{line}: {}", tree.root_node());
    }
}
