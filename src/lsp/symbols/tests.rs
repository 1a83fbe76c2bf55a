//! The index against its promise: it has every name, and no two different ones in one place.

use super::{Role, Symbols};
use crate::check::Names;
use crate::diagnostic::Sink;
use crate::lower;
use crate::project::{Memory, load};

/// The names of a project, each with its place, what it is and where that is declared.
fn names(files: &[(&str, &str)]) -> String {
    let (project, _) = load(&Memory::new(files.iter().copied()), "/p").unwrap();
    let input = lower::input(&project);
    let names = Names::gather(&input, &mut Sink::default());
    let symbols = Symbols::of(&project, &names);
    let mut out = String::new();
    for it in &symbols.occurrences {
        let place = |span| {
            let place = project.sources.place(span);
            format!("{}:{}", place.line, place.column)
        };
        let role = match it.role {
            Role::Definition => "is",
            Role::Write => "sets",
            Role::Read => "means",
        };
        let (text, kind) = (project.sources.text(it.span), it.symbol.kind.words());
        out.push_str(&format!("{} `{text}` {role} {kind} {}\n", place(it.span), place(it.symbol.at)));
    }
    out
}

#[test]
fn every_kind_of_value_is_found_where_it_is_declared_set_and_read() {
    let script = "field city: text\ntracker click\ntext link = \"x{city}\"\npostback paid(sum: number) by sum\nflow a(no: text) {\n  step one {\n    ask \"{link}{no}\" save city\n    ask \"?\" save mine\n    say \"{mine} {tracker.click} {paid.sum}\"\n    for each x in [city] at most 3 { say \"{x}\" }\n  }\n}\n";
    insta::assert_snapshot!(names(&[("/p/a.flow", script)]), @"");
}

#[test]
fn a_broken_script_keeps_its_names() {
    let script = "field ciy: text\nflow a {\n  step one {\n    say \"{ciy\n    -> tw\n    -> two\n  }\n  step two {\n    ask \"Ж👋\" save ciy\n    if ciy ==\n";
    insta::assert_snapshot!(names(&[("/p/a.flow", script)]), @"");
}
