//! What has a meaning has a colour, and the queries of every editor fit the grammar.

use std::collections::BTreeMap;

use flowc::syntax::TokenKind;
use tree_sitter::{Language, Query, QueryCursor, StreamingIterator, Tree};

use crate::literate::path;
use crate::{parse, scripts};

fn query(text: &str) -> Query {
    let language = Language::from(tree_sitter_flow::LANGUAGE);
    Query::new(&language, text).unwrap_or_else(|error| panic!("{error}"))
}

/// The captures of a script, by the bytes that each covers. The last one of several is what is shown.
fn captures(query: &Query, tree: &Tree, text: &str) -> BTreeMap<(usize, usize), String> {
    let mut found = BTreeMap::new();
    let mut cursor = QueryCursor::new();
    let mut captures = cursor.captures(query, tree.root_node(), text.as_bytes());
    while let Some((found_match, at)) = captures.next() {
        let capture = found_match.captures[*at];
        let name = query.capture_names()[capture.index as usize];
        if name != "spell" {
            let range = capture.node.byte_range();
            found.insert((range.start, range.end), name.to_owned());
        }
    }
    found
}

#[test]
fn every_token_has_a_colour() {
    let query = query(tree_sitter_flow::HIGHLIGHTS_QUERY);
    for script in scripts::accepted() {
        let captures = captures(&query, &parse(&script.text), &script.text);
        let layout = [TokenKind::Whitespace, TokenKind::NewLine];
        for token in script.tokens.iter().filter(|token| !layout.contains(&token.kind)) {
            let (start, end) = (token.start as usize, token.end as usize);
            // Several signs are one token of the language, and two of the tree.
            let around = captures.range(..=(start, usize::MAX)).rev().find(|((_, to), _)| *to > start);
            assert!(around.is_some(), "{}: {:?} has no colour", script.name, &script.text[start..end]);
        }
    }
}

#[test]
fn colours_say_what_a_name_is() {
    let text = "## The plan.\nfield plan: text\nflow f(a: number) {\n  step s { # here\n    if plan is empty or length(plan) > 1h30m { -> t }\n    \
                say \"Hi, {contact.name | upper}!\\n\"\n    do crm.note(text: answer)\n    reach paid\n    -> flow lib.pay step t\n  }\n}\n";
    let captures = captures(&query(tree_sitter_flow::HIGHLIGHTS_QUERY), &parse(text), text);
    let shown: Vec<String> =
        captures.iter().map(|((start, end), name)| format!("{:<14} {name}", &text[*start..*end])).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn the_queries_of_every_editor_fit() {
    let folders =
        ["tree-sitter-flow/queries", "nvim/queries/flow", "helix/runtime/queries/flow", "zed/languages/flow"];
    let mut all = 0;
    for folder in folders {
        for entry in std::fs::read_dir(path("editor-support").join(folder)).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_some_and(|ending| ending == "scm") {
                println!("{}", file.display());
                query(&std::fs::read_to_string(file).unwrap());
                all += 1;
            }
        }
    }
    assert!(all > 10, "{all} queries");
}
