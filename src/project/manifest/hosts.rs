//! `allow_private`.

use super::reader::Reader;
use super::tree::{Kind, Node};

/// `allow_private: [localhost, crm.internal]`: hosts without scheme, port or path.
pub(super) fn hosts(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let mut hosts = Vec::new();
    let Kind::List(items) = &node.kind else {
        reader.wrong(node, "`allow_private`", "a list of hosts such as `[localhost]`");
        return hosts;
    };
    for item in items {
        let Some(text) = reader.fixed(item, "a host of `allow_private`") else { continue };
        let address = text.parse::<std::net::IpAddr>().is_ok();
        let host = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        if address || host {
            hosts.push(text.to_lowercase());
        } else {
            reader.wrong(
                item,
                "a host of `allow_private`",
                "a name or an address without scheme, port and path",
            );
        }
    }
    hosts
}
