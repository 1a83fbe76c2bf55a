//! Section `connections`: what the actions on one system share.

use super::Manifest;
use super::reader::{Reader, shown};
use super::tree::Node;
use super::types::is_dotted;
use crate::diagnostic::codes::project as codes;
use crate::ir::{Connection, Duration, Rate};

/// The longest time of a limit, and the longest penalty.
const LONGEST: Duration = Duration(3_600_000);

/// `connections: { kommo: { url: "${KOMMO_URL}/api/v4", auth: …, limit: 7 per 1s, penalty: 60s } }`
pub(super) fn connections(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`connections`")) else { return };
    for (key, node) in table.rest() {
        // A library's connection has a dotted name, under which a project may write its own instead.
        if !is_dotted(&key.text) {
            let message = format!("`{}` cannot be the name of a connection", shown(&key.text));
            reader.find_help(
                &codes::NOT_A_NAME,
                key.span,
                message,
                "a name is letters, digits and `_`, such as `crm`",
            );
            continue;
        }
        let Some(mut table) = reader.table(node, "a connection") else { continue };
        let url = reader.require(&mut table, "url", "what every URL of the connection begins with");
        let connection = Connection {
            url: url.and_then(|node| base(reader, node)).unwrap_or_default(),
            headers: table.take("headers").map(|node| reader.headers(node)).unwrap_or_default(),
            auth: table.take("auth").map(|node| super::auth::auth(reader, node, true)).unwrap_or_default(),
            sign: table
                .take("sign")
                .and_then(|node| super::signature::recipe(reader, node, "`sign`"))
                .map(Box::new),
            limit: table.take("limit").and_then(|node| rate(reader, node)),
            penalty: table.take("penalty").and_then(|node| reader.duration(node, "`penalty`", LONGEST)),
        };
        reader.close(table);
        manifest.outside.connections.insert(key.text.clone(), connection);
    }
}

fn base(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let url = super::action::http::url(reader, node, "a connection's URL")?;
    if url.contains(['?', '#']) || !crate::ir::InputText::holes(&url).is_empty() {
        reader.wrong(node, "a connection's URL", "a scheme, a host and a path, the same for every contact");
        return None;
    }
    Some(url.trim_end_matches('/').to_owned())
}

/// `7 per 1s`
fn rate(reader: &mut Reader<'_>, node: &Node) -> Option<Rate> {
    let text = reader.fixed(node, "`limit`")?;
    let rate = text.split_once(" per ").and_then(|(count, per)| {
        let count = count.trim().parse::<u32>().ok().filter(|count| (1..=100_000).contains(count))?;
        let per = super::duration(per.trim()).filter(|per| per.0 > 0 && *per <= LONGEST)?;
        Some(Rate { count, per })
    });
    if rate.is_none() {
        reader.wrong(node, "`limit`", "so many requests in a time, such as `7 per 1s`");
    }
    rate
}
