//! The grammar tells words from names, and each token from the others, as the language does.

use flowc::syntax::{Token, TokenKind};
use tree_sitter::{Language, Node};

use crate::scripts::{Script, accepted, script};
use crate::{is_wrong, nodes, parse};

/// The words that grammar.js knows; tests/editors.rs writes them.
fn list() -> impl Iterator<Item = &'static str> {
    let list = include_str!("../../editor-support/tree-sitter-flow/words.js");
    list.split('\'').nth(1).expect("a list of words").split(' ')
}

#[test]
fn the_grammar_has_every_word() {
    let language = Language::from(tree_sitter_flow::LANGUAGE);
    let unknown: Vec<&str> = list().filter(|word| language.id_for_node_kind(word, false) == 0).collect();
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

/// Places of a name, written as `W`, of declarations, statements and tests.
const DECLARATIONS: [&str; 12] = [
    "field W: text",
    "field a, W: number = 1",
    "tag W, W",
    "goal W",
    "tracker W, W: number",
    "postback W(W: text) by W",
    "text W = \"x\"",
    "hours W: mon 09:00 to 10:00",
    "routes W { include W, W.W }",
    "broadcast W { visit flow W(W: 1) }",
    "flow W(W: text) { step W { -> W } }",
    "moved W step W to W step W",
];
const STATEMENTS: [&str; 24] = [
    "-> W",
    "-> flow W(W: 1) step W",
    "set W = W + 1",
    "set W.W = -W",
    "say \"{W}{W.W | W}\"",
    "send image W, W caption \"x\"",
    "send template W(W: W)",
    "ask \"q\" save W where W == W",
    "ask \"q\" one of W save W",
    "ask \"q\" with image W save W",
    "if W is empty and W.W > W { -> W }",
    "if W(W, W) -> W",
    "if tag W or in flow W or in hours W -> W",
    "do W.W(W: W, W: 1) save W",
    "add W to W",
    "remove tag W",
    "notify W \"x\"",
    "read W, W from image \"x\"",
    "ab W { W -> W 50% W -> W 50% -> W }",
    "delay until W + 1h",
    "delay until hours W",
    "end with W",
    "for each W in W at most 3 { reach W }",
    "handoff to W \"x\" { on field W changed -> W on tag W added -> W }",
];
const TESTS: [&str; 12] = [
    "contact (W: 1, tag W)",
    "arm W = W",
    "channel W",
    "user \"x\" save W = W read W = W",
    "postback W(W: 1)",
    "expect W == 1",
    "expect W.W == W",
    "expect goal W",
    "expect template W(W: 1)",
    "expect flow W step W",
    "expect step W",
    "expect do W.W(W: 1) returns (W: 1)",
];

#[test]
fn a_word_of_the_language_is_a_name_where_a_name_stands() {
    let declarations = DECLARATIONS.iter().map(|form| format!("{form}\ntag z\n"));
    let statements = STATEMENTS.iter().map(|form| format!("flow z {{ step z {{\n{form}\nreach z\n}} }}"));
    let tests = TESTS.iter().map(|form| format!("test \"z\" {{\n{form}\nstart\n}}"));
    let forms: Vec<String> = declarations.chain(statements).chain(tests).collect();
    let mut wrong = Vec::new();
    let (mut all, mut names) = (0, 0);
    for word in list() {
        for form in &forms {
            all += 1;
            // A reserved word is no name, and neither is one that means something else in this place.
            let Some(script) = script(word.to_owned(), form.replace('W', word)) else { continue };
            names += 1;
            if nodes(&parse(&script.text)).iter().any(is_wrong) || !disagreements(&script).is_empty() {
                wrong.push(script.text);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(names * 10 > all * 8, "{names} of {all} are names");
}
