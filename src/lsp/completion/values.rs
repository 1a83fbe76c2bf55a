//! Values of expressions, and what can be set and saved.

use gen_lsp_types::CompletionItemKind as Kind;

use super::Place;
use super::item::{Item, Near};
use crate::check::{BUILT_IN, SETTABLE, Ty, Value};
use crate::diagnostic::Sink;
use crate::ir::{ContactValue, FilterKind, Function, Type, words};
use crate::source::Span;
use crate::syntax::ast::{Inbound, Name, Path};

/// A type as it is declared.
pub fn type_words(ty: &Ty) -> String {
    match ty {
        Ty::Of(ty) => words::ty(ty),
        Ty::Unknown | Ty::Empty => String::new(),
    }
}

/// Everything that has a value at the place.
pub fn all(place: &Place<'_>) -> Vec<Item> {
    if !place.cursor.qualifier.is_empty() {
        return members(place);
    }
    let mut items = own(place);
    items.extend(declared(place, place.space, |_| true));
    items.extend(
        BUILT_IN
            .iter()
            .map(|name| Item::new(*name, Kind::Variable, Near::Language).detail("of the language")),
    );
    let used = place.names.spaces.iter().skip(1).filter(|space| !space.values.is_empty());
    items.extend(
        used.map(|space| Item::new(space.namespace, Kind::Module, Near::Library).detail("used folder")),
    );
    let functions = Function::WORDS.iter().map(|(name, _)| *name).chain(["opens"]);
    items.extend(functions.map(|name| {
        Item::new(name, Kind::Function, Near::Language)
            .detail("function")
            .snippet(format!("{name}(${{1:value}})"))
    }));
    items
}

/// Parameters and locals of the flow, items of the loops.
fn own(place: &Place<'_>) -> Vec<Item> {
    let items = place
        .cursor
        .items
        .iter()
        .map(|name| Item::new(name, Kind::Variable, Near::Flow).detail("of the loop"));
    let mut found: Vec<Item> = items.collect();
    let Some(flow) = place.flow.map(|at| &place.names.flows[at]) else { return found };
    found.extend(
        flow.params
            .iter()
            .map(|(name, ty)| Item::new(*name, Kind::Variable, Near::Flow).detail(type_words(ty))),
    );
    found.extend(
        flow.locals
            .iter()
            .map(|(name, local)| Item::new(*name, Kind::Variable, Near::Flow).detail(type_words(&local.ty))),
    );
    found
}

/// What a folder declares.
fn declared(place: &Place<'_>, space: usize, wants: impl Fn(&Value<'_>) -> bool) -> Vec<Item> {
    let values = place.names.spaces[space].values.iter().filter(|(_, value)| wants(value));
    values.map(|(name, value)| item(place, space, name, value)).collect()
}

fn item(place: &Place<'_>, space: usize, name: &str, value: &Value<'_>) -> Item {
    let near = place.near(space, value.name().span);
    match value {
        Value::Field(field, _) => {
            let private = if field.private { " private" } else { "" };
            let detail = format!("{}{private}", type_words(&Ty::written(&field.ty)));
            Item::new(name, Kind::Field, near).detail(detail).doc(field.doc.as_ref())
        }
        Value::Constant(constant, _) => {
            Item::new(name, Kind::Constant, near).detail("text").doc(constant.doc.as_ref())
        }
        Value::Postback(inbound, _) => {
            Item::new(name, Kind::Event, near).detail("postback").doc(inbound.doc.as_ref())
        }
        Value::Webhook(inbound, _) => {
            Item::new(name, Kind::Event, near).detail("webhook").doc(inbound.doc.as_ref())
        }
    }
}

