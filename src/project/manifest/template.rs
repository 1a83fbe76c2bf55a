//! Section `templates`: messages that a channel has approved.

use super::Manifest;
use super::channel::unknown;
use super::reader::Reader;
use super::tree::Node;
use super::types::Shapes;
use crate::ir::ApprovedTemplate;

/// `templates: { cart_reminder: { channel: whatsapp, id: cart_reminder_v2, input: { url: text } } }`
pub(super) fn templates<'n>(
    reader: &mut Reader<'_>,
    section: Option<&'n Node>,
    shapes: &mut Shapes<'n>,
    manifest: &mut Manifest,
) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`templates`")) else { return };
    for (key, node) in table.rest() {
        if !reader.name(key, "a template") {
            continue;
        }
        manifest.places.insert(format!("templates.{}", key.text), key.span);
        let Some(mut table) = reader.table(node, "a template") else { continue };
        let mut template =
            ApprovedTemplate { channel: String::new(), id: key.text.clone(), input: Vec::new() };
        let channel = reader.require(&mut table, "channel", "the channel that has approved it");
        if let Some(node) = channel
            && let Some(name) = reader.fixed(node, "a template's channel")
        {
            if !manifest.outside.channels.contains_key(name) {
                unknown(reader, node, name, "channel", manifest.outside.channels.keys());
            }
            name.clone_into(&mut template.channel);
        }
        if let Some(node) = table.take("id")
            && let Some(id) = reader.fixed(node, "a template's `id`")
        {
            id.clone_into(&mut template.id);
        }
        if let Some(node) = table.take("input")
            && let Some(mut table) = reader.table(node, "`input`")
        {
            for (key, node) in table.rest() {
                if reader.name(key, "an input") {
                    template.input.extend(shapes.param(reader, &key.text, node, true));
                }
            }
        }
        reader.close(table);
        manifest.outside.templates.insert(key.text.clone(), template);
    }
}
