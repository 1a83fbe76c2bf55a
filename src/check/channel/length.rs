//! Texts that are longer than a message may be. Only what is written counts: what a hole inserts cannot be known.

use super::of_bot;
use crate::check::scope::Scope;
use crate::diagnostic::codes::channel::{CAPTION_TOO_LONG, TEXT_TOO_LONG};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::ChannelKind;
use crate::syntax::ast::{Text, TextPart};

/// The characters of a message, whatever the channel (execution.md, "Limits"). What is beyond is cut.
const TEXT_CHARS_MAX: usize = 4_096;

/// The characters of a caption on Telegram, in UTF-16 units (Bot API, `sendPhoto`).
const CAPTION_UNITS_MAX: usize = 1_024;

/// Tells a text whose end no contact would get.
pub fn text(text: &Text, sink: &mut Sink) {
    let written = written(text, |words| words.chars().count());
    if written <= TEXT_CHARS_MAX {
        return;
    }
    let message = format!("this text has {written} characters, and a message has at most {TEXT_CHARS_MAX}");
    sink.push(
        Diagnostic::new(&TEXT_TOO_LONG, text.span, message)
            .label("what is beyond is cut off")
            .help("say it in two messages"),
    );
}

/// Tells words under a picture that become a message of their own.
pub fn caption(scope: &Scope<'_, '_>, text: &Text, sink: &mut Sink) {
    let written = written(text, |words| words.encode_utf16().count());
    if written <= CAPTION_UNITS_MAX {
        return;
    }
    let Some((name, _)) = of_bot(scope).find(|(_, channel)| channel.kind() == ChannelKind::Telegram) else {
        return;
    };
    let message = format!(
        "these words have {written} characters, and a caption on `{name}` has at most {CAPTION_UNITS_MAX}"
    );
    sink.push(
        Diagnostic::new(&CAPTION_TOO_LONG, text.span, message)
            .label("they come as a message of their own, behind the picture")
            .help("shorten them, or send the picture first and `say` the rest"),
    );
}

fn written(text: &Text, length: fn(&str) -> usize) -> usize {
    let lengths = text.parts.iter().map(|part| match part {
        TextPart::Lit(words) => length(words),
        TextPart::Hole(_) => 0,
    });
    lengths.sum()
}
