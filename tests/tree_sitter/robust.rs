//! Any text has a tree: no scanner that hangs, no state that grows, no tree that an edit spoils.

use proptest::prelude::*;
use tree_sitter::{InputEdit, Point, Tree};

use crate::{nodes, parse, parser, scripts};

/// What a script is made of, and what breaks it.
const PIECES: [&str; 32] = [
    "\"",
    "\"\"\"",
    "{",
    "}",
    "(",
    ")",
    "\\",
    "\n",
    " ",
    "#",
    "##",
    "->",
    "step",
    "flow f",
    "say",
    "ask",
    "else",
    "within 1d",
    "at most 3 times",
    "matches /",
    "/",
    "|",
    ".",
    ",",
    "50%",
    "1h",
    "09:00",
    "é👋",
    "\u{a0}",
    "\0",
    "\r\n",
    "if x",
];

/// The tree covers the text, and its nodes lie in order.
fn is_whole(tree: &Tree, text: &str) {
    assert_eq!(tree.root_node().end_byte(), text.len());
    for node in nodes(tree) {
        assert!(node.start_byte() <= node.end_byte() && node.end_byte() <= text.len());
        assert!(text.is_char_boundary(node.start_byte()) && text.is_char_boundary(node.end_byte()));
    }
}

fn point(text: &str, at: usize) -> Point {
    let row = text[..at].matches('\n').count();
    Point::new(row, at - text[..at].rfind('\n').map_or(0, |line| line + 1))
}

/// Parses a text anew after a part of it was replaced, as an editor does.
fn edited(tree: &Tree, old: &str, new: &str, start: usize, old_end: usize, new_end: usize) -> Tree {
    let mut tree = tree.clone();
    tree.edit(&InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old, start),
        old_end_position: point(old, old_end),
        new_end_position: point(new, new_end),
    });
    parser().parse(new, Some(&tree)).expect("nothing stops it")
}

/// The nearest place between two signs.
fn between_signs(text: &str, at: usize) -> usize {
    (0..=at % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_has_a_tree(text in any::<String>()) {
        is_whole(&parse(&text), &text);
    }

    #[test]
    fn any_pieces_have_a_tree(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        let text = pieces.concat();
        is_whole(&parse(&text), &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_edit_that_is_undone_leaves_no_trace(which in any::<usize>(), at in any::<usize>(), length in 0usize..40,
                                              pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..4)) {
        let scripts: Vec<&str> = (scripts::accepted().iter())
            .map(|script| script.text.as_str())
            .filter(|text| text.len() < 4000)
            .collect();
        let old = scripts[which % scripts.len()];
        let start = between_signs(old, at);
        let old_end = start + between_signs(&old[start..], length.min(old.len() - start));
        let inserted = pieces.concat();
        let new = format!("{}{inserted}{}", &old[..start], &old[old_end..]);
        let before = parse(old);
        let during = edited(&before, old, &new, start, old_end, start + inserted.len());
        is_whole(&during, &new);
        let after = edited(&during, &new, old, start, start + inserted.len(), old_end);
        prop_assert_eq!(after.root_node().to_sexp(), before.root_node().to_sexp());
    }
}

#[test]
fn nesting_is_as_deep_as_it_likes() {
    let deep = 20_000;
    for (open, close) in
        [("(", ")"), ("{", "}"), ("not ", ""), ("\"{", "}\""), ("if x { ", "}"), ("\"\"\"{", "")]
    {
        for close in [close, ""] {
            let text =
                format!("flow f {{ step s {{ if {}x{} -> end }} }}", open.repeat(deep), close.repeat(deep));
            is_whole(&parse(&text), &text);
        }
    }
}

#[test]
fn long_lines_and_long_texts_have_a_tree() {
    let signs = 1_000_000;
    for text in [
        format!("say \"{}\"", "x".repeat(signs)),
        format!("say \"\"\"{}", "\"\" ".repeat(signs / 3)),
        format!("say \"{}", "{".repeat(signs / 50)),
        format!("-> flow x step {}", "y".repeat(signs)),
        format!("#{}", " ".repeat(signs)),
        "\"".repeat(signs / 50),
        "\\".repeat(signs / 50),
        "-> ".repeat(signs / 50),
    ] {
        is_whole(&parse(&text), &text);
    }
}
