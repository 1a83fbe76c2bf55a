//! The index against whole scripts: it has every name that stands for something.

use std::collections::BTreeSet;

use super::{Role, Symbols};
use crate::check::Names;
use crate::diagnostic::Sink;
use crate::lower;
use crate::project::{Memory, Project, load};
use crate::syntax::{self, TokenKind};

fn symbols(files: &[(&str, &str)]) -> (Project, Symbols) {
    let (project, _) = load(&Memory::new(files.iter().copied()), "/p").unwrap();
    let input = lower::input(&project);
    let names = Names::gather(&input, &mut Sink::default());
    let symbols = Symbols::of(&project, &names);
    (project, symbols)
}

/// The names of a project's own scripts that the index does not have, each once.
fn left_out(files: &[(&str, &str)]) -> String {
    let (project, symbols) = symbols(files);
    let mut left = BTreeSet::new();
    for script in &project.folders[0].files {
        let text = &project.sources.get(script.file).unwrap().text;
        for token in syntax::parse(script.file, text).tokens.iter() {
            if token.kind == TokenKind::Name && symbols.at(script.file, token.start + 1).is_empty() {
                left.insert(text[token.range()].to_owned());
            }
        }
    }
    left.into_iter().collect::<Vec<_>>().join(" ")
}

macro_rules! example {
    ($name:literal: $($file:literal)*) => {
        [$((
            concat!("/p/", $file),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/", $name, "/", $file)),
        )),*]
    };
}

#[test]
fn examples_have_no_other_names_than_those_of_the_language_and_of_other_systems() {
    let assistant = example!("crm-assistant": "bot.flow" "flow.yaml" "tests.flow");
    let screenshots = example!("screenshot-funnel": "bot.flow" "deposit.flow" "flow.yaml" "greeting.flow" "registration.flow" "routes.flow" "tests.flow");
    let postbacks = example!("postback-funnel": "bot.flow" "cloud.flow" "first_deposit.flow" "flow.yaml" "greeting.flow" "retention.flow" "routes.flow" "tests.flow");
    let left = [left_out(&assistant), left_out(&screenshots), left_out(&postbacks)];
    let known = [
        "contact deal default first_name language stage std tracker",
        "contact default first_name now relative tracker url",
        "contact count default first_name now relative time tracker url",
    ];
    assert_eq!(left, known);
}

#[test]
fn each_name_has_one_place_where_it_is_declared_first() {
    let script = "flow a { step b { -> b } }\nflow a { step b { -> flow a } }\ntag t, t\n";
    let (_, symbols) = symbols(&[("/p/a.flow", script)]);
    for symbol in symbols.declared() {
        let first = symbols.places(symbol).find(|it| it.span == symbol.at);
        assert!(first.is_some_and(|it| it.role == Role::Definition), "{symbol:?}");
    }
}
