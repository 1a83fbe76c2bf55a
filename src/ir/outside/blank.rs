//! Blanks: structures of the manifest in which inputs are filled in, each at its own place.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::InputText;

/// A structure with places for inputs. A value is put into the structure, never into its text, so nothing that a contact
/// wrote can end a string, open a field or name another input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Blank {
    /// An input with its type. Where it is empty, its field or item is left out.
    Input {
        /// Its name.
        name: String,
        /// How it is written.
        form: InputForm,
    },
    /// The effect's key: the same at each attempt.
    Key,
    /// A text with inputs in it.
    Text(InputText),
    /// A number.
    Number(Decimal),
    /// True or false.
    Bool(bool),
    /// `null`
    Null,
    /// Several.
    List(Vec<Blank>),
    /// Fields in the manifest's order.
    Map(Vec<(String, Blank)>),
    /// Left out as a whole where the input is empty.
    If {
        /// The input's name.
        input: String,
        /// The rest.
        then: Box<Blank>,
    },
}

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum InputForm {
    /// By its type.
    #[default]
    Typed,
    /// As text: `"100"`.
    Text,
    /// A time or a date in seconds since 1970.
    Unix,
    /// The same in milliseconds.
    UnixMs,
}

impl InputForm {
    /// The forms that are written behind a colon: `{at:unix}`.
    pub const WORDS: [(&'static str, InputForm); 3] =
        [("text", InputForm::Text), ("unix", InputForm::Unix), ("unix_ms", InputForm::UnixMs)];
}

impl Blank {
    /// Every text that the environment may fill.
    pub fn texts<'b>(&'b self, found: &mut Vec<&'b str>) {
        match self {
            Blank::Text(text) => found.extend(text.texts()),
            Blank::List(items) => items.iter().for_each(|item| item.texts(found)),
            Blank::Map(fields) => fields.iter().for_each(|(_, value)| value.texts(found)),
            Blank::If { then, .. } => then.texts(found),
            Blank::Input { .. } | Blank::Key | Blank::Number(_) | Blank::Bool(_) | Blank::Null => {}
        }
    }

    /// Every input, by name.
    pub fn inputs<'b>(&'b self, found: &mut Vec<&'b str>) {
        match self {
            Blank::Input { name, .. } => found.push(name),
            Blank::Text(text) => found.extend(text.inputs()),
            Blank::List(items) => items.iter().for_each(|item| item.inputs(found)),
            Blank::Map(fields) => fields.iter().for_each(|(_, value)| value.inputs(found)),
            Blank::If { input, then } => {
                found.push(input);
                then.inputs(found);
            }
            Blank::Key | Blank::Number(_) | Blank::Bool(_) | Blank::Null => {}
        }
    }
}
