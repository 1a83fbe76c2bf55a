//! Messages with their media and buttons.

use super::builder::{At, Builder};
use crate::ir::{Button, ButtonAct, Buttons, Media, MediaKind, MediaSource, Message, Template};
use crate::syntax::ast::{self, ButtonAction, ButtonsKind, Choices, Sent};

/// `say`
pub fn say(builder: &mut Builder, at: &At<'_, '_>, say: &ast::Say) -> Message {
    Message {
        wordings: say.wordings.iter().map(|wording| builder.text(at, wording)).collect(),
        media: media(builder, at, say.media.as_ref()),
        buttons: buttons(builder, at, say.buttons.as_ref()),
        any_hour: say.any_hour,
    }
}

/// `send`; the caption is the wording.
pub fn send(builder: &mut Builder, at: &At<'_, '_>, send: &ast::Send) -> Message {
    let media = match &send.what {
        Sent::Media(sent) => self::media(builder, at, Some(sent)),
        Sent::Location { latitude: Some(latitude), longitude: Some(longitude) } => {
            let place = format!("{},{}", latitude.value, longitude.value);
            vec![Media { kind: MediaKind::Location, source: MediaSource::Text(Template::literal(place)) }]
        }
        Sent::Location { .. } | Sent::Template { .. } | Sent::Missing => Vec::new(),
    };
    Message {
        wordings: send.caption.iter().map(|caption| builder.text(at, caption)).collect(),
        media,
        buttons: buttons(builder, at, send.buttons.as_ref()),
        any_hour: send.any_hour,
    }
}

/// The question of an `ask`.
pub fn question(builder: &mut Builder, at: &At<'_, '_>, ask: &ast::Ask) -> Message {
    let shown = match &ask.choices {
        Some(Choices::Buttons(buttons)) => Some(buttons),
        _ => None,
    };
    Message {
        wordings: ask.wordings.iter().map(|wording| builder.text(at, wording)).collect(),
        media: media(builder, at, ask.media.as_ref()),
        buttons: buttons(builder, at, shown),
        any_hour: false,
    }
}

fn media(builder: &mut Builder, at: &At<'_, '_>, media: Option<&ast::Media>) -> Vec<Media> {
    let Some(media) = media else { return Vec::new() };
    let kind = match media.kind {
        ast::MediaKind::Image => MediaKind::Image,
        ast::MediaKind::Voice => MediaKind::Voice,
        ast::MediaKind::Video => MediaKind::Video,
        ast::MediaKind::Note => MediaKind::Note,
        ast::MediaKind::File => MediaKind::File,
    };
    let source = |source: &ast::MediaSource| match source {
        ast::MediaSource::Text(text) => MediaSource::Text(builder.text(at, text)),
        ast::MediaSource::Path(path) => MediaSource::Value(at.scope.path(path, builder.muted()).expr),
    };
    media.sources.iter().map(source).map(|source| Media { kind, source }).collect()
}

fn buttons(builder: &mut Builder, at: &At<'_, '_>, buttons: Option<&ast::Buttons>) -> Buttons {
    match buttons.map(|buttons| &buttons.kind) {
        None => Buttons::new(),
        Some(ButtonsKind::List(texts)) => {
            texts.iter().map(|text| Button { text: builder.text(at, text), act: ButtonAct::Answer }).collect()
        }
        Some(ButtonsKind::Block(buttons)) => {
            let lower = |button: &ast::Button| {
                let text = builder.text(at, &button.text);
                let act = match &button.action {
                    ButtonAction::Body(body) => {
                        let name = text.as_literal().unwrap_or("{…}");
                        // A block without an arrow answers, and the contact is back where it was.
                        let at = at.inside(&format!("button {name}")).behind_loops();
                        ButtonAct::Body(builder.body(&at, body, None))
                    }
                    ButtonAction::Link(link) => {
                        ButtonAct::Link(link.as_ref().map(|link| builder.text(at, link)).unwrap_or_default())
                    }
                };
                Button { text, act }
            };
            buttons.iter().map(lower).collect()
        }
    }
}
