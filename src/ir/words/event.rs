//! Events.

use super::expr::regex;
use super::length;
use super::text::{escaped, quoted};
use crate::ir::{EventPattern, Inbound, MediaKind};

/// What a handler or a `wait for` takes.
pub fn event(event: &EventPattern) -> String {
    match event {
        EventPattern::Message => "message".to_owned(),
        EventPattern::MessageText(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{}\"", escaped(text))).collect();
            format!("message {}", texts.join(", "))
        }
        EventPattern::MessageMatches(pattern) => format!("message matches {}", regex(pattern)),
        EventPattern::Media(kind) => media(*kind).to_owned(),
        EventPattern::Button(text) => format!("button \"{}\"", escaped(text)),
        EventPattern::Start(None) => "start".to_owned(),
        EventPattern::Start(Some(payload)) => format!("start {}", quoted(payload)),
        EventPattern::Inbound(Inbound::Postback, name) => format!("postback {name}"),
        EventPattern::Inbound(Inbound::Webhook, name) => format!("webhook {name}"),
        EventPattern::Silence { after, times: 1 } => format!("silence {}", length(*after)),
        EventPattern::Silence { after, times } => format!("silence {} at most {times} times", length(*after)),
        EventPattern::TagAdded(tag) => format!("tag {tag} added"),
        EventPattern::TagRemoved(tag) => format!("tag {tag} removed"),
        EventPattern::FieldChanged(field) => format!("field {field} changed"),
        EventPattern::OperatorJoined => "operator joined".to_owned(),
        EventPattern::OperatorLeft => "operator left".to_owned(),
        EventPattern::AiDown => "ai down".to_owned(),
        EventPattern::ActionFailed => "action failed".to_owned(),
        EventPattern::OptOut => "opt out".to_owned(),
        EventPattern::Blocked => "blocked".to_owned(),
    }
}

/// A kind of media.
pub fn media(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Voice => "voice",
        MediaKind::Video => "video",
        MediaKind::Note => "note",
        MediaKind::File => "file",
        MediaKind::Location => "location",
    }
}
