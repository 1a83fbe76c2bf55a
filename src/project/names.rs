//! Names of the scripts that the manifest uses: postbacks, webhooks, their parameters, tracker fields.

use std::collections::{BTreeMap, BTreeSet};

use super::{EVERY_FLOW, Project};
use crate::diagnostic::{Diagnostic, codes::project::UNDECLARED_NAME, nearest};
use crate::source::Span;
use crate::syntax::ast::Item;

/// Tells of each name of the manifest that no script declares.
pub(super) fn check(project: &Project) -> Vec<Diagnostic> {
    let mut trackers: BTreeSet<&str> = BTreeSet::new();
    let mut postbacks: BTreeSet<&str> = BTreeSet::new();
    let mut params: BTreeSet<&str> = BTreeSet::new();
    let mut flows: BTreeSet<&str> = BTreeSet::from([EVERY_FLOW]);
    let mut webhooks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let files = project.folders.iter().flat_map(|folder| &folder.files);
    for item in files.flat_map(|file| &file.tree.items) {
        match item {
            Item::Tracker(item) => trackers.extend(item.names.iter().map(|name| name.text.as_str())),
            Item::Webhook(item) => {
                if let Some(name) = &item.name {
                    let own = item.params.iter().filter_map(|param| Some(param.name.as_ref()?.text.as_str()));
                    webhooks.insert(name.text.as_str(), own.collect());
                }
            }
            Item::Flow(item) => flows.extend(item.name.iter().map(|name| name.text.as_str())),
            Item::Postback(item) => {
                postbacks.extend(item.name.iter().map(|name| name.text.as_str()));
                params
                    .extend(item.params.iter().filter_map(|param| Some(param.name.as_ref()?.text.as_str())));
            }
            _ => {}
        }
    }
    let manifest = &project.manifest;
    let mut found = Vec::new();
    let mut tell = |span: Span, what: &str, name: &str, known: &BTreeSet<&str>| {
        let message = format!("no script declares the {what} `{name}`");
        let mut finding = Diagnostic::new(&UNDECLARED_NAME, span, message);
        if let Some(near) = nearest(name, known.iter().copied()) {
            finding = finding.help(format!("did you mean `{near}`?"));
        }
        found.push(finding);
    };
    for (place, span) in &manifest.places {
        if let Some(channel) = place.strip_prefix("links.") {
            let pattern = manifest.outside.links.by_channel.get(channel).map_or("", String::as_str);
            for name in pattern.split('{').skip(1).filter_map(|part| part.split('}').next()) {
                if !trackers.contains(name) {
                    tell(*span, "tracker field", name, &trackers);
                }
            }
        } else if let Some(name) = place.strip_prefix("postbacks.contact.") {
            if name != "contact" && !trackers.contains(name) {
                tell(*span, "tracker field", name, &trackers);
            }
        } else if let Some(key) = place.strip_prefix("postbacks.rename.") {
            let name = manifest.outside.postbacks.rename.get(key).map_or("", String::as_str);
            let known: BTreeSet<&str> = params.union(&trackers).copied().chain(["contact"]).collect();
            if !known.contains(name) {
                tell(*span, "parameter or tracker field", name, &known);
            }
        } else if let Some(rest) = place.strip_prefix("channels.") {
            if let Some((_, name)) = rest.split_once(".tracker.")
                && !trackers.contains(name)
            {
                tell(*span, "tracker field", name, &trackers);
            }
        } else if let Some(rest) = place.strip_prefix("webhooks.") {
            let (webhook, part) = rest.split_once('.').unwrap_or((rest, ""));
            match (webhooks.get(webhook), part.split_once('.')) {
                (None, None) => tell(*span, "webhook", webhook, &webhooks.keys().copied().collect()),
                (_, Some(("contact", name))) if name != "contact" && !trackers.contains(name) => {
                    tell(*span, "tracker field", name, &trackers);
                }
                (Some(params), Some(("params", name))) if !params.contains(name) => {
                    tell(*span, "parameter", name, params);
                }
                _ => {}
            }
        } else if let Some(name) = place.strip_prefix("budgets.") {
            // A flow of a used folder bears the folder's word.
            if !flows.contains(name.rsplit('.').next().unwrap_or(name)) {
                tell(*span, "flow", name, &flows);
            }
        } else if let Some(name) = place.strip_prefix("postbacks.")
            && !postbacks.contains(name)
        {
            tell(*span, "postback", name, &postbacks);
        }
    }
    found
}
