//! `${NAME}`: where a value of the environment may go, and secrets that should be one.

use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::codes::project as codes;
use crate::ir::variables;

impl Reader<'_> {
    /// A text that may hold `${NAME}`; a malformed one is told.
    pub fn value(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.text(node, what)?;
        for variable in variables(text) {
            if let Err(part) = variable {
                let span = self.inside(node, part);
                let message = "this `${` names no variable of the environment";
                self.find_help(&codes::MISPLACED_VARIABLE, span, message, "write it as `${NAME}`");
            }
        }
        Some(text.to_owned())
    }

    /// A value that nobody should read in the manifest: a key, a token, a secret.
    pub fn secret(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = self.value(node, what)?;
        if variables(&text).is_empty() {
            let message = format!("{what} stands here for everyone to read");
            let help = "write `\"${NAME}\"` and give it in the environment when the project runs; change this one, it is known now";
            self.find_help(&codes::WRITTEN_SECRET, node.span, message, help);
        }
        Some(text)
    }
}
