//! Structures with places for inputs: bodies, forms, queries, variables.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::input_text;
use crate::diagnostic::codes::project as codes;
use crate::ir::{Blank, InputForm, InputText, Param, Type};
use crate::project::manifest::reader::{Reader, shown};
use crate::project::manifest::tree::{Key, Kind, Node};

/// The key under which a mapping says on which input it hangs.
const IF: &str = "$if";

/// A structure; `what` it is, in a person's words.
pub(super) fn blank(reader: &mut Reader<'_>, node: &Node, what: &str, inputs: &[Param]) -> Option<Blank> {
    match &node.kind {
        Kind::List(items) => {
            let items = items.iter().filter_map(|item| blank(reader, item, what, inputs));
            Some(Blank::List(items.collect()))
        }
        Kind::Map(entries) => map(reader, entries, what, inputs),
        Kind::Scalar { .. } if node.is_null() => Some(Blank::Null),
        Kind::Scalar { text, plain } => match constant(text, *plain) {
            Some(constant) => Some(constant),
            None => leaf(reader, node, text, what, inputs),
        },
    }
}

/// The fields of a form or a query: texts, numbers, inputs, and lists of them. `nested`: what a form with brackets may hold
/// beyond that.
pub(super) fn fields(
    reader: &mut Reader<'_>,
    node: &Node,
    what: &str,
    inputs: &[Param],
    nested: bool,
) -> Vec<(String, Blank)> {
    let Kind::Map(entries) = &node.kind else {
        reader.wrong(node, what, "a mapping of names and values");
        return Vec::new();
    };
    let mut fields = Vec::new();
    for (key, node) in entries {
        let Some(value) = field_name(reader, key).and_then(|()| blank(reader, node, what, inputs)) else {
            continue;
        };
        if nested || is_flat(&value, inputs) {
            fields.push((key.text.clone(), value));
        } else {
            let message = format!("`{}` is more than a field of {what} can hold", shown(&key.text));
            let help = "a field is a text, a number, an input, or a list of these; `form_php` writes nested names such as `a[b]`";
            reader.find_help(&codes::WRONG_VALUE, reader.first_line(node.span), message, help);
        }
    }
    fields
}

fn is_flat(value: &Blank, inputs: &[Param]) -> bool {
    let flat_type = |ty: &Type| !matches!(ty, Type::Record(_) | Type::List(_));
    match value {
        Blank::Map(_) | Blank::If { .. } => false,
        Blank::List(items) => {
            items.iter().all(|item| !matches!(item, Blank::List(_)) && is_flat(item, inputs))
        }
        Blank::Input { name, .. } => {
            inputs.iter().find(|input| input.name == *name).is_none_or(|input| match &input.ty {
                Type::List(item) => flat_type(item),
                ty => flat_type(ty),
            })
        }
        _ => true,
    }
}

fn map(reader: &mut Reader<'_>, entries: &[(Key, Node)], what: &str, inputs: &[Param]) -> Option<Blank> {
    let mut fields = Vec::new();
    let mut condition = None;
    for (key, node) in entries {
        if key.text == IF {
            match reader.text(node, "`$if`").and_then(hole) {
                Some(name) if inputs.iter().any(|input| input.name == name && input.optional) => {
                    condition = Some(name.to_owned());
                }
                Some(name) if inputs.iter().any(|input| input.name == name) => {
                    let message = format!("`{name}` is never empty, so nothing hangs on it");
                    reader.find_help(&codes::WRONG_VALUE, node.span, message, "declare it as `optional`");
                }
                Some(name) => input_text::no_input(reader, node.span, name, inputs),
                None => reader.wrong(node, "`$if`", "an optional input such as `\"{phone}\"`"),
            }
        } else if field_name(reader, key).is_some()
            && let Some(value) = blank(reader, node, what, inputs)
        {
            fields.push((key.text.clone(), value));
        }
    }
    let fields = Blank::Map(fields);
    Some(match condition {
        Some(input) => Blank::If { input, then: Box::new(fields) },
        None => fields,
    })
}

/// The name of a field is the same for every contact.
fn field_name(reader: &mut Reader<'_>, key: &Key) -> Option<()> {
    if InputText::holes(&key.text).is_empty() && !key.text.contains("${") {
        return Some(());
    }
    let message = format!("`{}` cannot be the name of a field", shown(&key.text));
    let help = "a name is written as it is; inputs and variables are values";
    reader.find_help(&codes::NOT_A_NAME, key.span, message, help);
    None
}

/// A number or a truth value that was written without quotes.
fn constant(text: &str, plain: bool) -> Option<Blank> {
    if !plain {
        return None;
    }
    if let "true" | "false" = text {
        return Some(Blank::Bool(text == "true"));
    }
    number(text).map(Blank::Number)
}

/// A number as JSON writes it. `007` and `+1` are texts: somebody's code, somebody's phone.
pub(super) fn number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or("");
    let fits = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (whole == "0" || !whole.starts_with('0'));
    fits.then(|| text.parse().ok()).flatten()
}

fn leaf(reader: &mut Reader<'_>, node: &Node, text: &str, what: &str, inputs: &[Param]) -> Option<Blank> {
    let Some(inside) = hole(text) else {
        half_holes(reader, node, text);
        return input_text::text(reader, node, what, inputs).map(Blank::Text);
    };
    if inside == "call.key" {
        return Some(Blank::Key);
    }
    let (name, form) = inside.split_once(':').map_or((inside, None), |(name, form)| (name, Some(form)));
    let Some(input) = inputs.iter().find(|input| input.name == name) else {
        input_text::no_input(reader, node.span, name, inputs);
        return None;
    };
    let form = match form {
        None => InputForm::Typed,
        Some(word) => match InputForm::WORDS.iter().find(|(known, _)| *known == word) {
            Some((_, form)) => *form,
            None => {
                let message = format!("an input is not written as `{}`", shown(word));
                let help = "behind the colon stands `text`, `unix` or `unix_ms`";
                reader.find_help(&codes::WRONG_VALUE, node.span, message, help);
                return None;
            }
        },
    };
    let fits = match form {
        InputForm::Typed => true,
        InputForm::Text => !matches!(input.ty, Type::List(_) | Type::Record(_)),
        InputForm::Unix | InputForm::UnixMs => matches!(input.ty, Type::Time | Type::Date),
    };
    if !fits {
        let message = format!("`{}` cannot be written in this form", input.name);
        let help = "`unix` is for times and dates, `text` for all but lists and records";
        reader.find_help(&codes::WRONG_VALUE, node.span, message, help);
    }
    Some(Blank::Input { name: name.to_owned(), form })
}

/// What stands in the braces of a text that is nothing but a placeholder.
fn hole(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
    (!inside.is_empty() && inside.chars().all(fits)).then_some(inside)
}

/// Forms of placeholders that have a meaning only where nothing stands beside them.
fn half_holes(reader: &mut Reader<'_>, node: &Node, text: &str) {
    let mut told = BTreeSet::new();
    for (at, _) in text.match_indices('{') {
        let Some(length) = text[at..].find('}') else { continue };
        let whole = &text[at..=at + length];
        let special = hole(whole).is_some_and(|inside| inside == "call.key" || inside.contains(':'));
        if special && !text[..at].ends_with('$') && told.insert(whole) {
            let span = reader.inside(node, at..at + whole.len());
            let message = format!("`{}` stands alone", shown(whole));
            let help =
                "within a text an input is written as `{name}`; forms such as `{at:unix}` are a whole value";
            reader.find_help(&codes::WRONG_VALUE, span, message, help);
        }
    }
}
