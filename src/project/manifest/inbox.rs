//! Section `inbox`.

use super::Manifest;
use super::reader::Reader;
use super::tree::Node;
use crate::ir::Duration;

/// The longest life of a link to a conversation.
const LINK_LIFE_MAX: Duration = Duration(366 * 86_400_000);

/// `inbox: { people: { olga: "${INBOX_OLGA}" }, link_life: 30d }`
pub(super) fn inbox(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`inbox`")) else { return };
    let inbox = &mut manifest.outside.inbox;
    if let Some(node) = table.take("link_life") {
        inbox.link_life = reader.duration(node, "how long a link lives", LINK_LIFE_MAX);
    }
    if let Some(mut people) = table.take("people").and_then(|node| reader.table(node, "`people`")) {
        for (key, node) in people.rest() {
            if !reader.name(key, "a person of the inbox") {
                continue;
            }
            if let Some(password) = reader.secret(node, &format!("the password of `{}`", key.text)) {
                inbox.people.insert(key.text.clone(), password);
            }
        }
    }
    reader.close(table);
}
