//! The manifest `flow.yaml`: what a project says of the world outside. Every mistake is told at its place, unknown keys
//! are refused, and what cannot be honoured yet is said so.

mod action;
mod auth;
mod budget;
mod channel;
mod checks;
mod connection;
mod duration;
mod environment;
mod headers;
mod hosts;
mod http;
mod inbox;
mod later;
mod model;
mod offered;
mod path;
mod postback;
mod reader;
mod signature;
mod template;
#[cfg(test)]
mod tests;
mod tree;
mod types;
mod webhook;

use std::collections::BTreeMap;

pub use budget::{Budget, EVERY_FLOW};
pub use duration::parse as duration;
pub use offered::{Offered, offered};

use crate::diagnostic::{Diagnostic, Severity, codes::project as codes};
use crate::ir::{HttpChannel, Outside, Webhook};
use crate::source::{FileId, Span};
use reader::{Reader, Table};

/// The version of the format that is read.
const FORMAT: u32 = 1;

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Manifest {
    /// The project's name; `None` where it is missing, which has been told.
    pub project: Option<String>,
    /// Everything outside.
    pub outside: Outside,
    /// How bad findings are here, by the code's name; `None` is off. No error is softened.
    pub checks: BTreeMap<String, Option<Severity>>,
    /// What flows may take at most, by their names.
    pub budgets: BTreeMap<String, Budget>,
    /// Where a name stands, by its place in the manifest: `channels.web`, `operators.managers`, `actions.shop.order`,
    /// `links.web`, `postbacks.deposit`, `postbacks.contact.click_id`, `postbacks.rename.sum`, `channels.crm.tracker.deal_id`,
    /// `webhooks.paid`, `webhooks.paid.contact.deal_id`, `webhooks.paid.params.total`, `budgets.greeting`, `templates.reminder`.
    /// An action of a library stands in the library's own manifest.
    pub places: BTreeMap<String, Span>,
    /// What the used libraries offer to `like`.
    patterns: Patterns,
}

/// Channels and webhooks of libraries, by their names there: `kommo.lead_stage`.
#[derive(Debug, Clone, PartialEq, Default)]
struct Patterns {
    channels: BTreeMap<String, HttpChannel>,
    webhooks: BTreeMap<String, Webhook>,
}

/// Reads the manifest of a library into that of a project: its actions, channels and webhooks bear the word
/// under which the library is used.
pub fn library(
    file: FileId,
    text: &str,
    namespace: &str,
    manifest: &mut Manifest,
    found: &mut Vec<Diagnostic>,
) {
    let Some(root) = tree::parse(file, text, found) else { return };
    let mut reader = Reader::new(text, found);
    let Some(mut table) = reader.table(&root, "the library's manifest") else { return };
    let mut own = Manifest::default();
    shared(&mut reader, &mut table, &mut own);
    http::patterns(&mut reader, table.take("channels"), &mut own);
    webhook::patterns(&mut reader, table.take("webhooks"), &mut own);
    reader.close(table);
    let named = |name: String| format!("{namespace}.{name}");
    let places = own.places.iter().filter_map(|(place, span)| {
        let action = place.strip_prefix("actions.")?;
        Some((format!("actions.{namespace}.{action}"), *span))
    });
    manifest.places.extend(places);
    let actions = own.outside.actions.into_iter();
    manifest.outside.actions.extend(actions.map(|(name, action)| (named(name), action)));
    // Connections keep their names, so that a project can write its own in their place.
    manifest.outside.connections.extend(own.outside.connections);
    let channels = own.patterns.channels.into_iter();
    manifest.patterns.channels.extend(channels.map(|(name, channel)| (named(name), channel)));
    let webhooks = own.patterns.webhooks.into_iter();
    manifest.patterns.webhooks.extend(webhooks.map(|(name, webhook)| (named(name), webhook)));
}

/// Reads a manifest over what the used libraries have put into `manifest`. Its value is as whole as its text allows; what
/// it lacks has been told.
pub fn read(file: FileId, text: &str, manifest: Manifest, found: &mut Vec<Diagnostic>) -> Manifest {
    let Some(root) = tree::parse(file, text, found) else {
        if found.is_empty() {
            let message = "the manifest is empty";
            let help = "it needs at least `flow: 1` and `project: NAME`";
            found.push(Diagnostic::new(&codes::MISSING_KEY, Span::new(file, 0, 0), message).help(help));
        }
        return manifest;
    };
    sections(&mut Reader::new(text, found), &root, manifest)
}

/// Reads the sections of a manifest, one after another.
fn sections(reader: &mut Reader<'_>, root: &tree::Node, mut manifest: Manifest) -> Manifest {
    let Some(mut table) = reader.table(root, "the manifest") else { return manifest };

    if let Some(node) =
        reader.require(&mut table, "flow", "write `flow: 1`: the version of the manifest's format")
    {
        reader.count(node, "the version of the manifest's format", FORMAT, FORMAT);
    }
    let help = "write `project: NAME`; it salts A/B draws, so it never changes after the start";
    if let Some(node) = reader.require(&mut table, "project", help) {
        manifest.project = reader.fixed(node, "the project's name").map(str::to_owned);
    }
    let section = table.take("channels");
    channel::channels(reader, section, &mut manifest);
    let section = table.take("operators");
    channel::operators(reader, section, &mut manifest);
    let section = table.take("inbox");
    inbox::inbox(reader, section, &mut manifest);
    let section = table.take("models");
    model::models(reader, section, &mut manifest);
    let section = table.take("links");
    channel::links(reader, section, &mut manifest);
    let section = table.take("postbacks");
    postback::postbacks(reader, section, &mut manifest);
    let section = table.take("webhooks");
    webhook::webhooks(reader, section, &mut manifest);
    let section = table.take("ocr");
    model::ocr(reader, section, &mut manifest);
    let mut shapes = shared(reader, &mut table, &mut manifest);
    let section = table.take("templates");
    template::templates(reader, section, &mut shapes, &mut manifest);
    if let Some(node) = table.take("allow_private") {
        manifest.outside.allow_private = hosts::hosts(reader, node);
    }
    let section = table.take("checks");
    checks::checks(reader, section, &mut manifest);
    let section = table.take("budgets");
    budget::budgets(reader, section, &mut manifest);
    later::sections(reader, &mut table);
    reader.close(table);
    manifest
}

/// The sections that a library may have as well; its shapes, for those that it may not.
fn shared<'n>(reader: &mut Reader<'_>, table: &mut Table<'n>, manifest: &mut Manifest) -> types::Shapes<'n> {
    let section = table.take("shapes");
    let mut shapes = types::Shapes::read(reader, section);
    let section = table.take("connections");
    connection::connections(reader, section, manifest);
    let section = table.take("actions");
    action::actions(reader, section, &mut shapes, manifest);
    shapes
}
