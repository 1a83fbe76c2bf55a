//! SmartSender: the answer to its external request, and the messages that are sent through its API. It takes no buttons:
//! they are lines of the text, and a contact who types one has pressed it.

use serde_json::{Value as Json, json};

use super::{on_the_web, with_lines};
use crate::engine::Outgoing;
use crate::ir::MediaKind;

/// The answer to an external request: every message, and all texts in one for a single variable.
pub fn answer(said: &[&Outgoing]) -> Json {
    let messages: Vec<Json> = said.iter().flat_map(|outgoing| parts(outgoing)).collect();
    let texts: Vec<String> =
        said.iter().map(|outgoing| text(outgoing)).filter(|text| !text.is_empty()).collect();
    let buttons: Vec<&str> =
        said.last().into_iter().flat_map(|last| &last.buttons).map(|button| button.text.as_str()).collect();
    json!({ "text": texts.join("\n\n"), "messages": messages, "buttons": buttons })
}

/// The bodies of `send` for one message, in order. `watermark` orders them: seconds since 1970.
pub fn sends(said: &Outgoing, watermark: i64) -> Vec<Json> {
    let parts = parts(said).into_iter().map(|mut part| {
        part["watermark"] = json!(watermark);
        part
    });
    parts.collect()
}

fn parts(said: &Outgoing) -> Vec<Json> {
    let mut parts: Vec<Json> = said
        .media
        .iter()
        .filter_map(|media| {
            let kind = match media.kind {
                MediaKind::Image => "picture",
                MediaKind::Voice => "voice",
                MediaKind::Video => "video",
                _ => "file",
            };
            let Some(url) = on_the_web(media) else {
                tracing::warn!("media without a URL cannot be sent through SmartSender; the text goes alone");
                return None;
            };
            Some(json!({ "type": kind, "media": url }))
        })
        .collect();
    let text = text(said);
    if !text.is_empty() {
        parts.push(json!({ "type": "text", "content": text }));
    }
    parts
}

fn text(said: &Outgoing) -> String {
    let lines = said.buttons.iter().map(|button| (button.text.as_str(), button.link.as_deref()));
    with_lines(&said.text, lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::OutgoingButton;
    use crate::ir::MediaRef;

    #[test]
    fn a_message_is_its_pictures_and_then_its_text_with_the_buttons_below() {
        let button = |text: &str, link: Option<&str>| OutgoingButton {
            id: "b".into(),
            text: text.into(),
            link: link.map(str::to_owned),
        };
        let picture = |at: &str| MediaRef { kind: MediaKind::Image, at: at.into(), mime: String::new() };
        let said = Outgoing {
            text: "Hi".into(),
            media: vec![picture("https://e.co/a.png"), picture("sha256:00")],
            buttons: vec![button("Yes", None), button("Site", Some("https://e.co"))],
            ..Outgoing::default()
        };
        assert_eq!(
            sends(&said, 5),
            [
                json!({ "type": "picture", "media": "https://e.co/a.png", "watermark": 5 }),
                json!({ "type": "text", "content": "Hi\n• Yes\n• Site: https://e.co", "watermark": 5 }),
            ]
        );
        let answer = answer(&[&Outgoing { text: "One".into(), ..Outgoing::default() }, &said]);
        assert_eq!(answer["text"], "One\n\nHi\n• Yes\n• Site: https://e.co");
        assert_eq!(answer["buttons"], json!(["Yes", "Site"]));
        assert_eq!(answer["messages"].as_array().unwrap().len(), 3);
    }
}
