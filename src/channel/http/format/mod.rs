//! How other systems write what is said to a contact.

pub mod flowc;
pub mod manychat;
pub mod smartsender;

use crate::ir::MediaRef;

/// The address of media that are on the web.
fn on_the_web(media: &MediaRef) -> Option<&str> {
    (media.at.starts_with("https://") || media.at.starts_with("http://")).then_some(media.at.as_str())
}

/// A text with its buttons as lines below it, for systems that take none.
fn with_lines<'b>(text: &str, buttons: impl Iterator<Item = (&'b str, Option<&'b str>)>) -> String {
    let mut whole = text.to_owned();
    for (text, link) in buttons {
        if !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str("• ");
        whole.push_str(text);
        if let Some(link) = link {
            whole.push_str(": ");
            whole.push_str(link);
        }
    }
    whole
}