/// What stands behind the dots.
fn members(place: &Place<'_>) -> Vec<Item> {
    let qualifier = place.cursor.qualifier.as_str();
    match qualifier {
        "contact" => contact(|_| true),
        "tracker" => {
            let trackers = place.names.trackers.iter();
            trackers
                .map(|(name, tracker)| {
                    Item::new(*name, Kind::Property, Near::Project).detail(type_words(&tracker.ty))
                })
                .collect()
        }
        "answer" => vec![Item::new("image", Kind::Property, Near::Language).detail("image")],
        _ => {
            let mut segments = qualifier.split('.');
            let first = segments.next().unwrap_or("");
            let (space, last) = match place.names.namespace(first) {
                Some(space) => match segments.next() {
                    Some(last) => (space, last),
                    None => return declared(place, space, |_| true),
                },
                None => (place.space, first),
            };
            match place.names.spaces[space].values.get(last) {
                Some(Value::Postback(inbound, _) | Value::Webhook(inbound, _)) => brought(inbound),
                _ => record(place, qualifier),
            }
        }
    }
}

/// What an event from outside brings.
fn brought(inbound: &Inbound) -> Vec<Item> {
    let params = inbound.params.iter().filter_map(|param| {
        let name = param.name.as_ref()?;
        Some(Item::new(&name.text, Kind::Property, Near::Flow).detail(type_words(&Ty::written(&param.ty))))
    });
    let own = [("count", "number"), ("time", "time")];
    let own = own.map(|(name, ty)| Item::new(name, Kind::Property, Near::Language).detail(ty));
    params.chain(own).collect()
}

/// The fields of a record.
fn record(place: &Place<'_>, path: &str) -> Vec<Item> {
    let span = Span::default();
    let segments = path.split('.').map(|name| Name { text: name.to_owned(), span });
    let path = Path { segments: segments.collect(), span };
    match place.scope().path(&path, &mut Sink::default()).ty {
        Ty::Of(Type::Record(fields)) => fields
            .iter()
            .map(|(name, ty, _)| Item::new(name, Kind::Property, Near::Flow).detail(words::ty(ty)))
            .collect(),
        _ => Vec::new(),
    }
}

fn contact(wants: impl Fn(&str) -> bool) -> Vec<Item> {
    let all = ContactValue::WORDS.iter().filter(|(name, _)| wants(name));
    all.map(|(name, value)| {
        let ty = if *value == ContactValue::Created { "time" } else { "text" };
        Item::new(*name, Kind::Property, Near::Language).detail(ty)
    })
    .collect()
}

fn is_field(value: &Value<'_>) -> bool {
    matches!(value, Value::Field(..))
}

/// Fields, locals and what of the contact can be set.
pub fn settable(place: &Place<'_>) -> Vec<Item> {
    match place.cursor.qualifier.as_str() {
        "" => {
            let mut items = own(place);
            items.extend(declared(place, place.space, is_field));
            items.push(Item::new("contact", Kind::Variable, Near::Language).detail("of the language"));
            items
        }
        "contact" => contact(|name| SETTABLE.contains(&name)),
        folder => {
            place.names.namespace(folder).map_or_else(Vec::new, |space| declared(place, space, is_field))
        }
    }
}

/// Fields and the flow's locals.
pub fn saved(place: &Place<'_>) -> Vec<Item> {
    let mut items = own(place);
    items.extend(declared(place, place.space, is_field));
    items
}

/// Fields.
pub fn fields(place: &Place<'_>) -> Vec<Item> {
    declared(place, place.space, is_field)
}

/// What a test's contact can have from the start.
pub fn traits(place: &Place<'_>) -> Vec<Item> {
    let mut items = declared(place, place.space, is_field);
    items.extend(contact(|_| true));
    for item in &mut items {
        item.snippet = format!("{}: $0", item.label);
    }
    items
}

/// Filters of a hole.
pub fn filters() -> Vec<Item> {
    let filters = FilterKind::WORDS.iter();
    filters
        .map(|(name, kind)| {
            let item = Item::new(*name, Kind::Function, Near::Language).detail("filter");
            match kind {
                FilterKind::Default => item.snippet("default \"${1:friend}\""),
                FilterKind::Date => item.snippet("date \"${1:dd.MM}\""),
                _ => item,
            }
        })
        .collect()
}
