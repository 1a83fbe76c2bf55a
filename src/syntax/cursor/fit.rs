//! Which words and forms the grammar takes behind a skeleton.

use std::sync::LazyLock;

use pest::Parser;

use super::slot::path_to;
use crate::syntax::TokenKind;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::node::{Node, Nodes};
use crate::syntax::token::kind_of;

/// The words of the language, as the grammar names them.
static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let named = Rule::all_rules().iter().filter_map(|rule| {
        let name = format!("{rule:?}");
        let word = name.strip_prefix("kw_").or_else(|| {
            let is_word = kind_of(*rule) == TokenKind::Keyword;
            name.strip_prefix("op_").filter(|_| is_word)
        })?;
        Some(&*word.to_owned().leak())
    });
    let mut words: Vec<&str> = named.chain(DAYS).collect();
    words.sort_unstable();
    words.dedup();
    words
});

/// Days are one rule of the grammar.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The words that fit behind a skeleton and begin with a character.
pub(super) fn words(skeleton: &str, first: Option<char>) -> Vec<&'static str> {
    let begun = WORDS.iter().filter(|word| first.is_none_or(|first| word.starts_with(first)));
    begun.copied().filter(|word| reads(skeleton, word)).collect()
}

/// Whether the grammar reads a word as one of the language, and nothing is missing before it.
fn reads(skeleton: &str, word: &str) -> bool {
    let text = format!("{skeleton}{word} ");
    let Ok(pairs) = Grammar::parse(Rule::file, &text) else { return false };
    let nodes = Nodes::new(&text, pairs);
    let path = path_to(&nodes, skeleton.len() as u32);
    let Some(leaf) = path.last() else { return false };
    kind_of(leaf.as_rule()) == TokenKind::Keyword
        && leaf.as_str() == word
        && path.iter().all(|node| !is(Fault::Wrong, node.as_rule()))
        && is_complete(&nodes, skeleton)
}

/// Whether nothing is missing between the end of a skeleton's line and what stands before it.
fn is_complete(nodes: &Nodes<'_>, skeleton: &str) -> bool {
    let written = skeleton.trim_end();
    if skeleton[written.len()..].contains('\n') {
        return true;
    }
    let end = written.len() as u32..=skeleton.len() as u32;
    let mut last = nodes.leaves().filter(|leaf| end.contains(&leaf.start()));
    last.all(|leaf| !is(Fault::Missing, leaf.as_rule()))
}

/// Whether the grammar reads a form to its end and finds nothing wrong with it.
pub(super) fn form(skeleton: &str, form: &str) -> bool {
    let text = format!("{skeleton}{form}\n");
    let Ok(pairs) = Grammar::parse(Rule::file, &text) else { return false };
    let nodes = Nodes::new(&text, pairs);
    let at = skeleton.len() as u32;
    let path = path_to(&nodes, at);
    // What is still to come behind it may be missing.
    let end = at + form.len() as u32;
    let lacks = |node: &Node<'_>| is(Fault::Missing, node.as_rule()) && node.start() < end;
    let mut written = nodes.all().filter(|node| node.start() >= at);
    let is_whole = written.all(|node| !is(Fault::Wrong, node.as_rule()) && !lacks(&node));
    let begins = path.last().is_some_and(|leaf| leaf.start() == at);
    begins
        && is_whole
        && path.iter().all(|node| !is(Fault::Wrong, node.as_rule()))
        && is_complete(&nodes, skeleton)
}

/// What a rule says of the text that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It belongs elsewhere, or nowhere, or is written otherwise.
    Wrong,
    /// It is not there.
    Missing,
}

/// The fault of each rule. The grammar's naming convention decides.
static FAULTS: LazyLock<Vec<Option<Fault>>> = LazyLock::new(|| {
    let rules = Rule::all_rules();
    let mut faults = vec![None; rules.iter().map(|rule| *rule as usize + 1).max().unwrap_or(0)];
    for rule in rules {
        let name = format!("{rule:?}");
        let begins = |word: &&str| name.starts_with(*word);
        let is_wrong = ["wrong_", "stray", "mistyped", "junk", "early_close", "loose"].iter().any(begins);
        faults[*rule as usize] = match () {
            () if is_wrong || name.ends_with("_junk") => Some(Fault::Wrong),
            () if name.starts_with("missing_") => Some(Fault::Missing),
            () => None,
        };
    }
    faults
});

fn is(fault: Fault, rule: Rule) -> bool {
    FAULTS[rule as usize] == Some(fault)
}
