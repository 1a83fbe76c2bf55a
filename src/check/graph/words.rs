//! Events and lengths of time in the script's words.

use crate::ir::{EventPattern, Inbound, MediaKind, NodeIx, Program};

/// The steps on a way round, the first one again at its end: `` `a` -> `b` -> `a` ``.
pub fn steps_round(program: &Program, way: &[NodeIx]) -> String {
    let mut names = names_of(program, way);
    let first = names.first().cloned().unwrap_or_default();
    if names.len() > 1 && names.last() == Some(&first) {
        names.pop();
    }
    names.push(first);
    names.join(" -> ")
}

fn names_of(program: &Program, way: &[NodeIx]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for at in way {
        let place = program.node(*at).place;
        let step = place
            .flow
            .zip(place.step)
            .and_then(|(flow, step)| program.flows.get(flow as usize)?.steps.get(step as usize));
        if let Some(step) = step {
            let name = format!("`{}`", step.name);
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// An event in the script's words.
pub fn event(event: &EventPattern) -> String {
    match event {
        EventPattern::Message => "message".to_owned(),
        EventPattern::MessageText(texts) => texts.join(", "),
        EventPattern::MessageMatches(regex) => format!("/{}/", regex.pattern),
        EventPattern::Media(kind) => match kind {
            MediaKind::Image => "image",
            MediaKind::Voice => "voice",
            MediaKind::Video | MediaKind::Note => "video",
            MediaKind::File => "file",
            MediaKind::Location => "location",
        }
        .to_owned(),
        EventPattern::Button(text) => format!("button {text}"),
        EventPattern::Start(_) => "start".to_owned(),
        EventPattern::Inbound(Inbound::Postback, name) => format!("postback {name}"),
        EventPattern::Inbound(Inbound::Webhook, name) => format!("webhook {name}"),
        EventPattern::Silence { after, .. } => format!("silence {}", length(after.0)),
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

/// A length of time as the script writes it: `1d12h`.
pub fn length(ms: i64) -> String {
    let mut rest = ms.max(0) / 1000;
    let mut words = String::new();
    for (unit, seconds) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= seconds {
            words.push_str(&format!("{}{unit}", rest / seconds));
            rest %= seconds;
        }
    }
    if words.is_empty() { "0s".to_owned() } else { words }
}
