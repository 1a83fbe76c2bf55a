//! Names of the scripts that are no values: steps, flows, tags, tables.

use gen_lsp_types::CompletionItemKind as Kind;

use super::item::{Item, Near};
use super::{Place, signature};
use crate::check::{Space, Value};
use crate::source::Span;
use crate::syntax::ast::{Doc, Item as Declared};

/// The steps of a flow.
pub fn steps(place: &Place<'_>, flow: Option<usize>) -> Vec<Item> {
    let Some(flow) = flow.map(|at| &place.names.flows[at]) else { return Vec::new() };
    let steps = flow.ast.steps.iter().filter_map(|step| Some((step.name.as_ref()?, step)));
    steps
        .map(|(name, step)| {
            Item::new(&name.text, Kind::EnumMember, Near::Flow)
                .detail(format!("step of flow {}", flow.name))
                .doc(step.doc.as_ref())
        })
        .collect()
}

/// A flow by its name as it is written at the place.
pub fn flow(place: &Place<'_>, path: &str) -> Option<usize> {
    let (space, name) = match path.split_once('.') {
        Some((folder, name)) => (place.names.namespace(folder)?, name),
        None => (place.space, path),
    };
    place.names.spaces[space].flows.get(name).copied()
}

/// The folder that is meant: the own one, or the one that stands before the dot.
fn spaces<'p>(place: &'p Place<'_>) -> Option<(usize, &'p Space<'p>)> {
    let at = match place.cursor.qualifier.as_str() {
        "" => place.space,
        folder => place.names.namespace(folder)?,
    };
    Some((at, &place.names.spaces[at]))
}

/// The names of used folders that have something.
fn folders(place: &Place<'_>, has: impl Fn(&Space<'_>) -> bool) -> Vec<Item> {
    if !place.cursor.qualifier.is_empty() {
        return Vec::new();
    }
    let used = place.names.spaces.iter().skip(1).filter(|space| has(space));
    used.map(|space| Item::new(space.namespace, Kind::Module, Near::Library).detail("used folder")).collect()
}

/// Where an arrow can lead: steps of the flow, and other flows with the word before their names.
pub fn targets(place: &Place<'_>) -> Vec<Item> {
    let mut items = steps(place, place.flow);
    let own = place.flow.map(|flow| place.names.flows[flow].ast);
    let name = own.and_then(|flow| flow.name.as_ref()).map_or("", |name| name.text.as_str());
    let others = flows_of(place, place.space, place.snippets && place.cursor.fits("flow _(_: 1)"));
    items.extend(others.into_iter().filter(|item| item.label != name).map(|item| item.behind("flow ")));
    items
}

/// Flows, with their parameters where arguments may stand.
pub fn flows(place: &Place<'_>) -> Vec<Item> {
    let mut items = folders(place, |space| !space.flows.is_empty());
    if let Some((at, _)) = spaces(place) {
        items.extend(flows_of(place, at, place.snippets && place.cursor.fits("_(_: 1)")));
    }
    items
}

fn flows_of(place: &Place<'_>, at: usize, takes_arguments: bool) -> Vec<Item> {
    let mut items = Vec::new();
    let space = &place.names.spaces[at];
    for (name, flow) in &space.flows {
        let flow = &place.names.flows[*flow];
        let near = place.near(at, flow.ast.span);
        let item = Item::new(*name, Kind::Function, near)
            .detail(format!("flow{}", signature::of_flow(flow).parameters()))
            .doc(flow.ast.doc.as_ref());
        let needs = takes_arguments && !flow.params.is_empty();
        items.push(if needs { item.snippet(signature::of_flow(flow).snippet(name)) } else { item });
    }
    items
}

/// The doc comment of a declaration at a place.
fn doc<'p>(place: &'p Place<'_>, space: usize, at: Span) -> Option<&'p Doc> {
    let files = place.names.input.folders.get(space)?.files.iter();
    files.flat_map(|file| &file.items).find_map(|item| match item {
        Declared::Tag(item) | Declared::Goal(item)
            if item.span.file == at.file && item.span.start <= at.start && at.end <= item.span.end =>
        {
            item.doc.as_ref()
        }
        _ => None,
    })
}

