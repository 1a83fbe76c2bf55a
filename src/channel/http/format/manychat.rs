//! ManyChat: the dynamic block that answers its request, and the content that is sent through its API.

use serde_json::{Value as Json, json};

use super::super::Callback;
use super::{on_the_web, with_lines};
use crate::engine::Outgoing;
use crate::ir::MediaKind;

/// The most messages of one block.
pub const MESSAGES_MAX: usize = 10;
/// The most buttons of one message, and the most quick replies of one block.
const BUTTONS_MAX: usize = 3;
const QUICK_REPLIES_MAX: usize = 11;

/// A dynamic block, version 2. Buttons come back to `callback`; without one they are lines of the text.
pub fn block(said: &[&Outgoing], callback: Option<&Callback>, messenger: Option<&str>) -> Json {
    let mut messages = Vec::new();
    let mut quick = Vec::new();
    for (at, outgoing) in said.iter().enumerate() {
        let last = at + 1 == said.len();
        messages.extend(outgoing.media.iter().filter_map(|media| {
            let kind = match media.kind {
                MediaKind::Image => "image",
                MediaKind::Voice => "audio",
                MediaKind::Video => "video",
                _ => "file",
            };
            match on_the_web(media) {
                Some(url) => Some(json!({ "type": kind, "url": url })),
                None => {
                    tracing::warn!(
                        "media without a URL cannot be sent through ManyChat; the text goes alone"
                    );
                    None
                }
            }
        }));
        if outgoing.text.is_empty() && outgoing.buttons.is_empty() {
            continue;
        }
        let buttons: Option<Vec<Json>> = callback.map(|callback| buttons(outgoing, callback));
        let message = match buttons {
            Some(buttons) if buttons.is_empty() => json!({ "type": "text", "text": outgoing.text }),
            Some(buttons) if buttons.len() <= BUTTONS_MAX => {
                json!({ "type": "text", "text": outgoing.text, "buttons": buttons })
            }
            // Quick replies belong to the end of the block, and lead nowhere but back.
            Some(buttons)
                if last
                    && buttons.len() <= QUICK_REPLIES_MAX
                    && outgoing.buttons.iter().all(|button| button.link.is_none()) =>
            {
                quick = buttons;
                json!({ "type": "text", "text": outgoing.text })
            }
            _ => {
                let lines =
                    outgoing.buttons.iter().map(|button| (button.text.as_str(), button.link.as_deref()));
                json!({ "type": "text", "text": with_lines(&outgoing.text, lines) })
            }
        };
        messages.push(message);
    }
    messages.truncate(MESSAGES_MAX);
    let mut content = json!({ "messages": messages, "actions": [], "quick_replies": quick });
    if let Some(messenger) = messenger {
        content["type"] = json!(messenger);
    }
    json!({ "version": "v2", "content": content })
}

/// How many messages of a block one message of ours becomes.
pub fn size(outgoing: &Outgoing) -> usize {
    let media = outgoing.media.iter().filter(|media| on_the_web(media).is_some()).count();
    media + usize::from(!outgoing.text.is_empty() || !outgoing.buttons.is_empty())
}

/// The body of `sendContent`.
pub fn send(contact: &str, said: &Outgoing, callback: Option<&Callback>, messenger: Option<&str>) -> Json {
    json!({ "subscriber_id": contact, "data": block(&[said], callback, messenger) })
}

fn buttons(outgoing: &Outgoing, callback: &Callback) -> Vec<Json> {
    let buttons = outgoing.buttons.iter().map(|button| match &button.link {
        Some(link) => json!({ "type": "url", "caption": button.text, "url": link }),
        None => json!({
            "type": "dynamic_block_callback", "caption": button.text, "url": callback.url, "method": "post",
            "headers": { "Authorization": format!("Bearer {}", callback.secret) },
            "payload": { "flowc": { "contact": callback.contact, "button": button.id, "text": button.text } },
        }),
    });
    buttons.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::OutgoingButton;

    fn said(text: &str, buttons: &[&str]) -> Outgoing {
        let button =
            |text: &&str| OutgoingButton { id: format!("id-{text}"), text: (*text).into(), link: None };
        Outgoing { text: text.into(), buttons: buttons.iter().map(button).collect(), ..Outgoing::default() }
    }

    #[test]
    fn few_buttons_stand_on_the_message_many_are_quick_replies() {
        let callback = Callback {
            url: "https://us/v1/channels/mc/events".into(),
            secret: "s".into(),
            contact: "7".into(),
        };
        let block =
            block(&[&said("Hi", &["Yes"]), &said("Which?", &["1", "2", "3", "4"])], Some(&callback), None);
        let content = &block["content"];
        assert_eq!(block["version"], "v2");
        let button = &content["messages"][0]["buttons"][0];
        assert_eq!(
            (button["type"].as_str(), button["caption"].as_str()),
            (Some("dynamic_block_callback"), Some("Yes"))
        );
        assert_eq!(button["payload"]["flowc"], json!({ "contact": "7", "button": "id-Yes", "text": "Yes" }));
        assert_eq!(button["headers"]["Authorization"], "Bearer s");
        assert_eq!(content["messages"][1], json!({ "type": "text", "text": "Which?" }));
        assert_eq!(content["quick_replies"].as_array().unwrap().len(), 4);
        assert!(content.get("type").is_none());
    }

    #[test]
    fn without_a_way_back_buttons_are_lines() {
        let block = send("7", &said("Hi", &["Yes", "No"]), None, Some("telegram"));
        assert_eq!(block["subscriber_id"], "7");
        assert_eq!(block["data"]["content"]["type"], "telegram");
        assert_eq!(block["data"]["content"]["messages"][0]["text"], "Hi\n• Yes\n• No");
    }
}
