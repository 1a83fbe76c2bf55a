//! Section `postbacks`.

use std::collections::BTreeMap;

use super::Manifest;
use super::reader::Reader;
use super::tree::{Kind, Node};
use crate::diagnostic::{codes::project as codes, nearest};

/// `postbacks: { secret: "${SECRET}", contact: [click_id], rename: { sum: amount }, deposit: { when: { status: dep } } }`
pub(super) fn postbacks(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`postbacks`")) else { return };
    let postbacks = &mut manifest.outside.postbacks;
    postbacks.secret = table.take("secret").and_then(|node| reader.secret(node, "the secret of postbacks"));
    if let Some(node) = table.take("contact") {
        for item in reader.list(node, "`contact`") {
            if let Some(name) = reader.fixed(item, "a parameter that finds the contact") {
                manifest.places.insert(format!("postbacks.contact.{name}"), item.span);
                postbacks.contact.push(name.to_owned());
            }
        }
    }
    if let Some(node) = table.take("rename") {
        postbacks.rename = pairs(reader, node, "`rename`", "a new name");
        if let Kind::Map(entries) = &node.kind {
            let places =
                entries.iter().map(|(key, node)| (format!("postbacks.rename.{}", key.text), node.span));
            manifest.places.extend(places);
        }
    }
    for (key, node) in table.rest() {
        if !reader.name(key, "a postback") {
            continue;
        }
        let near = nearest(&key.text, ["secret", "contact", "rename"]);
        // Most likely a key of the section itself, mistyped.
        if let (Some(near), false) = (near, matches!(node.kind, Kind::Map(_))) {
            let message = format!("`postbacks` has no key `{}`", key.text);
            reader.find_help(&codes::UNKNOWN_KEY, key.span, message, format!("did you mean `{near}`?"));
            continue;
        }
        let Some(mut table) = reader.table(node, "a postback") else { continue };
        let Some(node) = table.take("when") else {
            let message = format!("the postback `{}` says nothing: it has no `when`", key.text);
            let finding = reader.find(&codes::UNKNOWN_KEY, key.span, message);
            finding.help = Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `when: { PARAMETER: VALUE }` where one URL serves many postbacks, else leave it out".to_owned(),
            });
            continue;
        };
        let when = pairs(reader, node, "`when`", "a parameter's value");
        reader.close(table);
        manifest.places.insert(format!("postbacks.{}", key.text), key.span);
        manifest.outside.postbacks.when.insert(key.text.clone(), when);
    }
}

/// A mapping of texts to texts.
fn pairs(reader: &mut Reader<'_>, node: &Node, what: &str, value: &str) -> BTreeMap<String, String> {
    let Some(mut table) = reader.table(node, what) else { return BTreeMap::new() };
    let mut pairs = BTreeMap::new();
    for (key, node) in table.rest() {
        if let Some(text) = reader.fixed(node, value) {
            pairs.insert(key.text.clone(), text.to_owned());
        }
    }
    pairs
}
