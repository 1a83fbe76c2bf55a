//! Section `webhooks`.

use super::Manifest;
use super::reader::Reader;
use super::tree::{Kind, Node};
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{SignatureRecipe, Webhook};

/// `webhooks: { secret: "${SECRET}", won: { format: form, each: "$.leads.status[*]", contact: { deal_id: id } } }`
pub(super) fn webhooks(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`webhooks`")) else { return };
    let secret = table.take("secret");
    manifest.outside.webhooks.secret = secret.and_then(|node| reader.secret(node, "the secret of webhooks"));
    for (key, node) in table.rest() {
        if !reader.name(key, "a webhook") {
            continue;
        }
        // Most likely the section's own key, mistyped.
        if let (Some(near), false) = (nearest(&key.text, ["secret"]), matches!(node.kind, Kind::Map(_))) {
            let message = format!("`webhooks` has no key `{}`", key.text);
            reader.find_help(&codes::UNKNOWN_KEY, key.span, message, format!("did you mean `{near}`?"));
            continue;
        }
        manifest.places.insert(format!("webhooks.{}", key.text), key.span);
        if let Some(webhook) = webhook(reader, &key.text, node, manifest, true) {
            manifest.outside.webhooks.by_name.insert(key.text.clone(), webhook);
        }
    }
}

/// The webhooks of a library: who the contact is, the project says that takes one by `like`.
pub(super) fn patterns(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    for (key, node) in reader.entries(section, "`webhooks`") {
        if let Some(webhook) = webhook(reader, &key.text, node, manifest, false) {
            manifest.patterns.webhooks.insert(key.text.clone(), webhook);
        }
    }
}

/// One webhook; `whole`: whether it must say who the contact is.
fn webhook(
    reader: &mut Reader<'_>,
    name: &str,
    node: &Node,
    manifest: &mut Manifest,
    whole: bool,
) -> Option<Webhook> {
    let mut table = reader.table(node, "a webhook")?;
    let like = table.take("like").and_then(|node| reader.like(node, "webhook", &manifest.patterns.webhooks));
    let mut webhook = like.unwrap_or_default();
    if let Some(node) = table.take("format") {
        webhook.format = reader.body_format(node).unwrap_or_default();
    }
    if let Some(node) = table.take("each") {
        webhook.each = reader.path(node, "`each`");
    }
    for (key, node) in reader.entries(table.take("when"), "`when`") {
        let written = Node { kind: Kind::Scalar { text: key.text.clone(), plain: true }, span: key.span };
        if let (Some(path), Some(value)) =
            (reader.path(&written, "a path of `when`"), reader.fixed(node, "a value of `when`"))
        {
            webhook.when.insert(path, value.to_owned());
        }
    }
    let help = "what finds the contact: a tracker field, or `contact` for its id, and where it stands";
    let contact = if whole { reader.require(&mut table, "contact", help) } else { table.take("contact") };
    if let Some(node) = contact {
        for (key, node) in reader.entries(Some(node), "`contact`") {
            manifest.places.insert(format!("webhooks.{name}.contact.{}", key.text), key.span);
            if let Some(path) = reader.path(node, &format!("the path of `{}`", key.text)) {
                webhook.contact.push((key.text.clone(), path));
            }
        }
    }
    let place = format!("webhooks.{name}.params");
    webhook.params.extend(reader.paths(table.take("params"), "`params`", manifest, &place));
    if let Some(node) = table.take("unique") {
        let items = reader.list(node, "`unique`");
        webhook.unique = items.iter().filter_map(|item| reader.path(item, "a path of `unique`")).collect();
    }
    if let Some(node) = table.take("signature") {
        webhook.signature = signature(reader, node);
    }
    reader.close(table);
    Some(webhook)
}

/// `signature: { of: meta, key: "${META_SECRET}" }`, or a recipe as actions have it.
fn signature(reader: &mut Reader<'_>, node: &Node) -> Option<SignatureRecipe> {
    if !reader.entries(Some(node), "`signature`").iter().any(|(key, _)| key.text == "of") {
        return super::signature::recipe(reader, node, "`signature`");
    }
    let mut table = reader.table(node, "`signature`")?;
    let of =
        reader.require(&mut table, "of", "whose way of signing: `standard`, `meta`, `twilio` or `chatwoot`");
    let of = of.and_then(|node| reader.word(node, "`of`", &SignatureRecipe::KNOWN));
    let key = reader.require(&mut table, "key", "write `key: \"${NAME}\"`");
    let key = key.and_then(|node| reader.secret(node, "the key of a signature"));
    reader.close(table);
    SignatureRecipe::known(of?, &key?)
}
