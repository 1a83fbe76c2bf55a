//! The grammar tells words from names, and each token from the others, as the language does.

use flowc::syntax::{Token, TokenKind};
use tree_sitter::{Language, Node};

use crate::scripts::{Script, accepted, script};
use crate::{is_wrong, nodes, parse};

#[test]
fn the_grammar_has_every_word() {
    let list = include_str!("../../editor-support/tree-sitter-flow/words.js");
    let list = list.split('\'').nth(1).expect("a list of words");
    let language = Language::from(tree_sitter_flow::LANGUAGE);
    let unknown: Vec<&str> =
        list.split(' ').filter(|word| language.id_for_node_kind(word, false) == 0).collect();
    assert!(unknown.is_empty(), "grammar.js has no place for: {}", unknown.join(" "));
}

/// Whether a node can stand for a token.
fn agrees(token: Token, node: Node<'_>, text: &str) -> bool {
    let kind = node.kind();
    let written = &text[token.range()];
    let whole = node.byte_range() == token.range();
    match token.kind {
        TokenKind::Whitespace | TokenKind::NewLine => true,
        TokenKind::Comment => kind == "comment",
        TokenKind::DocComment => kind == "doc_comment",
        TokenKind::Keyword => !node.is_named() && whole && kind == written,
        TokenKind::Name => matches!(kind, "name" | "member") && whole,
        TokenKind::Number => matches!(kind, "number" | "percent" | "duration" | "clock" | "date") && whole,
        TokenKind::Regex => kind == "regex" && whole,
        TokenKind::Text => kind == "chunk" && whole,
        TokenKind::Escape => kind == "escape" && whole,
        TokenKind::Quote | TokenKind::Bracket => kind == written,
        TokenKind::Sign => !node.is_named() && written.starts_with(kind),
        TokenKind::Junk => false,
    }
}

fn disagreements(script: &Script) -> Vec<String> {
    let tree = parse(&script.text);
    let root = tree.root_node();
    let different = script.tokens.iter().filter_map(|token| {
        let node = root.descendant_for_byte_range(token.start as usize, token.start as usize + 1)?;
        let line = script.text[..token.start as usize].matches('\n').count();
        (!agrees(token, node, &script.text))
            .then(|| format!("{}+{line} {token:?} {:?} {node}", script.name, &script.text[token.range()]))
    });
    different.collect()
}

#[test]
fn a_token_is_what_the_language_says() {
    let wrong: Vec<String> = accepted().iter().flat_map(disagreements).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_word_of_the_language_is_a_name_where_a_name_stands() {
    let list = include_str!("../../editor-support/tree-sitter-flow/words.js");
    let mut names = 0;
    for word in list.split('\'').nth(1).expect("a list of words").split(' ') {
        let text = format!(
            "field {word}: text\nfield a, {word}: number\ntag {word}, b\nflow f({word}: text) {{\n  step s {{\n    set {word} = {word} + 1\n    \
             ask \"q\" save {word} where {word} == {word}\n    if {word} is empty and {word}.x > 1 {{ say \"{{{word}}}\" }}\n    \
             do x.{word}({word}: {word}, b: {word})\n    add {word} to {word}\n    remove tag {word}\n    notify {word} \"x\"\n    \
             read {word}, a from image \"x\"\n    ab {word} {{ {word} -> s 50% {word} -> s }}\n  }}\n}}\n"
        );
        // A reserved word is no name, and one that begins a form is none where the form can stand.
        if let Some(script) = script(word.to_owned(), text) {
            names += 1;
            let tree = parse(&script.text);
            assert!(!nodes(&tree).iter().any(is_wrong), "{word}: {}", tree.root_node());
            assert_eq!(disagreements(&script), [""; 0]);
        }
    }
    assert!(names > 120, "{names} words are names");
}
