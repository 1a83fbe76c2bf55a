//! Sections `channels`, `operators`, `links`.

use super::Manifest;
use super::reader::{Reader, Table};
use super::tree::Node;
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Channel, ChannelKind, Operator, TelegramChannel, TelegramReceive, WebChannel};

/// `channels: { web: { kind: web } }`
pub(super) fn channels(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`channels`")) else { return };
    for (key, node) in table.rest() {
        if !reader.name(key, "a channel") {
            continue;
        }
        manifest.places.insert(format!("channels.{}", key.text), key.span);
        let Some(mut table) = reader.table(node, "a channel") else { continue };
        let kind = reader.require(&mut table, "kind", "`web`, `telegram`, `whatsapp` or `http`");
        let kind = kind.and_then(|node| {
            Some((node, reader.word(node, "a channel's kind", &KINDS.map(|(word, _)| word))?))
        });
        let Some((at, word)) = kind else { continue };
        let kind = KINDS.iter().find(|(name, _)| *name == word).map_or(ChannelKind::Web, |(_, kind)| *kind);
        let channel = match kind {
            ChannelKind::Web => Channel::Web(WebChannel {
                origins: table.take("origins").map(|node| origins(reader, node)).unwrap_or_default(),
            }),
            ChannelKind::Telegram => Channel::Telegram(telegram(reader, &mut table)),
            ChannelKind::Whatsapp => {
                table.take("phone_id").map(|node| reader.value(node, "the phone's id"));
                for key in ["token", "app_secret", "verify_token"] {
                    table.take(key).map(|node| reader.secret(node, &format!("the channel's `{key}`")));
                }
                Channel::Whatsapp
            }
            ChannelKind::Http => {
                Channel::Http(Box::new(super::http::channel(reader, &key.text, &mut table, manifest)))
            }
        };
        reader.close(table);
        if kind == ChannelKind::Whatsapp {
            let message = format!("channels of the kind `{word}` are not connected yet");
            let help = "contacts can come through the other kinds of channels and `run --stdio`; the rest of this one is read and kept";
            reader.find_help(&codes::KEY_WITHOUT_EFFECT, at.span, message, help);
        }
        manifest.outside.channels.insert(key.text.clone(), channel);
    }
}

/// `{ kind: telegram, token: "${TOKEN}", url: …, receive: webhook, secret: "${SECRET}" }`
fn telegram(reader: &mut Reader<'_>, table: &mut Table<'_>) -> TelegramChannel {
    let token = reader.require(table, "token", "@BotFather gives one; write it as `\"${TELEGRAM_TOKEN}\"`");
    let token = token.and_then(|node| reader.secret(node, "the channel's `token`")).unwrap_or_default();
    let url = table.take("url").and_then(|node| reader.value(node, "the URL of the Bot API"));
    let receive =
        table.take("receive").and_then(|node| reader.word(node, "`receive`", &["polling", "webhook"]));
    let secret = table.take("secret").and_then(|node| reader.secret(node, "the channel's `secret`"));
    let receive = match receive {
        Some("webhook") => TelegramReceive::Webhook,
        _ => TelegramReceive::Polling,
    };
    TelegramChannel { token, url, receive, secret }
}

const KINDS: [(&str, ChannelKind); 4] = [
    ("web", ChannelKind::Web),
    ("telegram", ChannelKind::Telegram),
    ("whatsapp", ChannelKind::Whatsapp),
    ("http", ChannelKind::Http),
];

fn origins(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let mut origins = Vec::new();
    for item in reader.list(node, "`origins`") {
        let Some(text) = reader.value(item, "an origin") else { continue };
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        if text.contains("${")
            || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ', '*']))
        {
            origins.push(text);
        } else {
            reader.wrong(
                item,
                "an origin",
                "a scheme and a host without a path, such as `https://shop.example`",
            );
        }
    }
    origins
}

