//! Nothing in the grammar recurses without a bracket between: what the parser's stack must bear is what the limits count.
//!
//! The grammar is read as text: for each rule, the rules that it may try before a bracket of the text is surely behind it.
//! No rule may come back to itself on that way.

use std::collections::{BTreeMap, BTreeSet};

const GRAMMAR: &str = include_str!("../../grammar/flow.pest");

/// The rules that take a bracket of the text.
const BRACKETS: [&str; 5] = ["lbrace", "lparen", "router_open", "hole_open", "wrong_hole_open"];

#[test]
fn nothing_recurses_without_a_bracket() {
    let rules = rules(GRAMMAR);
    assert!(rules.len() > 500, "{}", rules.len());
    let mut sure: BTreeSet<&str> = BRACKETS.into();
    let mut tries: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // Which rules always take a bracket is known by and by.
    loop {
        let before = sure.len();
        for (name, body) in &rules {
            let mut expression = Expression { tokens: body, at: 0, sure: &sure };
            let (takes, tried) = expression.choice();
            tries.insert(name, if BRACKETS.contains(name) { BTreeSet::new() } else { tried });
            if takes {
                sure.insert(name);
            }
        }
        if sure.len() == before {
            break;
        }
    }
    for name in tries.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = tries[name].iter().copied().collect();
        while let Some(next) = open.pop() {
            assert_ne!(next, *name, "`{name}` recurses by way of {seen:?}");
            if seen.insert(next) {
                open.extend(tries.get(next).into_iter().flatten());
            }
        }
    }
}

/// The rules with the tokens of their expressions.
fn rules(grammar: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut rules = BTreeMap::new();
    let tokens = tokens(grammar);
    let mut rest = tokens.as_slice();
    while let [name, "=", kind_and_more @ ..] = rest {
        let open = kind_and_more.iter().position(|token| *token == "{").expect("a rule has a body");
        let mut depth = 0;
        let end = kind_and_more.iter().position(|token| {
            depth += i32::from(*token == "{") - i32::from(*token == "}");
            *token == "}" && depth == 0
        });
        let end = end.expect("a rule's body ends");
        rules.insert(*name, kind_and_more[open + 1..end].to_vec());
        rest = &kind_and_more[end + 1..];
    }
    assert!(rest.is_empty(), "{rest:?}");
    rules
}

/// Words, literals and signs.
fn tokens(grammar: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = grammar.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => literal(rest, first),
            _ if first.is_alphanumeric() || first == '_' && rest[1..].starts_with(char::is_alphanumeric) => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => 1,
        };
        if first != '/' {
            tokens.push(&rest[..length]);
        }
        rest = rest[length..].trim_start();
    }
    tokens
}

fn literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let close = text[1..].find(|c| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    });
    close.expect("a literal ends") + 2
}

/// What an expression surely takes, and what it tries before that.
struct Expression<'g, 's> {
    tokens: &'s [&'g str],
    at: usize,
    sure: &'s BTreeSet<&'g str>,
}

type Takes<'g> = (bool, BTreeSet<&'g str>);

impl<'g> Expression<'g, '_> {
    fn peek(&self) -> &'g str {
        self.tokens.get(self.at).copied().unwrap_or("")
    }

    fn choice(&mut self) -> Takes<'g> {
        let (mut takes, mut tried) = self.sequence();
        while self.peek() == "|" {
            self.at += 1;
            let (other, more) = self.sequence();
            takes &= other;
            tried.extend(more);
        }
        (takes, tried)
    }

    fn sequence(&mut self) -> Takes<'g> {
        let (mut takes, mut tried) = self.part();
        while self.peek() == "~" {
            self.at += 1;
            let (other, more) = self.part();
            if !takes {
                tried.extend(more);
            }
            takes |= other;
        }
        (takes, tried)
    }

    fn part(&mut self) -> Takes<'g> {
        let first = self.peek();
        self.at += 1;
        let (mut takes, tried) = match first {
            "!" | "&" => (false, self.part().1),
            "^" => self.part(),
            "(" => {
                let inner = self.choice();
                assert_eq!(self.peek(), ")");
                self.at += 1;
                inner
            }
            "PUSH_LITERAL" | "PEEK" => {
                let close = self.tokens[self.at..].iter().position(|token| matches!(*token, ")" | "]"));
                self.at += close.expect("it ends") + 1;
                (false, BTreeSet::new())
            }
            _ if first.starts_with(['"', '\'']) => {
                // `'a'..'z'`
                if self.tokens[self.at..].starts_with(&[".", "."]) {
                    self.at += 3;
                }
                (false, BTreeSet::new())
            }
            name => (self.sure.contains(name), BTreeSet::from([name])),
        };
        loop {
            match self.peek() {
                "*" | "?" => takes = false,
                "+" => {}
                "{" => self.at += 2,
                _ => return (takes, tried),
            }
            self.at += 1;
        }
    }
}
