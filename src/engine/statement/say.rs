//! `say`, `send`.

use crate::engine::contact::SentButton;
use crate::engine::effect::{EffectKind, Outgoing, OutgoingButton};
use crate::engine::run::{Next, Run};
use crate::engine::{button, draw};
use crate::ir::{ButtonAct, Media, MediaRef, MediaSource, Message, Node, Template, Value};

pub(crate) fn run(run: &mut Run<'_>, node: &Node, message: &Message) -> Next {
    if let Some(next) = run.held_back(message.any_hour) {
        return next;
    }
    let text = wording(run, node, message);
    send(run, node, message, text, &[]);
    Next::Go(node.next)
}

/// Sends a message under these words, with choices as further buttons.
pub(crate) fn send(run: &mut Run<'_>, node: &Node, message: &Message, text: String, choices: &[String]) {
    let place = run.contact_place();
    let mut buttons = Vec::new();
    let mut sent = Vec::new();
    for (nth, written) in message.buttons.iter().enumerate() {
        let text = run.text(&written.text);
        let id = button::id(&place.0, &place.1, &text);
        let link = match &written.act {
            ButtonAct::Link(link) => Some(run.text(link)),
            ButtonAct::Answer | ButtonAct::Body(_) => None,
        };
        if link.is_none() {
            sent.push((id.clone(), text.clone(), Some(nth as u32)));
        }
        buttons.push(OutgoingButton { id, text, link });
    }
    for choice in choices {
        let id = button::id(&place.0, &place.1, choice);
        sent.push((id.clone(), choice.clone(), None));
        buttons.push(OutgoingButton { id, text: choice.clone(), link: None });
    }
    let media = message.media.iter().filter_map(|media| media_ref(run, media)).collect();
    let proactive = run.contact.proactive;
    if run.emit(EffectKind::Say(Outgoing { text, media, buttons, proactive, template: None })) {
        for (id, text, nth) in sent {
            run.button_sent(SentButton { id, text, place: place.clone(), point: node.point, nth });
        }
    }
}

/// Says words that are not a message of the script.
pub(crate) fn words(run: &mut Run<'_>, text: String) {
    let text = crate::engine::eval::bounded(text);
    let proactive = run.contact.proactive;
    run.emit(EffectKind::Say(Outgoing { text, proactive, ..Outgoing::default() }));
}

/// The wording whose turn it is: the first by a hash of the contact, then the next one each time.
fn wording(run: &mut Run<'_>, node: &Node, message: &Message) -> String {
    let count = message.wordings.len();
    let turn = turn(run, node, count);
    let first = draw::wording(&run.program.project, node.point, &run.contact.id, count);
    pick(run, message, first + turn)
}

/// How often the statement's wordings were used before.
pub(crate) fn turn(run: &mut Run<'_>, node: &Node, count: usize) -> usize {
    if count < 2 {
        return 0;
    }
    let turn = run.contact.wordings.entry(node.point).or_default();
    let before = *turn as usize;
    *turn = turn.wrapping_add(1);
    before
}

/// The wording at a place, counted round.
pub(crate) fn pick(run: &Run<'_>, message: &Message, place: usize) -> String {
    wording_at(message, place).map(|wording| run.text(wording)).unwrap_or_default()
}

/// The same with its holes open.
pub(crate) fn wording_at(message: &Message, place: usize) -> Option<&Template> {
    message.wordings.get(place % message.wordings.len().max(1))
}

fn media_ref(run: &Run<'_>, media: &Media) -> Option<MediaRef> {
    let text = match &media.source {
        MediaSource::Text(text) => run.text(text),
        MediaSource::Value(value) => match run.value(value) {
            Value::Media(media) => return Some(media),
            Value::Text(text) => text,
            _ => return None,
        },
    };
    let known =
        text.contains("://") || text.starts_with("sha256:") || media.kind == crate::ir::MediaKind::Location;
    let at = if known { text } else { format!("file:{text}") };
    Some(MediaRef { kind: media.kind, at, mime: String::new() })
}
