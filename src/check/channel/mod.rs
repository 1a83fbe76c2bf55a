//! What the bot's channels can carry, and what a message would lose on the way.

mod buttons;
mod length;
mod media;

use super::scope::Scope;
use crate::diagnostic::Sink;
use crate::ir::{Channel, WireFormat};
use crate::syntax::ast::{Buttons, Media, SettingKind, Text};

/// Looks at a message with the eyes of every channel that the bot is on.
pub fn message(
    scope: &Scope<'_, '_>,
    wordings: &[Text],
    media: Option<&Media>,
    buttons: Option<&Buttons>,
    sink: &mut Sink,
) {
    for wording in wordings {
        length::text(wording, sink);
        if media.is_some() {
            length::caption(scope, wording, sink);
        }
    }
    if let Some(media) = media {
        media::check(scope, media, sink);
    }
    if let Some(buttons) = buttons {
        buttons::check(scope, buttons, sink);
    }
}

/// The channels that the bot is on; all of the manifest's where it names none.
fn of_bot<'n>(scope: &Scope<'n, '_>) -> impl Iterator<Item = (&'n str, &'n Channel)> {
    let own = scope.names.bot.iter().flat_map(|bot| &bot.settings).find_map(|setting| match &setting.kind {
        SettingKind::Channels(names) if !names.is_empty() => Some(names),
        _ => None,
    });
    let channels = scope.names.input.outside.channels.iter();
    channels
        .filter(move |(name, _)| own.is_none_or(|own| own.iter().any(|channel| channel.text == **name)))
        .map(|(name, channel)| (name.as_str(), channel))
}

/// The first of the bot's channels that speaks this form.
fn that_speaks<'n>(scope: &Scope<'n, '_>, format: WireFormat) -> Option<&'n str> {
    let speaks = |channel: &Channel| match channel {
        Channel::Http(http) => {
            http.answer.as_ref().is_some_and(|answer| answer.format == format)
                || http.deliver.as_ref().is_some_and(|deliver| deliver.format == format)
        }
        _ => false,
    };
    of_bot(scope).find(|(_, channel)| speaks(channel)).map(|(name, _)| name)
}
