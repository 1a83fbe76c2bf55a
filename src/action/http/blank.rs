//! Blanks filled in: each value in its own place of the structure.

use crate::action::inputs::Inputs;
use crate::action::json;
use crate::ir::{Blank, InputForm, InputText, Value};
use crate::outbound::{Environment, Filled};

/// What blanks are filled with.
#[derive(Clone, Copy)]
pub(super) struct Filler<'a> {
    /// What the call was given.
    pub inputs: Inputs<'a>,
    /// The values of `${NAME}`.
    pub environment: &'a Environment,
    /// The effect's key.
    pub key: &'a str,
}

impl Filler<'_> {
    /// A structure as JSON; `None` where it is left out.
    ///
    /// # Errors
    /// In words: a variable that is not set, a value that has no such form.
    pub fn json(&self, blank: &Blank) -> Result<Option<String>, String> {
        let mut out = String::new();
        match blank {
            Blank::Input { name, form } => match self.inputs.get(name) {
                Value::Empty => return Ok(None),
                value if *form == InputForm::Typed => json::write(value, &mut out)?,
                value if *form == InputForm::Text => out = quoted(&json::plain(value)?),
                value => out = formed(value, *form)?,
            },
            Blank::Key => out = quoted(self.key),
            Blank::Text(text) => out = quoted(self.text(text)?.expose()),
            Blank::Number(number) => out = number.to_string(),
            Blank::Bool(value) => out = value.to_string(),
            Blank::Null => out.push_str("null"),
            Blank::List(items) => {
                let mut written = Vec::new();
                for item in items {
                    written.extend(self.json(item)?);
                }
                if written.is_empty() && !items.is_empty() {
                    return Ok(None);
                }
                out = format!("[{}]", written.join(","));
            }
            Blank::Map(fields) => {
                let written = self.object(fields)?;
                if written == "{}" && !fields.is_empty() {
                    return Ok(None);
                }
                out = written;
            }
            Blank::If { input, .. } if *self.inputs.get(input) == Value::Empty => return Ok(None),
            Blank::If { then, .. } => return self.json(then),
        }
        Ok(Some(out))
    }

    /// Fields as a JSON object, those that are left out left out.
    ///
    /// # Errors
    /// As [`Filler::json`].
    pub fn object(&self, fields: &[(String, Blank)]) -> Result<String, String> {
        let mut written = Vec::new();
        for (name, value) in fields {
            written.extend(self.json(value)?.map(|value| format!("{}:{value}", quoted(name))));
        }
        Ok(format!("{{{}}}", written.join(",")))
    }

    /// Fields of a form or a query: a list is its name once for each item, or with brackets where `nested`.
    ///
    /// # Errors
    /// As [`Filler::json`].
    pub fn fields(&self, fields: &[(String, Blank)], nested: bool) -> Result<Vec<(String, String)>, String> {
        let mut found = Vec::new();
        for (name, value) in fields {
            self.field(name.clone(), value, nested, &mut found)?;
        }
        Ok(found)
    }

    fn field(
        &self,
        name: String,
        blank: &Blank,
        nested: bool,
        found: &mut Vec<(String, String)>,
    ) -> Result<(), String> {
        match blank {
            Blank::Input { name: input, form } => match (self.inputs.get(input), form) {
                (Value::Empty, _) => {}
                (value, InputForm::Unix | InputForm::UnixMs) => found.push((name, formed(value, *form)?)),
                (value, _) => value_field(name, value, nested, found)?,
            },
            Blank::Key => found.push((name, self.key.to_owned())),
            Blank::Text(text) => found.push((name, self.text(text)?.expose().to_owned())),
            Blank::Number(number) => found.push((name, number.to_string())),
            Blank::Bool(value) => found.push((name, value.to_string())),
            Blank::Null => found.push((name, String::new())),
            Blank::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.field(item_name(&name, at, nested), item, nested, found)?;
                }
            }
            Blank::Map(fields) => {
                for (inner, value) in fields {
                    self.field(format!("{name}[{inner}]"), value, nested, found)?;
                }
            }
            Blank::If { input, .. } if *self.inputs.get(input) == Value::Empty => {}
            Blank::If { then, .. } => self.field(name, then, nested, found)?,
        }
        Ok(())
    }

    /// A text with its inputs.
    ///
    /// # Errors
    /// As [`Filler::json`].
    pub fn text(&self, text: &InputText) -> Result<Filled, String> {
        self.inputs.fill(text, self.environment, json::plain)
    }
}

fn item_name(name: &str, at: usize, nested: bool) -> String {
    if nested { format!("{name}[{at}]") } else { name.to_owned() }
}

/// An input as fields: a list as several, a record with brackets.
fn value_field(
    name: String,
    value: &Value,
    nested: bool,
    found: &mut Vec<(String, String)>,
) -> Result<(), String> {
    match value {
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                value_field(item_name(&name, at, nested), item, nested, found)?;
            }
        }
        Value::Record(fields) if nested => {
            for (inner, value) in fields {
                value_field(format!("{name}[{inner}]"), value, nested, found)?;
            }
        }
        Value::Empty => {}
        value => found.push((name, json::plain(value)?)),
    }
    Ok(())
}

/// A time or a date as a number.
fn formed(value: &Value, form: InputForm) -> Result<String, String> {
    let millis = match value {
        Value::Time(time) => time.0,
        Value::Date(date) => date
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map_err(|_| "a date has no such number".to_owned())?
            .timestamp()
            .as_millisecond(),
        _ => return Err("only a time or a date is written in seconds".to_owned()),
    };
    Ok(match form {
        InputForm::UnixMs => millis,
        _ => millis.div_euclid(1_000),
    }
    .to_string())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
