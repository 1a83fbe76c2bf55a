//! Actions that run a program: `command: [render, "--to", "{name}"]`.

use super::input_text::text;
use crate::diagnostic::codes::project as codes;
use crate::ir::{CommandCall, InputText, Param};
use crate::project::manifest::reader::{Reader, Table, shown};
use crate::project::manifest::tree::Node;

/// `command: […]` and what may stand beside it.
pub(super) fn call(
    reader: &mut Reader<'_>,
    node: &Node,
    table: &mut Table<'_>,
    inputs: &[Param],
) -> Option<CommandCall> {
    let program = match reader.list(node, "`command`") {
        [program, ..] => program_of(reader, program),
        [] => {
            reader.wrong(
                node,
                "`command`",
                "a program and its arguments such as `[render, \"--to\", \"{name}\"]`",
            );
            None
        }
    };
    let items = reader.list(node, "`command`").iter().skip(1);
    let arguments: Vec<InputText> =
        items.filter_map(|item| text(reader, item, "an argument", inputs)).collect();
    let stdin = match table.take("stdin") {
        Some(node) => reader.word(node, "`stdin`", &["json", "none"]) == Some("json"),
        None => false,
    };
    let mut environment = std::collections::BTreeMap::new();
    if let Some(node) = table.take("environment")
        && let Some(mut variables) = reader.table(node, "`environment`")
    {
        for (key, node) in variables.rest() {
            let name = key.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !name || key.text.is_empty() || key.text.starts_with(|c: char| c.is_ascii_digit()) {
                let message = format!("`{}` cannot be the name of a variable", shown(&key.text));
                reader.find(&codes::NOT_A_NAME, key.span, message);
            } else if let Some(value) = reader.value(node, "a variable of the command") {
                environment.insert(key.text.clone(), value);
            }
        }
    }
    Some(CommandCall { program: program?, arguments, stdin, environment })
}

fn program_of(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let program = reader.fixed(node, "the program")?;
    if let Some((name, part)) = InputText::holes(program).first() {
        let span = reader.inside(node, part.clone());
        let message = format!("`{}` would choose the program", shown(name));
        reader.find_help(&codes::WRONG_VALUE, span, message, "inputs may stand in its arguments only");
        return None;
    }
    if program.is_empty() || program.contains('\0') {
        reader.wrong(node, "the program", "a name or a path");
        return None;
    }
    Some(program.to_owned())
}
