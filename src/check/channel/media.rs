//! Media that a channel cannot carry.

use super::that_speaks;
use crate::check::scope::Scope;
use crate::diagnostic::codes::channel::MEDIA_OUT_OF_REACH;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::WireFormat;
use crate::syntax::ast::{Media, MediaSource};

/// Tells a file of the project that a channel wants as a URL: ManyChat and SmartSender fetch media themselves.
pub fn check(scope: &Scope<'_, '_>, media: &Media, sink: &mut Sink) {
    let fetches = [WireFormat::Manychat, WireFormat::Smartsender].into_iter();
    let Some(channel) = fetches.filter_map(|format| that_speaks(scope, format)).next() else { return };
    for source in &media.sources {
        let MediaSource::Text(text) = source else { continue };
        let Some(name) = text.literal() else { continue };
        if name.is_empty() || name.contains("://") {
            continue;
        }
        let message = format!("`{channel}` takes media by URL alone, and `{name}` is a file of the project");
        sink.push(
            Diagnostic::new(&MEDIA_OUT_OF_REACH, text.span, message)
                .label("contacts of this channel do not get it")
                .help("put the file where it has a URL, and write that: \"https://…\""),
        );
    }
}
