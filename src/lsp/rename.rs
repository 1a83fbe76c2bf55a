//! Which names can be given to what.

use super::snapshot::Snapshot;
use super::symbols::{Kind, Symbol};
use crate::check::BUILT_IN;
use crate::source::{FileId, Span};
use crate::syntax::{self, ast::Item};

/// Whether a thing can have another name at all.
///
/// # Errors
/// Why it cannot.
pub fn possible(snapshot: &Snapshot, symbol: Symbol) -> Result<(), String> {
    let name = snapshot.symbols().name(&snapshot.project, symbol);
    match symbol.kind {
        Kind::Folder => {
            Err(format!("`{name}` is a folder's own name: rename the folder, then the `use` lines"))
        }
        Kind::Channel => Err(format!("contacts are known by their channel, so `{name}` keeps its name")),
        kind if is_library(snapshot, symbol.at.file) => {
            Err(format!("{} `{name}` belongs to a library, which cannot be changed", kind.words()))
        }
        _ => Ok(()),
    }
}

/// Whether a thing can have this name.
///
/// # Errors
/// Why it cannot.
pub fn fits(snapshot: &Snapshot, symbol: Symbol, new: &str) -> Result<(), String> {
    possible(snapshot, symbol)?;
    if new == snapshot.symbols().name(&snapshot.project, symbol) {
        return Ok(());
    }
    is_name(symbol.kind, new)?;
    if symbol.kind == Kind::Brought && ["count", "time"].contains(&new) {
        return Err(format!("every postback and webhook has a `{new}` of its own"));
    }
    let is_value = is_value(symbol.kind) || is_own(symbol.kind);
    if is_value && BUILT_IN.contains(&new) {
        return Err(format!("`{new}` is a value of the language"));
    }
    let mut folders = snapshot.project.folders.iter().skip(1);
    if (is_value || symbol.kind == Kind::Flow) && folders.any(|folder| folder.namespace == new) {
        return Err(format!("`{new}` is already the name of a used folder"));
    }
    match clash(snapshot, symbol, new) {
        Some(other) => {
            let (kind, place) = (other.kind.words(), snapshot.project.sources.place(other.at));
            let file = snapshot.source(other.at.file).map_or("", |source| source.name.as_str());
            let file = file.rsplit('/').next().unwrap_or("");
            Err(format!("there is already the {kind} `{new}`, at {file}:{}", place.line))
        }
        None => Ok(()),
    }
}

/// The places at which a thing's name is to be changed.
///
/// # Errors
/// Why one of them cannot be.
pub fn places(snapshot: &Snapshot, symbol: Symbol) -> Result<Vec<Span>, String> {
    let symbols = snapshot.symbols();
    let mut places = Vec::new();
    for place in symbols.places(symbol) {
        if is_library(snapshot, place.span.file) {
            let name = symbols.name(&snapshot.project, symbol);
            return Err(format!("`{name}` is used by a library, which cannot be changed"));
        }
        // A name that may mean several things is left to the person.
        if symbols.at(place.span.file, place.span.start).iter().all(|it| it.symbol == symbol) {
            places.push(place.span);
        }
    }
    Ok(places)
}

fn is_library(snapshot: &Snapshot, file: FileId) -> bool {
    snapshot.source(file).is_some_and(|source| source.name.starts_with("std."))
}

/// Asks the grammar whether it takes a text for a name.
fn is_name(kind: Kind, new: &str) -> Result<(), String> {
    let parts: Vec<&str> = if kind == Kind::Action { new.split('.').collect() } else { vec![new] };
    let is_one = |part: &str| {
        let script = match kind {
            Kind::Step => format!("flow a {{\n  step {part} {{\n    -> {part}\n  }}\n}}\n"),
            _ => format!("tag {part}\n"),
        };
        let parsed = syntax::parse(FileId::default(), &script);
        let name = match parsed.tree.items.as_slice() {
            [Item::Tag(declared)] => declared.names.first(),
            [Item::Flow(flow)] => flow.steps.first().and_then(|step| step.name.as_ref()),
            _ => None,
        };
        parsed.diagnostics.is_empty() && name.is_some_and(|name| name.text == part)
    };
    match parts.into_iter().all(is_one) {
        true => Ok(()),
        false => Err(format!(
            "`{new}` cannot be a name: write letters, digits and `_`, not beginning with a digit, and no word of the language's own"
        )),
    }
}

/// Values that a folder declares: they share one space of names.
fn is_value(kind: Kind) -> bool {
    matches!(kind, Kind::Field | Kind::Constant | Kind::Postback | Kind::Webhook)
}

/// Values of one run of a flow: they may bear no name of a declared value.
fn is_own(kind: Kind) -> bool {
    matches!(kind, Kind::Parameter | Kind::Local | Kind::Item)
}

/// What bears a name already that a thing cannot share.
fn clash(snapshot: &Snapshot, symbol: Symbol, new: &str) -> Option<Symbol> {
    let symbols = snapshot.symbols();
    let named = symbols.declared().filter(|other| symbols.name(&snapshot.project, *other) == new);
    named.into_iter().find(|other| *other != symbol && meets(snapshot, symbol, *other))
}

/// Whether two things of one name would be taken for each other.
fn meets(snapshot: &Snapshot, one: Symbol, other: Symbol) -> bool {
    let folder = |symbol: Symbol| snapshot.tree(symbol.at.file).map(|(folder, _)| folder);
    let same_folder = || folder(one) == folder(other);
    let same_item = || item(snapshot, one).is_some_and(|item| Some(item) == self::item(snapshot, other));
    match (one.kind, other.kind) {
        (a, b) if is_own(a) && is_own(b) => same_item(),
        (a, b) if (is_value(a) || is_own(a)) && (is_value(b) || is_own(b)) => same_folder(),
        (a, b) if a != b => false,
        (Kind::Step | Kind::Brought, _) => same_item(),
        (Kind::Arm, _) => snapshot.symbols().router_of(one) == snapshot.symbols().router_of(other),
        (Kind::Tracker | Kind::Channel | Kind::Operator | Kind::Action | Kind::Template, _) => true,
        _ => same_folder(),
    }
}

/// The item at the top of a file in which a thing is declared.
fn item(snapshot: &Snapshot, symbol: Symbol) -> Option<Span> {
    let (_, tree) = snapshot.tree(symbol.at.file)?;
    let spans = tree.items.iter().map(Item::span);
    spans.into_iter().find(|span| span.start <= symbol.at.start && symbol.at.end <= span.end)
}
