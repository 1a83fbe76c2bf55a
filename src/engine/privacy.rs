//! What no model may see of a conversation: answers to questions whose answer goes into a private field, and the values
//! of such fields wherever they were said.

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
        private.fold(text.to_owned(), |text, (_, value)| match value {
            Value::Text(value) if !value.is_empty() => text.replace(value.as_str(), CONCEALED),
            Value::Number(number) => text.replace(&number.normalize().to_string(), CONCEALED),
            _ => text,
        })
    }
}
