//! Texts that hold inputs, and the addresses of servers, which hold none.

use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{InputText, Param, Type, variables};
use crate::project::manifest::reader::{Reader, shown};
use crate::project::manifest::tree::Node;
use crate::source::Span;

/// A text with inputs, all of them declared, each of a type that a text can show.
pub(super) fn text(reader: &mut Reader<'_>, node: &Node, what: &str, inputs: &[Param]) -> Option<InputText> {
    let text = reader.value(node, what)?;
    for (name, part) in InputText::holes(&text) {
        let span = reader.inside(node, part);
        match inputs.iter().find(|input| input.name == name) {
            Some(input) if matches!(input.ty, Type::List(_) | Type::Record(_)) => {
                let message = format!("`{name}` is a list or a record, which a text cannot hold");
                reader.find(&codes::WRONG_VALUE, span, message);
            }
            Some(_) => {}
            None => no_input(reader, span, name, inputs),
        }
    }
    Some(InputText::parse(&text))
}

/// Tells of a name in braces that is no input.
pub(super) fn no_input(reader: &mut Reader<'_>, span: Span, name: &str, inputs: &[Param]) {
    let near = nearest(name, inputs.iter().map(|input| input.name.as_str()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "what stands in braces is an input; declare it under `input`".to_owned(),
    };
    reader.find_help(&codes::UNKNOWN_REFERENCE, span, format!("there is no input `{}`", shown(name)), help);
}

/// The address of a server: from the environment, or with one of these beginnings. No input chooses it, and its password
/// comes from the environment.
pub(super) fn server(
    reader: &mut Reader<'_>,
    node: &Node,
    what: &str,
    beginnings: &[&str],
) -> Option<String> {
    let text = reader.value(node, what)?;
    if let Some((name, part)) = InputText::holes(&text).first() {
        let span = reader.inside(node, part.clone());
        let message = format!("`{}` would choose the server", shown(name));
        reader.find_help(&codes::WRONG_VALUE, span, message, "a server is the same for every contact");
        return None;
    }
    if !text.starts_with("${") && !beginnings.iter().any(|known| text.starts_with(known)) {
        let list = beginnings.iter().map(|known| format!("`{known}…`")).collect::<Vec<_>>().join(" or ");
        reader.wrong(node, what, &format!("{list}, or comes from the environment as `${{NAME}}`"));
        return None;
    }
    let login =
        text.split_once("://").and_then(|(_, rest)| Some(rest.split(['/', '?']).next()?.rsplit_once('@')?.0));
    if login.is_some_and(|login| login.contains(':') && variables(login).is_empty()) {
        let message = format!("{what} holds a password for everyone to read");
        let help = "write the whole address as `\"${NAME}\"` and give it in the environment; change the password, it is known now";
        reader.find_help(&codes::WRITTEN_SECRET, node.span, message, help);
    }
    Some(text)
}
