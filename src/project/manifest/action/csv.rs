//! Actions that append to a CSV file: `csv: leads.csv`.

use super::input_text::no_input;
use crate::diagnostic::codes::project as codes;
use crate::ir::{CsvCall, Param, Type};
use crate::project::manifest::reader::{Reader, Table};
use crate::project::manifest::tree::Node;

/// `csv: leads.csv` and what may stand beside it.
pub(super) fn call(
    reader: &mut Reader<'_>,
    node: &Node,
    table: &mut Table<'_>,
    inputs: &[Param],
) -> Option<CsvCall> {
    let file = file(reader, node);
    let key = table.take("key").and_then(|node| reader.fixed(node, "the key's column").map(str::to_owned));
    let mut columns = match table.take("columns") {
        Some(node) => columns(reader, node, inputs, key.as_deref()),
        None => {
            if let Some(input) = inputs.iter().find(|input| holds_several(input)) {
                let message = format!("`{}` is a list or a record, which a cell cannot hold", input.name);
                let help = "name the inputs that are written under `columns`";
                reader.find_help(&codes::WRONG_VALUE, node.span, message, help);
            }
            inputs.iter().map(|input| input.name.clone()).collect()
        }
    };
    if let Some(key) = &key
        && !columns.contains(key)
    {
        columns.push(key.clone());
    }
    if columns.is_empty() {
        reader.find_help(
            &codes::MISSING_KEY,
            reader.first_line(node.span),
            "a row has at least one column",
            "declare what is written under `input`",
        );
        return None;
    }
    let delimiter = match table.take("delimiter") {
        Some(node) => match reader.word(node, "the delimiter", &[",", ";", "\t"])? {
            "\t" => b'\t',
            sign => sign.as_bytes()[0],
        },
        None => b',',
    };
    let bom = table.take("bom").and_then(|node| reader.flag(node, "`bom`")).unwrap_or(false);
    Some(CsvCall { file: file?, columns, key, delimiter, bom })
}

fn holds_several(input: &Param) -> bool {
    matches!(input.ty, Type::List(_) | Type::Record(_))
}

/// A file inside the project's folder, and none of flowc's own.
fn file(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let what = "the file";
    let path = reader.fixed(node, what)?;
    let named = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    let safe = named && !path.contains(['\\', ':', '\0']);
    let ending = [".csv", ".tsv"].iter().any(|ending| path.to_lowercase().ends_with(ending));
    if !safe || !ending {
        let wants = "a `.csv` or `.tsv` file in the project's folder, such as `leads.csv`; no part of its path begins with a dot";
        reader.wrong(node, what, wants);
        return None;
    }
    Some(path.to_owned())
}

fn columns(reader: &mut Reader<'_>, node: &Node, inputs: &[Param], key: Option<&str>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for item in reader.list(node, "`columns`") {
        let Some(name) = reader.fixed(item, "a column") else { continue };
        let input = inputs.iter().find(|input| input.name == name);
        match input {
            _ if columns.iter().any(|known| known == name) => {
                reader.find(&codes::WRONG_VALUE, item.span, format!("the column `{name}` stands here twice"));
            }
            None if Some(name) != key => no_input(reader, item.span, name, inputs),
            Some(_) if Some(name) == key => {
                let message = format!("`{name}` is the key's column, and an input");
                reader.find(&codes::WRONG_VALUE, item.span, message);
            }
            Some(input) if holds_several(input) => {
                let message = format!("`{name}` is a list or a record, which a cell cannot hold");
                reader.find(&codes::WRONG_VALUE, item.span, message);
            }
            _ => columns.push(name.to_owned()),
        }
    }
    columns
}
