//! Values that are written in the manifest: what a dry run takes for an answer.

use std::collections::BTreeMap;

use super::blank::number;
use crate::diagnostic::codes::project as codes;
use crate::ir::{MediaKind, MediaRef, Param, Time, Type, Value};
use crate::project::manifest::reader::{Reader, shown};
use crate::project::manifest::tree::{Kind, Node};

/// The answer of a dry run, of the output's type.
pub(super) fn answer(reader: &mut Reader<'_>, node: &Node, output: Option<&Param>) -> Option<Value> {
    match output {
        Some(output) => value(reader, node, &output.ty),
        None => {
            let message = "an action without `output` answers nothing";
            reader.find_help(
                &codes::WRONG_VALUE,
                reader.first_line(node.span),
                message,
                "declare its `output`",
            );
            None
        }
    }
}

fn value(reader: &mut Reader<'_>, node: &Node, ty: &Type) -> Option<Value> {
    match ty {
        Type::List(item) => {
            let items = reader.list(node, "`dry_run`").iter();
            return Some(Value::List(items.filter_map(|node| value(reader, node, item)).collect()));
        }
        Type::Record(fields) => return record(reader, node, fields),
        _ => {}
    }
    let text = reader.fixed(node, "`dry_run`")?;
    let found = match ty {
        Type::Text(pattern) => {
            let regex = pattern.as_ref().map(|pattern| pattern.compile_whole());
            let fits = regex.is_none_or(|regex| regex.is_ok_and(|regex| regex.is_match(text)));
            fits.then(|| Value::Text(text.to_owned()))
        }
        Type::OneOf(texts) => texts.iter().find(|known| *known == text).map(|text| Value::Text(text.clone())),
        Type::Number { from, to } => number(text)
            .filter(|number| from.is_none_or(|from| *number >= from) && to.is_none_or(|to| *number <= to))
            .map(Value::Number),
        Type::Bool => text.parse().ok().map(Value::Bool),
        Type::Time => text.parse().ok().map(|at| Value::Time(Time::from_timestamp(at))),
        Type::Date => text.parse().ok().map(Value::Date),
        Type::Duration => crate::project::manifest::duration(text).map(Value::Duration),
        Type::Image | Type::File => {
            let kind = if *ty == Type::Image { MediaKind::Image } else { MediaKind::File };
            let url = text.starts_with("https://") || text.starts_with("http://");
            url.then(|| Value::Media(MediaRef { kind, at: text.to_owned(), mime: String::new() }))
        }
        Type::List(_) | Type::Record(_) => None,
    };
    if found.is_none() {
        reader.wrong(node, "`dry_run`", "a value of the output's type");
    }
    found
}

fn record(reader: &mut Reader<'_>, node: &Node, fields: &[(String, Type, bool)]) -> Option<Value> {
    let Kind::Map(entries) = &node.kind else {
        reader.wrong(node, "`dry_run`", "a record of the output's fields");
        return None;
    };
    for (key, _) in entries.iter().filter(|(key, _)| fields.iter().all(|(name, ..)| *name != key.text)) {
        let message = format!("the output has no field `{}`", shown(&key.text));
        reader.find(&codes::UNKNOWN_KEY, key.span, message);
    }
    let mut record = BTreeMap::new();
    for (name, ty, optional) in fields {
        let written = entries.iter().find(|(key, _)| key.text == *name).map(|(_, node)| node);
        let value = match written {
            Some(node) if !node.is_null() => value(reader, node, ty)?,
            _ if *optional => Value::Empty,
            _ => {
                let message = format!("`dry_run` needs the field `{name}`");
                reader.find(&codes::MISSING_KEY, reader.first_line(node.span), message);
                return None;
            }
        };
        record.insert(name.clone(), value);
    }
    Some(Value::Record(record))
}