/// `operators: { managers: { channel: telegram, chat: "${CHAT}", default: true } }`
pub(super) fn operators(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`operators`")) else { return };
    let mut default = None;
    for (key, node) in table.rest() {
        if !reader.name(key, "an operator") {
            continue;
        }
        manifest.places.insert(format!("operators.{}", key.text), key.span);
        let mut operator = Operator { default: false, channel: None, chat: None };
        // `managers:` alone is a name without a way to it: told in the log and over the control socket.
        if !node.is_null() {
            let Some(mut table) = reader.table(node, "an operator") else { continue };
            if let Some(node) = table.take("channel")
                && let Some(name) = reader.fixed(node, "an operator's channel")
            {
                if !manifest.outside.channels.contains_key(name) {
                    unknown(reader, node, name, "channel", manifest.outside.channels.keys());
                }
                operator.channel = Some(name.to_owned());
            }
            operator.chat = table.take("chat").and_then(|node| reader.value(node, "an operator's chat"));
            let telegram = operator.channel.as_ref().and_then(|name| manifest.outside.channels.get(name));
            if matches!(telegram, Some(Channel::Telegram(_))) && operator.chat.is_none() {
                let message = "an operator in Telegram needs the key `chat`";
                let help =
                    "the chat's number, such as `\"${MANAGERS_CHAT}\"`; docs/connect.md says how to find it";
                reader.find_help(&codes::MISSING_KEY, key.span, message, help);
            }
            if let Some((key, node)) = table.take_entry("default") {
                operator.default = reader.flag(node, "`default`").unwrap_or(false);
                if operator.default
                    && let Some(first) = default.replace(key.span)
                {
                    let finding =
                        reader.find(&codes::WRONG_VALUE, key.span, "only one operator is the default one");
                    *finding = finding.clone().also(first, "the first one");
                }
            }
            reader.close(table);
        }
        manifest.outside.operators.insert(key.text.clone(), operator);
    }
}

/// `links: { telegram: "{click_id}-{offer}", web: query }`
pub(super) fn links(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`links`")) else { return };
    for (key, node) in table.rest() {
        if !manifest.outside.channels.contains_key(&key.text) {
            reader.offer(&key.text, manifest.outside.channels.keys());
            let message = format!("there is no channel `{}`", key.text);
            let near =
                nearest(&key.text, manifest.outside.channels.keys().map(String::as_str)).map(str::to_owned);
            let finding = reader.find(&codes::UNKNOWN_REFERENCE, key.span, message);
            finding.help = near.map(|near| format!("did you mean `{near}`?"));
            continue;
        }
        let Some(text) = reader.fixed(node, "a link's pattern") else { continue };
        let pattern = text == "query" || fits_link(text);
        if !pattern {
            reader.wrong(
                node,
                "a link's pattern",
                "`query`, or names in braces with signs between them, such as `{click_id}-{offer}`",
            );
            continue;
        }
        manifest.places.insert(format!("links.{}", key.text), node.span);
        manifest.outside.links.by_channel.insert(key.text.clone(), text.to_owned());
    }
}

/// Whether a text is a pattern of a start payload: names in braces, something between each two.
fn fits_link(text: &str) -> bool {
    let mut rest = text;
    let mut holes = 0;
    while let Some(open) = rest.find('{') {
        if holes > 0 && open == 0 {
            return false;
        }
        let Some(length) = rest[open..].find('}') else { return false };
        if !super::reader::is_name(&rest[open + 1..open + length]) {
            return false;
        }
        rest = &rest[open + length + 1..];
        holes += 1;
    }
    holes > 0 && !rest.contains('}')
}

/// Tells of a name that is declared nowhere in the manifest.
pub(super) fn unknown<'k>(
    reader: &mut Reader<'_>,
    node: &Node,
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'k String>,
) {
    let known: Vec<&String> = known.collect();
    reader.offer(name, known.iter().copied());
    let near = nearest(name, known.iter().map(|known| known.as_str())).map(str::to_owned);
    let finding = reader.find(&codes::UNKNOWN_REFERENCE, node.span, format!("there is no {what} `{name}`"));
    finding.help = near.map(|near| format!("did you mean `{near}`?"));
}
