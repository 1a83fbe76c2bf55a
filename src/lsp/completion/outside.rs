//! Names of the world outside: actions, operators, channels, files, libraries.

use gen_lsp_types::CompletionItemKind as Kind;

use super::item::{Item, Near};
use super::{Place, signature};
use crate::project;

/// Actions with their arguments.
pub fn actions(place: &Place<'_>) -> Vec<Item> {
    let prefix = match place.cursor.qualifier.as_str() {
        "" => String::new(),
        qualifier => format!("{qualifier}."),
    };
    let actions = place.names.input.outside.actions.iter();
    actions
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(name, action)| {
            let signature = signature::of_action(action);
            let item = Item::new(name, Kind::Function, Near::Project).detail(signature.whole()).path();
            item.snippet(signature.snippet(name))
        })
        .collect()
}

/// Operators.
pub fn operators(place: &Place<'_>) -> Vec<Item> {
    let operators = place.names.input.outside.operators.iter();
    operators
        .map(|(name, operator)| {
            let detail = if operator.default { "operator, the default one" } else { "operator" };
            Item::new(name, Kind::Constant, Near::Project).detail(detail)
        })
        .collect()
}

/// Approved messages with their arguments.
pub fn templates(place: &Place<'_>) -> Vec<Item> {
    let templates = place.names.input.outside.templates.iter();
    templates
        .map(|(name, template)| {
            let signature = signature::of_template(template);
            let item = Item::new(name, Kind::Function, Near::Project).detail(signature.parameters());
            item.snippet(signature.snippet(name))
        })
        .collect()
}

/// Channels.
pub fn channels(place: &Place<'_>) -> Vec<Item> {
    let channels = place.names.input.outside.channels.keys();
    channels.map(|name| Item::new(name, Kind::Constant, Near::Project).detail("channel")).collect()
}

/// Files that can be sent.
pub fn media(place: &Place<'_>) -> Vec<Item> {
    files(place, |name| !name.ends_with(".csv") && !name.ends_with(".yaml") && !name.ends_with(".md"))
}

/// Files of knowledge.
pub fn tables(place: &Place<'_>) -> Vec<Item> {
    files(place, |name| name.ends_with(".csv"))
}

fn files(place: &Place<'_>, wants: impl Fn(&str) -> bool) -> Vec<Item> {
    const FILES_MAX: usize = 500;
    let folder = place.names.input.folders.get(place.space);
    let assets = folder.and_then(|folder| folder.assets.as_ref()).into_iter().flatten();
    let files = assets.filter(|name| !name.ends_with(".flow") && wants(name)).take(FILES_MAX);
    files.map(|name| Item::new(name, Kind::File, Near::Project)).collect()
}

/// Libraries that come with `flowc`.
pub fn libraries(place: &Place<'_>) -> Vec<Item> {
    let begun = place.cursor.qualifier.as_str();
    let found = project::libraries().iter().filter(|library| library.name.starts_with(begun));
    found
        .map(|library| {
            let is_pack = library.script.is_empty();
            let (what, text) =
                if is_pack { ("actions", library.manifest) } else { ("flows", library.script) };
            let head = text.lines().map_while(|line| line.strip_prefix('#'));
            let mut item = Item::new(library.name, Kind::Module, Near::Library).detail(what).path();
            item.doc = head.map(str::trim_start).collect::<Vec<_>>().join("\n");
            item
        })
        .collect()
}
