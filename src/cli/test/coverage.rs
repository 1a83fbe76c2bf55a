//! What the tests came through, for people and for other programs.

use serde_json::{Value as Json, json};

use crate::project::Project;
use crate::scenario::coverage::{Coverage, Item, ItemKind, Tally};

/// A row for each kind, then each item that no test came through, with its place.
pub fn table(project: &Project, coverage: &Coverage) -> String {
    let mut text = format!("\n{:<10}{:>9}{:>7}\n", "coverage", "covered", "of");
    let mut row = |word: &str, tally: Tally| {
        let Tally { covered, items } = tally;
        text.push_str(&format!("{word:<10}{covered:>9}{items:>7}{:>6}%\n", tally.percent()));
    };
    for kind in ItemKind::ALL {
        let tally = coverage.tally(kind);
        if tally.items > 0 {
            row(kind.word(), tally);
        }
    }
    row("all", coverage.total());
    let missing: Vec<String> = coverage.missing().map(|item| line(project, item)).collect();
    if !missing.is_empty() {
        text.push_str(&format!("\nno test came through\n{}\n", missing.join("\n")));
    }
    text.trim_end().to_owned()
}

/// An item with its place.
pub fn line(project: &Project, item: &Item) -> String {
    let place = project.sources.place(item.span);
    let file = name(project, item);
    let at = [("flow", &item.flow), ("step", &item.step)];
    let at = at.iter().filter(|(_, name)| !name.is_empty()).map(|(word, name)| format!("{word} {name}, "));
    let at: String = if item.kind == ItemKind::Step { format!("flow {}, ", item.flow) } else { at.collect() };
    format!("  {file}:{}:{}: {at}{}", place.line, place.column, item.words)
}

fn name<'p>(project: &'p Project, item: &Item) -> &'p str {
    project.sources.get(item.span.file).map(|source| source.name.as_str()).unwrap_or_default()
}

/// The same as one JSON object: docs/tests.md tells its shape.
pub fn json(project: &Project, coverage: &Coverage) -> String {
    let tally =
        |tally: Tally| json!({ "covered": tally.covered, "items": tally.items, "percent": tally.percent() });
    let kinds = ItemKind::ALL.map(|kind| (kind.word().to_owned(), tally(coverage.tally(kind))));
    let items: Vec<Json> = coverage
        .items
        .iter()
        .map(|covered| {
            let item = &covered.item;
            let place = project.sources.place(item.span);
            json!({
                "kind": item.kind.word(),
                "file": name(project, item),
                "line": place.line,
                "column": place.column,
                "flow": item.flow,
                "step": item.step,
                "words": item.words,
                "tests": covered.tests,
            })
        })
        .collect();
    let report = json!({
        "version": 1,
        "project": project.name,
        "all": tally(coverage.total()),
        "kinds": kinds.into_iter().collect::<serde_json::Map<_, _>>(),
        "items": items,
    });
    format!("{report:#}\n")
}
