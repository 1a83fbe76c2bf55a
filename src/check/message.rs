//! Messages: wordings, media, buttons.

use super::scope::Scope;
use super::statement::{self, Here};
use super::ty::{self, Ty};
use super::{channel, denial};
use crate::diagnostic::codes::names::{DEFINED_TWICE, UNKNOWN_FILE};
use crate::diagnostic::codes::people::PRIVATE_LEAK;
use crate::diagnostic::codes::types::WRONG_TYPE;
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::ir::Type;
use crate::syntax::ast::{ButtonAction, Buttons, ButtonsKind, Media, MediaKind, MediaSource, Text};

/// Wordings, media and buttons of a message.
pub fn message(
    here: &Here<'_, '_>,
    wordings: &[Text],
    media: Option<&Media>,
    buttons: Option<&Buttons>,
    sink: &mut Sink,
) {
    channel::message(&here.scope, wordings, media, buttons, sink);
    for wording in wordings {
        here.scope.text(wording, sink);
    }
    if let Some(shown) = media {
        self::media(&here.scope, shown, sink);
    }
    if let Some(buttons) = buttons {
        self::buttons(here, buttons, sink);
    }
}

/// Where media comes from.
pub fn media(scope: &Scope<'_, '_>, media: &Media, sink: &mut Sink) {
    for source in &media.sources {
        match source {
            MediaSource::Text(text) => {
                address(scope, text, "whoever keeps the picture or file", sink);
                file(scope, text, sink);
            }
            MediaSource::Path(path) => {
                let typed = scope.path(path, sink);
                let fits = matches!(
                    (&typed.ty, media.kind),
                    (Ty::Unknown | Ty::Of(Type::File | Type::Text(_)), _)
                        | (Ty::Of(Type::Image), MediaKind::Image | MediaKind::File)
                );
                if !fits {
                    let message = format!("an image or a file is sent, and this is {}", typed.ty.words());
                    sink.push(Diagnostic::new(&WRONG_TYPE, path.span, message));
                }
            }
        }
    }
}

/// Tells a file that the project's folder does not have.
fn file(scope: &Scope<'_, '_>, text: &Text, sink: &mut Sink) {
    let Some(name) = text.literal() else { return };
    // A used folder's files are looked for where the folder is, which only its own project knows.
    let folder = scope.names.input.folders.get(scope.space).filter(|_| scope.space == 0);
    let Some(assets) = folder.and_then(|folder| folder.assets.as_ref()) else { return };
    if name.contains("://") || assets.contains(name.trim_start_matches("./")) {
        return;
    }
    let found = Diagnostic::new(&UNKNOWN_FILE, text.span, format!("the project has no file `{name}`"));
    sink.push(match nearest(name, assets.iter().map(String::as_str)) {
        Some(near) => found.help(format!("did you mean \"{near}\"?")).guess(
            format!("write \"{near}\""),
            text.span,
            format!("\"{near}\""),
        ),
        None => found.help("put it into the project's folder, or write its URL"),
    });
}

fn buttons(here: &Here<'_, '_>, buttons: &Buttons, sink: &mut Sink) {
    let texts: Vec<&Text> = match &buttons.kind {
        ButtonsKind::List(texts) => texts.iter().collect(),
        ButtonsKind::Block(buttons) => buttons.iter().map(|button| &button.text).collect(),
    };
    for text in &texts {
        here.scope.text(text, sink);
    }
    known_by_text(&texts, sink);
    if let ButtonsKind::Block(buttons) = &buttons.kind {
        for button in buttons {
            match &button.action {
                ButtonAction::Body(body) => {
                    let mut inner = Here { in_handler: true, ..here.clone() };
                    // It is pressed when a loop around it is long over.
                    inner.scope.items.clear();
                    statement::body(&inner, body, sink);
                }
                ButtonAction::Link(Some(link)) => {
                    address(&here.scope, link, "the page that the button opens", sink);
                }
                ButtonAction::Link(None) => {}
            }
        }
    }
}

/// An address: whoever is asked for it reads it.
fn address(scope: &Scope<'_, '_>, text: &Text, whom: &str, sink: &mut Sink) {
    if scope.text(text, sink).private {
        let message = format!("a private field would reach {whom}");
        sink.push(Diagnostic::new(&PRIVATE_LEAK, text.span, message).help(
            "leave it out of the address: who is asked for it reads it, and so does everybody on the way",
        ));
    }
}

/// Tells two buttons of one message that show the same.
pub fn known_by_text(texts: &[&Text], sink: &mut Sink) {
    for (at, text) in texts.iter().enumerate() {
        let Some(words) = text.literal() else { continue };
        let same = |other: &&&Text| other.literal().is_some_and(|other| folded(other) == folded(words));
        if let Some(first) = texts[..at].iter().find(same) {
            sink.push(
                Diagnostic::new(&DEFINED_TWICE, text.span, format!("there are two buttons `{words}`"))
                    .also(first.span, "the first one is here")
                    .help("a button is known by its text"),
            );
        }
    }
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The reader of a text that is a model.
pub const MODEL: &str = "the model";

/// A text that a model, a person or a log may see: nothing private is in it.
pub fn public(scope: &Scope<'_, '_>, text: &Text, whom: &str, sink: &mut Sink) {
    let prose = scope.text(text, sink);
    if whom == MODEL {
        denial::check(text, sink);
    }
    if whom == MODEL && crate::ir::reads_link(&prose.template) {
        let message = "the link to the conversation would reach the model";
        sink.push(
            Diagnostic::new(&PRIVATE_LEAK, text.span, message).help(
                "whoever has the link reads the conversation: say it to people, in a `say` or a `notify`",
            ),
        );
    }
    if prose.private {
        let message = format!("a private field would reach {whom}");
        sink.push(
            Diagnostic::new(&PRIVATE_LEAK, text.span, message)
                .help("private fields never reach a model, a notice or a log: leave it out"),
        );
    }
}

/// The type of a value that is put into a slot.
pub fn slot_type(slot: &crate::ir::Slot) -> Ty {
    match &slot.ty {
        Type::Text(None) => ty::TEXT,
        other => Ty::Of(other.clone()),
    }
}
