//! flowc's own form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value as Json, json};

use crate::engine::{Effect, EffectKind, Outgoing};
use crate::ir::{MediaKind, MediaRef, Operator, Value};
use crate::runtime::Card;

/// Bytes of media that are not on the web.
pub type Bytes<'a> = &'a dyn Fn(&MediaRef) -> Option<Vec<u8>>;

/// A message to the contact whose peer id is `contact`.
pub fn message(key: &str, contact: &str, said: &Outgoing, bytes: Bytes<'_>) -> Json {
    let buttons = said.buttons.iter().map(|button| match &button.link {
        Some(link) => json!({ "id": button.id, "text": button.text, "url": link }),
        None => json!({ "id": button.id, "text": button.text }),
    });
    let mut message = json!({
        "type": "message", "key": key, "contact": contact, "text": said.text, "media": media(&said.media, bytes),
        "buttons": buttons.collect::<Vec<_>>(), "proactive": said.proactive,
    });
    if let Some(template) = &said.template {
        let inputs = template.args.iter().map(|(name, value)| (name.clone(), plain(value)));
        message["template"] =
            json!({ "name": template.name, "inputs": inputs.collect::<serde_json::Map<_, _>>() });
    }
    message
}

/// What a person of the team is told of a contact.
pub fn news(
    key: &str,
    contact: &str,
    effect: &Effect,
    operator: Option<(&str, &Operator)>,
    chat: Option<&str>,
    card: Option<&Card>,
    bytes: Bytes<'_>,
) -> Json {
    let (kind, text, buttons, attached) = match &effect.kind {
        EffectKind::Handoff { text, buttons, .. } => {
            ("handoff", text.as_str(), buttons.as_slice(), Vec::new())
        }
        EffectKind::Relay { text, media: of } => ("relay", text.as_str(), &[][..], media(of, bytes)),
        EffectKind::Notify { text, .. } => ("notify", text.as_str(), &[][..], Vec::new()),
        EffectKind::Say(said) => ("notify", said.text.as_str(), &[][..], Vec::new()),
        EffectKind::Model(_) | EffectKind::Action(_) => ("notify", "", &[][..], Vec::new()),
    };
    let lines = card.map(|card| {
        let lines = card.lines.iter();
        lines.map(|line| json!({ "at": line.at.to_string(), "role": line.role, "text": line.text })).collect()
    });
    json!({
        "type": kind, "key": key, "contact": contact, "name": card.map(|card| card.name.as_str()),
        "operator": operator.map(|(name, _)| name), "chat": chat, "text": text, "media": attached,
        "buttons": buttons.iter().map(|text| json!({ "text": text })).collect::<Vec<_>>(),
        "link": card.and_then(|card| card.link.as_deref()), "lines": lines.unwrap_or(Json::Array(Vec::new())),
    })
}

/// URLs where media have one, else their bytes in base64.
fn media(all: &[MediaRef], bytes: Bytes<'_>) -> Vec<Json> {
    let one = |media: &MediaRef| {
        let kind = match media.kind {
            MediaKind::Image => "image",
            MediaKind::Voice => "voice",
            MediaKind::Video => "video",
            _ => "file",
        };
        match super::on_the_web(media) {
            Some(url) => json!({ "kind": kind, "url": url }),
            None => {
                let data = bytes(media).map(|bytes| BASE64.encode(bytes));
                json!({ "kind": kind, "mime": media.mime, "data": data })
            }
        }
    };
    all.iter().map(one).collect()
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) => json!(text),
        Value::Number(number) => {
            let text = number.normalize().to_string();
            serde_json::from_str(&text).unwrap_or(Json::String(text))
        }
        Value::Bool(yes) => json!(yes),
        Value::Time(time) => json!(time.to_string()),
        Value::Date(date) => json!(date.to_string()),
        Value::Duration(duration) => json!(duration.0 / 1000),
        Value::Media(media) => json!(super::on_the_web(media)),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Record(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
    }
}
