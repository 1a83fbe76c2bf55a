//! `textDocument/codeLens`: above flows, steps and fields how often they are used; above flows the way to their picture,
//! above steps how many contacts are there, above tests the way to run them.

use std::sync::Arc;

use gen_lsp_types::{CodeLens, CodeLensParams, Command, Location};
use serde_json::{Value, json};

use crate::lsp::here::{Here, Reader, World};
use crate::lsp::request::references::places;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::symbols::{Kind, Role, Symbol};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Item, Name};

/// The lenses of a file, in the order of the text.
pub fn answer(world: &World, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    let here = world.file(&params.text_document.uri)?;
    let (_, tree) = here.snapshot.tree(here.file)?;
    let readers = world.readers(&here.snapshot.source(here.file)?.name);
    let counted = world.counted(&here);
    let mut lenses = Vec::new();
    for item in &tree.items {
        match item {
            Item::Field(field) => {
                lenses.extend(
                    field.names.iter().filter_map(|name| references(&here, &readers, Kind::Field, name)),
                );
            }
            Item::Flow(flow) => {
                let Some(name) = &flow.name else { continue };
                lenses.extend(references(&here, &readers, Kind::Flow, name));
                let arguments =
                    vec![json!(params.text_document.uri), json!(here.named(&name.text)), Value::Null];
                lenses.push(lens(&here, name.span, "open in graph".to_owned(), "flowc.graph", arguments));
                for (place, step) in flow.steps.iter().enumerate() {
                    let Some(step) = &step.name else { continue };
                    let used = references(&here, &readers, Kind::Step, step);
                    // Who enters a flow comes to its first step, without a word.
                    lenses.extend(used.filter(|_| place > 0 || is_used(&here, step)));
                    lenses.extend(
                        counted.iter().filter_map(|reader| contacts(world, &here, reader, name, step)),
                    );
                }
            }
            Item::Test(test) => {
                if let Some(name) = test.name.as_ref().and_then(|name| name.literal()) {
                    let head = Span { end: test.span.start + "test".len() as u32, ..test.span };
                    let arguments = vec![json!(params.text_document.uri), json!(name)];
                    lenses.push(lens(&here, head, "run this test".to_owned(), "flowc.runTest", arguments));
                }
            }
            _ => {}
        }
    }
    Some(lenses)
}

/// Whether some place names a step.
fn is_used(here: &Here, step: &Name) -> bool {
    let places = here.snapshot.symbols().places(Symbol { kind: Kind::Step, at: step.span });
    places.into_iter().any(|it| it.role != Role::Definition)
}

/// `3 references`, which shows them; `readers` are the projects that read the file.
fn references(here: &Here, readers: &[(Arc<Snapshot>, FileId)], kind: Kind, name: &Name) -> Option<CodeLens> {
    let symbol = Symbol { kind, at: name.span };
    let known = readers.iter().map(|(snapshot, file)| (snapshot.clone(), symbol.in_file(*file)));
    let places: Vec<Location> = places(known, false);
    let title = match places.len() {
        1 => "1 reference".to_owned(),
        count => format!("{count} references"),
    };
    let own = here.snapshot.location(name.span)?;
    let arguments = vec![json!(own.uri), json!(own.range.start), json!(places)];
    Some(lens(here, name.span, title, "flowc.references", arguments))
}

/// `12 contacts here, 3 silent`, and how old that is; there is nothing to click.
fn contacts(world: &World, here: &Here, reader: &Reader<'_>, flow: &Name, step: &Name) -> Option<CodeLens> {
    let passage = reader.counted.step(&reader.named(&flow.text), &step.text)?.passage;
    let contacts = if passage.here() == 1 { "contact" } else { "contacts" };
    let mut title = format!("{} {contacts} here{}", passage.here(), reader.whose());
    if passage.silent > 0 {
        title.push_str(&format!(", {} silent", passage.silent));
    }
    if let Some(age) = reader.counted.age(world.now) {
        title.push_str(&format!(", {age}"));
    }
    let command =
        Command { title, tooltip: Some(reader.counted.when()), command: String::new(), arguments: None };
    Some(CodeLens { range: here.snapshot.range(step.span), command: Some(command), data: None })
}

fn lens(here: &Here, span: Span, title: String, command: &str, arguments: Vec<Value>) -> CodeLens {
    let command = Command { title, tooltip: None, command: command.to_owned(), arguments: Some(arguments) };
    CodeLens { range: here.snapshot.range(span), command: Some(command), data: None }
}