/// Tags.
pub fn tags(place: &Place<'_>) -> Vec<Item> {
    let tags = place.names.spaces[place.space].tags.iter();
    tags.map(|(name, at)| {
        Item::new(*name, Kind::Constant, place.near(place.space, *at)).detail("tag").doc(doc(
            place,
            place.space,
            *at,
        ))
    })
    .collect()
}

/// Goals.
pub fn goals(place: &Place<'_>) -> Vec<Item> {
    let goals = place.names.spaces[place.space].goals.iter();
    goals
        .map(|(name, at)| {
            Item::new(*name, Kind::Constant, place.near(place.space, *at)).detail("goal").doc(doc(
                place,
                place.space,
                *at,
            ))
        })
        .collect()
}

/// Opening hours.
pub fn hours(place: &Place<'_>) -> Vec<Item> {
    let hours = place.names.spaces[place.space].hours.iter();
    hours
        .map(|(name, hours)| {
            Item::new(*name, Kind::Constant, place.near(place.space, hours.span))
                .detail("hours")
                .doc(hours.doc.as_ref())
        })
        .collect()
}

/// Knowledge tables.
pub fn knowledge(place: &Place<'_>) -> Vec<Item> {
    let mut items = folders(place, |space| !space.knowledge.is_empty());
    let Some((at, space)) = spaces(place) else { return items };
    items.extend(space.knowledge.iter().map(|(name, table)| {
        let from = table.from.as_ref().and_then(|from| from.literal()).unwrap_or("");
        Item::new(*name, Kind::File, place.near(at, table.span))
            .detail(format!("knowledge from {from}"))
            .doc(table.doc.as_ref())
    }));
    items
}

/// Sets of routes.
pub fn routes(place: &Place<'_>) -> Vec<Item> {
    let mut items = folders(place, |space| !space.routes.is_empty());
    let Some((at, space)) = spaces(place) else { return items };
    items.extend(space.routes.iter().map(|(name, routes)| {
        Item::new(*name, Kind::Module, place.near(at, routes.span)).detail("routes").doc(routes.doc.as_ref())
    }));
    items
}

/// Postbacks, or webhooks.
pub fn inbound(place: &Place<'_>, postbacks: bool) -> Vec<Item> {
    let values = place.names.spaces[place.space].values.iter();
    let found = values.filter_map(|(name, value)| match value {
        Value::Postback(inbound, _) if postbacks => Some((name, inbound)),
        Value::Webhook(inbound, _) if !postbacks => Some((name, inbound)),
        _ => None,
    });
    found
        .map(|(name, inbound)| {
            Item::new(*name, Kind::Event, place.near(place.space, inbound.span))
                .detail(signature::of_inbound(inbound).parameters())
                .doc(inbound.doc.as_ref())
        })
        .collect()
}

/// The parameters of the postback or webhook that is being declared.
pub fn keys(place: &Place<'_>) -> Vec<Item> {
    let at = place.cursor.word.start as u32;
    let items = place.names.input.folders.get(place.space).into_iter().flat_map(|folder| &folder.files);
    let inbound = items.flat_map(|file| &file.items).filter_map(|item| match item {
        Declared::Postback(inbound) | Declared::Webhook(inbound) => Some(inbound),
        _ => None,
    });
    let before = inbound.filter(|it| it.span.file == place.file && it.span.start <= at);
    let Some(own) = before.max_by_key(|it| it.span.start) else { return Vec::new() };
    let names = own.params.iter().filter_map(|param| param.name.as_ref());
    names.map(|name| Item::new(&name.text, Kind::Property, Near::Flow).detail("parameter")).collect()
}

/// A/B routers.
pub fn routers(place: &Place<'_>) -> Vec<Item> {
    let routers = place.names.spaces[place.space].routers.iter();
    routers
        .map(|(name, router)| {
            Item::new(*name, Kind::Enum, place.near(place.space, router.span)).detail(router.arms.join(", "))
        })
        .collect()
}

/// The arms of a router.
pub fn arms(place: &Place<'_>, router: &str) -> Vec<Item> {
    let router = place.names.spaces[place.space].routers.get(router);
    let arms = router.into_iter().flat_map(|router| &router.arms);
    // An arm without a name is known by a number, which is no name to write.
    let named = arms.filter(|arm| !arm.starts_with(|c: char| c.is_ascii_digit()));
    named.map(|arm| Item::new(arm, Kind::EnumMember, Near::Flow).detail("arm")).collect()
}
