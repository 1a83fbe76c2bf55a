//! Texts of the manifest that hold inputs: `Your receipt {number}`.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A text with inputs. Its parts are kept apart, so a value is never read for placeholders again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InputText(pub Vec<InputPart>);

/// A part of a text with inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputPart {
    /// As it stands; it may hold `${NAME}` of the environment.
    Text(String),
    /// The input of this name.
    Input(String),
}

impl InputText {
    /// Reads a text: `{name}` is an input. Other braces are text, and so is `${NAME}`.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut from = 0;
        for (name, place) in Self::holes(text) {
            if place.start > from {
                parts.push(InputPart::Text(text[from..place.start].to_owned()));
            }
            parts.push(InputPart::Input(name.to_owned()));
            from = place.end;
        }
        if from < text.len() {
            parts.push(InputPart::Text(text[from..].to_owned()));
        }
        InputText(parts)
    }

    /// The inputs of a text, each with its bytes, braces included.
    pub fn holes(text: &str) -> Vec<(&str, Range<usize>)> {
        let mut holes = Vec::new();
        let mut from = 0;
        while let Some(at) = text[from..].find('{') {
            let open = from + at;
            from = open + 1;
            let Some(name) = name_at(&text[from..]) else { continue };
            let end = from + name.len() + 1;
            if !text[..open].ends_with('$') {
                holes.push((name, open..end));
            }
            from = end;
        }
        holes
    }

    /// The names of its inputs.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            InputPart::Input(name) => Some(name.as_str()),
            InputPart::Text(_) => None,
        })
    }

    /// Whether it holds this input.
    pub fn holds(&self, input: &str) -> bool {
        self.inputs().any(|name| name == input)
    }

    /// What stands between its inputs.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            InputPart::Text(text) => Some(text.as_str()),
            InputPart::Input(_) => None,
        })
    }
}

/// The name that a text begins with, where a `}` stands behind it.
fn name_at(text: &str) -> Option<&str> {
    let name = &text[..text.find('}')?];
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    (first && chars.all(unicode_ident::is_xid_continue)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_inputs_and_everything_else_is_text() {
        let text = "a { color: red } {имя}${KEY}{1}{b_2}{";
        let parsed = InputText::parse(text);
        assert_eq!(parsed.inputs().collect::<Vec<_>>(), ["имя", "b_2"]);
        assert_eq!(parsed.texts().collect::<Vec<_>>(), ["a { color: red } ", "${KEY}{1}", "{"]);
        assert_eq!(InputText::parse(""), InputText::default());
        assert_eq!(InputText::parse("{{a}}").inputs().collect::<Vec<_>>(), ["a"]);
    }
}
