//! What no model may see of a conversation: answers to questions whose answer goes into a private field, the values of
//! such fields wherever they were said, and the link to the conversation, which opens it to whoever has it.

use super::contact::Contact;
use crate::ir::{Program, Value};

/// Events whose message was private that are remembered; more than a model is ever shown.
const PRIVATE_SAID_MAX: usize = 64;
/// What stands in the place of something private.
const CONCEALED: &str = "[private]";

impl Contact {
    /// The message of the event of this number answers a question whose answer is private.
    pub(crate) fn note_private(&mut self, event: u64) {
        let excess = (self.private_said.len() + 1).saturating_sub(PRIVATE_SAID_MAX);
        self.private_said.drain(..excess);
        self.private_said.push(event);
    }

    /// What the contact said with its event `sequence`, as a model may see it.
    pub fn said_to_model(&self, program: &Program, sequence: u64, text: &str) -> String {
        if self.private_said.contains(&sequence) {
            return CONCEALED.to_owned();
        }
        self.told_to_model(program, text)
    }

    /// A text of the conversation as a model may see it.
    pub fn told_to_model(&self, program: &Program, text: &str) -> String {
        let private = self.fields.iter().filter(|(name, _)| {
            let field = program.symbols.fields.get(*name);
            // A field that the script no longer has may have been a private one.
            field.is_none_or(|field| field.private)
        });
        let text = self.without_links(text);
        private.fold(text, |text, (_, value)| match value {
            Value::Text(value) if !value.is_empty() => text.replace(value.as_str(), CONCEALED),
            Value::Number(number) => text.replace(&number.normalize().to_string(), CONCEALED),
            _ => text,
        })
    }

    /// A text without addresses of the conversation, also those that were made before the present one.
    fn without_links(&self, text: &str) -> String {
        let base = self.link.as_ref().and_then(|link| Some(&link.url[..=link.url.rfind('/')?]));
        let Some(base) = base else { return text.to_owned() };
        let mut parts = text.split(base);
        let mut clean = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let token = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
            clean.push_str(CONCEALED);
            clean.push_str(part.trim_start_matches(token));
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Link;
    use crate::ir::Time;

    #[test]
    fn no_address_of_the_conversation_is_left_in_a_text() {
        let mut contact = Contact::new("web:1");
        assert_eq!(contact.without_links("https://a.example/t/x"), "https://a.example/t/x");
        contact.link = Some(Link { url: "https://a.example/t/now_-1".into(), until: Time(9) });
        let said = "Old: https://a.example/t/old. New: https://a.example/t/now_-1, https://a.example/x";
        assert_eq!(contact.without_links(said), "Old: [private]. New: [private], https://a.example/x");
    }
}
