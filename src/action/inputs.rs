//! What a call was given, by the names that the manifest declares.

use super::json;
use crate::engine::ActionRequest;
use crate::ir::{InputPart, InputText, Param, Value};
use crate::outbound::{Environment, Filled};

/// The inputs of one call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inputs<'r>(&'r ActionRequest);

impl<'r> Inputs<'r> {
    /// The inputs of a call, whole by what is declared.
    ///
    /// # Errors
    /// In words: the first one that is empty and must not be.
    pub fn of(request: &'r ActionRequest, declared: &[Param]) -> Result<Self, String> {
        let inputs = Inputs(request);
        match declared.iter().find(|param| !param.optional && *inputs.get(&param.name) == Value::Empty) {
            Some(param) => Err(format!("its input `{}` is empty", param.name)),
            None => Ok(inputs),
        }
    }

    /// An input's value; what was not given is empty.
    pub fn get(&self, name: &str) -> &'r Value {
        self.0.args.iter().find(|(known, _)| known == name).map_or(&Value::Empty, |(_, value)| value)
    }

    /// Words without the values of private inputs.
    pub fn hide(&self, words: &str, declared: &[Param]) -> String {
        hide(words, declared, self.0)
    }

    /// A text with its inputs and the environment's values filled in, each input as `shown` gives it.
    ///
    /// # Errors
    /// In words: a variable that is not set, or a value that `shown` refuses.
    pub fn fill(
        &self,
        text: &InputText,
        environment: &Environment,
        shown: impl Fn(&Value) -> Result<String, String>,
    ) -> Result<Filled, String> {
        let mut filled = String::new();
        for part in &text.0 {
            match part {
                InputPart::Text(text) => filled.push_str(self::text(environment, text)?.expose()),
                InputPart::Input(name) => filled.push_str(&shown(self.get(name))?),
            }
        }
        Ok(Filled::new(filled))
    }
}

/// Words without the values of private inputs: whoever fails may repeat what it was given. They are cut afterwards, so
/// that no half of a value is left.
pub(super) fn hide(words: &str, declared: &[Param], request: &ActionRequest) -> String {
    let private = declared.iter().filter(|input| input.private);
    let values = private.filter_map(|input| request.args.iter().find(|(name, _)| *name == input.name));
    let texts = values.filter_map(|(_, value)| json::plain(value).ok()).filter(|text| !text.is_empty());
    texts.fold(words.to_owned(), |words, text| words.replace(&text, "…"))
}

/// A text with the environment's values.
///
/// # Errors
/// In words: a variable that is not set.
pub(super) fn text(environment: &Environment, text: &str) -> Result<Filled, String> {
    environment.fill(text).map_err(|name| format!("the variable {name} is not set"))
}
