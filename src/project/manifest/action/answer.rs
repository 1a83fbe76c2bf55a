//! What an answer means: what is a success, empty, worth another try; what is taken of it.

use super::blank::number;
use crate::diagnostic::codes::project as codes;
use crate::ir::{AnswerRules, AnswerTest, Expected, Path};
use crate::project::manifest::path::is_json_path;
use crate::project::manifest::reader::{Reader, Table, shown};
use crate::project::manifest::tree::{Key, Kind, Node};

/// The keys of an action that say what its answer means.
pub(super) fn rules(reader: &mut Reader<'_>, table: &mut Table<'_>) -> AnswerRules {
    let mut rules = AnswerRules::default();
    if let Some(node) = table.take("success_when") {
        rules.success = test(reader, node, "`success_when`");
    }
    if let Some(node) = table.take("empty_on") {
        rules.empty_on = tests(reader, node, "`empty_on`");
    }
    if let Some(node) = table.take("retry_when") {
        rules.retry_when = tests(reader, node, "`retry_when`");
    }
    if let Some(node) = table.take("retry_after") {
        let items = match &node.kind {
            Kind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        rules.retry_after = items.iter().filter_map(|item| reader.path(item, "`retry_after`")).collect();
    }
    if let Some(node) = table.take("pick") {
        rules.pick = reader.path(node, "`pick`");
    }
    if let Some(node) = table.take("error")
        && let Some(mut table) = reader.table(node, "`error`")
    {
        rules.message = table.take("message").and_then(|node| reader.path(node, "the message of `error`"));
        rules.code = table.take("code").and_then(|node| reader.path(node, "the code of `error`"));
        reader.close(table);
    }
    rules
}

/// `[404, 5xx, { "$.status": 0 }]`: one of these; a mapping alone is the only one.
fn tests(reader: &mut Reader<'_>, node: &Node, what: &str) -> Vec<AnswerTest> {
    let items = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let each = |item: &Node| match &item.kind {
        Kind::Map(_) => test(reader, item, what),
        _ => {
            let status = status(reader, item, what)?;
            Some(AnswerTest { status: vec![status], body: Vec::new() })
        }
    };
    items.iter().filter_map(each).collect()
}

/// `{ status: [200, 201], "$.status": 0 }`: all of these.
fn test(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<AnswerTest> {
    let mut table = reader.table(node, what)?;
    let mut test = AnswerTest::default();
    if let Some(node) = table.take("status") {
        let items = match &node.kind {
            Kind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        test.status = items.iter().filter_map(|item| status(reader, item, "`status`")).collect();
    }
    for (key, node) in table.rest() {
        if let Some(path) = place(reader, key)
            && let Some(expected) = expected(reader, node)
        {
            test.body.push((path, expected));
        }
    }
    Some(test)
}

fn place(reader: &mut Reader<'_>, key: &Key) -> Option<Path> {
    if key.text.starts_with('$') && !key.text.starts_with("${") && is_json_path(&key.text) {
        return Path::of(&key.text);
    }
    let message = format!("`{}` is no place of an answer", shown(&key.text));
    let help = "a place is `status`, or JSONPath into the body such as `\"$.error.code\"`";
    reader.find_help(&codes::WRONG_VALUE, key.span, message, help);
    None
}

/// `404` or `5xx`.
fn status(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<(u16, u16)> {
    let text = reader.fixed(node, what)?;
    let hundred = text.strip_suffix("xx").and_then(|digit| digit.parse::<u16>().ok());
    let one = text.parse::<u16>().ok();
    match (hundred, one) {
        (Some(digit @ 1..=5), _) => Some((digit * 100, digit * 100 + 99)),
        (_, Some(status @ 100..=599)) => Some((status, status)),
        _ => {
            reader.wrong(node, what, "a status such as `404` or `5xx`");
            None
        }
    }
}

/// What may stand at a place: a value, or one of several.
fn expected(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<Expected>> {
    Some(match &node.kind {
        Kind::List(items) if items.is_empty() => vec![Expected::EmptyList],
        Kind::List(items) => items.iter().filter_map(|item| one(reader, item)).collect(),
        _ => vec![one(reader, node)?],
    })
}

fn one(reader: &mut Reader<'_>, node: &Node) -> Option<Expected> {
    if node.is_null() {
        return Some(Expected::Nothing);
    }
    let text = reader.fixed(node, "what stands at a place of an answer")?;
    let plain = matches!(node.kind, Kind::Scalar { plain: true, .. });
    Some(match (plain, text) {
        (true, "true" | "false") => Expected::Bool(text == "true"),
        (true, text) => number(text).map_or_else(|| Expected::Text(text.to_owned()), Expected::Number),
        (false, text) => Expected::Text(text.to_owned()),
    })
}
