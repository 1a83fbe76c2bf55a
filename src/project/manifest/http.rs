//! A channel of the kind `http`.

use super::Manifest;
use super::reader::{Reader, Table};
use super::tree::{Kind, Node};
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Answer, Deliver, Duration, EventPart, HttpChannel, WireFormat};

/// The longest that a response may be held back.
const WAIT_MAX: Duration = Duration(25_000);
const WAIT_USUAL: Duration = Duration(8_000);
/// The longest window that a messenger may have.
const WINDOW_MAX: Duration = Duration(366 * 24 * 60 * 60 * 1000);

/// `crm: { kind: http, secret: "${CRM_SECRET}", deliver: "${CRM_URL}", contact: { phone: client.phone } }`
pub(super) fn channel(
    reader: &mut Reader<'_>,
    name: &str,
    table: &mut Table<'_>,
    manifest: &mut Manifest,
) -> HttpChannel {
    let help = "write `secret: \"${NAME}\"`: it opens the channel, and signs what is delivered";
    let secret = reader.require(table, "secret", help);
    let secret = secret.and_then(|node| reader.secret(node, "the channel's `secret`"));
    HttpChannel { secret, ..pattern(reader, name, table, manifest) }
}

/// The channels of a library: their secrets are the project's that takes one by `like`.
pub(super) fn patterns(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    for (key, node) in reader.entries(section, "`channels`") {
        let Some(mut table) = reader.table(node, "a channel") else { continue };
        let channel = pattern(reader, &key.text, &mut table, manifest);
        reader.close(table);
        manifest.patterns.channels.insert(key.text.clone(), channel);
    }
}

/// All of a channel but its secret.
fn pattern(
    reader: &mut Reader<'_>,
    name: &str,
    table: &mut Table<'_>,
    manifest: &mut Manifest,
) -> HttpChannel {
    let like = table.take("like").and_then(|node| reader.like(node, "channel", &manifest.patterns.channels));
    let mut channel = like.unwrap_or_default();
    if let Some(node) = table.take("format") {
        channel.format = reader.body_format(node).unwrap_or_default();
    }
    for (key, node) in reader.entries(table.take("event"), "`event`") {
        let parts = EventPart::ALL.map(|(word, _)| word);
        let Some((_, part)) = EventPart::ALL.iter().find(|(word, _)| *word == key.text) else {
            unknown(reader, key, "`event`", &parts);
            continue;
        };
        if let Some(path) = reader.path(node, &format!("the path of `{}`", key.text)) {
            channel.event.insert(*part, path);
        }
    }
    for (key, node) in reader.entries(table.take("contact"), "`contact`") {
        if !HttpChannel::KNOWN.contains(&key.text.as_str()) {
            unknown(reader, key, "`contact`", &HttpChannel::KNOWN);
            continue;
        }
        if let Some(path) = reader.path(node, &format!("the path of `{}`", key.text)) {
            channel.contact.insert(key.text.clone(), path);
        }
    }
    let place = format!("channels.{name}.tracker");
    channel.tracker.extend(reader.paths(table.take("tracker"), "`tracker`", manifest, &place));
    if let Some(node) = table.take("media") {
        channel.links = reader.word(node, "`media`", &["fetch", "link"]) == Some("link");
    }
    if let Some(node) = table.take("answer") {
        channel.answer = answer(reader, node);
    }
    let help = "where messages are posted to; or `answer: {}`, and they stand in the response to an event";
    let node = match (&channel.answer, &channel.deliver) {
        (None, None) => reader.require(table, "deliver", help),
        _ => table.take("deliver"),
    };
    if let Some(node) = node {
        channel.deliver = deliver(reader, node);
    }
    channel.window = match table.take("window") {
        Some(node) => window(reader, node),
        // Telegram takes messages at any time, whatever the library has of the others.
        None if speaks_through_telegram(&channel) => None,
        None => channel.window,
    };
    channel
}

/// `24h`, or `none` for a messenger that always takes messages.
fn window(reader: &mut Reader<'_>, node: &Node) -> Option<Duration> {
    match reader.text(node, "`window`")? {
        "none" => None,
        _ => reader.duration(node, "`window`", WINDOW_MAX),
    }
}

fn speaks_through_telegram(channel: &HttpChannel) -> bool {
    let deliver = channel.deliver.as_ref().and_then(|deliver| deliver.messenger.as_deref());
    let answer = channel.answer.as_ref().and_then(|answer| answer.messenger.as_deref());
    deliver.or(answer) == Some("telegram")
}

/// A URL, or `{ url: …, format: manychat, headers: { … } }`.
fn deliver(reader: &mut Reader<'_>, node: &Node) -> Option<Deliver> {
    if !matches!(node.kind, Kind::Map(_)) {
        let url = reader.value(node, "the URL of deliveries")?;
        return Some(Deliver { url, ..Deliver::default() });
    }
    let mut table = reader.table(node, "`deliver`")?;
    let node = reader.require(&mut table, "url", "where messages are posted to");
    let url = node.and_then(|node| reader.value(node, "the URL of deliveries")).unwrap_or_default();
    let format = format(reader, &mut table);
    let messenger = messenger(reader, &mut table);
    let mut deliver = Deliver { url, format, messenger, ..Deliver::default() };
    for (key, node) in reader.entries(table.take("headers"), "`headers`") {
        if let Some(value) = reader.value(node, "a header") {
            deliver.headers.insert(key.text.to_lowercase(), value);
        }
    }
    reader.close(table);
    Some(deliver)
}

/// `answer: { wait: 8s, format: manychat }`
fn answer(reader: &mut Reader<'_>, node: &Node) -> Option<Answer> {
    let mut table = reader.table(node, "`answer`")?;
    let wait = table.take("wait").and_then(|node| reader.duration(node, "`wait`", WAIT_MAX));
    let format = format(reader, &mut table);
    let messenger = messenger(reader, &mut table);
    reader.close(table);
    Some(Answer { wait: wait.unwrap_or(WAIT_USUAL), format, messenger })
}

fn format(reader: &mut Reader<'_>, table: &mut Table<'_>) -> WireFormat {
    let Some(node) = table.take("format") else { return WireFormat::Flowc };
    match reader.word(node, "`format`", &["flowc", "manychat", "smartsender"]) {
        Some("manychat") => WireFormat::Manychat,
        Some("smartsender") => WireFormat::Smartsender,
        _ => WireFormat::Flowc,
    }
}

fn messenger(reader: &mut Reader<'_>, table: &mut Table<'_>) -> Option<String> {
    let node = table.take("messenger")?;
    reader.word(node, "`messenger`", &["instagram", "whatsapp", "telegram"]).map(str::to_owned)
}

fn unknown(reader: &mut Reader<'_>, key: &super::tree::Key, what: &str, known: &[&str]) {
    reader.offer(&key.text, known.iter().copied());
    let message = format!("{what} has no key `{}`", super::reader::shown(&key.text));
    let near = nearest(&key.text, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it may have `{}`", known.join("`, `")),
    };
    reader.find_help(&codes::UNKNOWN_KEY, key.span, message, help);
}
