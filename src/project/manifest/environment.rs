//! `${NAME}`: where a value of the environment may go, and secrets that should be one.

use std::ops::Range;

use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::codes::project as codes;

/// A `${NAME}`: its name and its bytes; `Err` are the bytes of a `${` that opens no name.
type Variable<'t> = Result<(&'t str, Range<usize>), Range<usize>>;

/// The names of the environment that a text asks for, each with its bytes; `Err` is a `${` that opens no name.
pub fn variables(text: &str) -> Vec<Variable<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("${") {
        let start = from + at;
        let rest = &text[start + 2..];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = &rest[..length];
        let named = name.chars().next().is_some_and(|first| !first.is_ascii_digit());
        if named && rest[length..].starts_with('}') {
            let end = start + 2 + length + 1;
            found.push(Ok((name, start..end)));
            from = end;
        } else {
            found.push(Err(start..start + 2 + length));
            from = start + 2;
        }
    }
    found
}

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

#[cfg(test)]
mod tests {
    use super::variables;

    #[test]
    fn names_are_found_and_open_ones_are_told() {
        let names: Vec<_> =
            variables("${A_1}/x/${b}-{id}").into_iter().map(|v| v.map(|(name, _)| name)).collect();
        assert_eq!(names, [Ok("A_1"), Ok("b")]);
        assert_eq!(variables("${a-b}"), [Err(0..3)]);
        assert_eq!(variables("x ${"), [Err(2..4)]);
        assert_eq!(variables("${1}"), [Err(0..3)]);
        assert!(variables("$HOME {a}").is_empty());
    }
}
