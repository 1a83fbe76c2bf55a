//! Section `actions`: what all kinds of calls have in common. Each kind has a file of its own.

mod answer;
mod blank;
mod command;
mod csv;
mod example;
pub(super) mod http;
mod input_text;
mod mail;
mod query;
mod sql;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Manifest;
use super::reader::{Reader, Table, shown};
use super::tree::{self, Key, Node};
use super::types::{Shapes, is_dotted};
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Action, Binding, Connection, Duration, Method, Param, Retry, Unknown};
use crate::source::Span;

/// The longest that one attempt may be allowed.
const TIMEOUT_MAX: Duration = Duration(300_000);

/// How often an action is tried whose failures are known to have done nothing.
const TRIES: u32 = 3;

/// What a key that says how an action is called stands for.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Http(Method),
    Mail,
    Sql,
    Csv,
    Command,
}

/// The keys that say how an action is called.
const KINDS: [(&str, Kind); 9] = [
    ("get", Kind::Http(Method::Get)),
    ("post", Kind::Http(Method::Post)),
    ("put", Kind::Http(Method::Put)),
    ("patch", Kind::Http(Method::Patch)),
    ("delete", Kind::Http(Method::Delete)),
    ("smtp", Kind::Mail),
    ("sql", Kind::Sql),
    ("csv", Kind::Csv),
    ("command", Kind::Command),
];

/// `actions: { shop.order: { get: "${SHOP_URL}/orders/{number}", input: { number: text }, output: order } }`
pub(super) fn actions(
    reader: &mut Reader<'_>,
    section: Option<&Node>,
    shapes: &mut Shapes<'_>,
    manifest: &mut Manifest,
) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`actions`")) else { return };
    for (key, node) in table.rest() {
        if !is_dotted(&key.text) {
            let message = format!("`{}` cannot be the name of an action", shown(&key.text));
            let help = "an action is a name, or names joined by dots, such as `shop.order`";
            reader.find_help(&codes::NOT_A_NAME, key.span, message, help);
            continue;
        }
        manifest.places.insert(format!("actions.{}", key.text), key.span);
        let connections = &manifest.outside.connections;
        if let Some(action) = action(reader, key, node, shapes, connections) {
            manifest.outside.actions.insert(key.text.clone(), action);
        }
    }
}

fn action(
    reader: &mut Reader<'_>,
    key: &Key,
    node: &Node,
    shapes: &mut Shapes<'_>,
    connections: &BTreeMap<String, Connection>,
) -> Option<Action> {
    let before = reader.found.len();
    let mut table = reader.table(node, "an action")?;
    let (kind, call) = kind(reader, key, &mut table)?;
    let input_node = table.take("input");
    let input = inputs(reader, input_node, shapes);
    let output_node = table.take("output");
    let output = output_node.and_then(|node| shapes.param(reader, "", node, false));
    let empty_on = table.peek("empty_on");
    // What is wrong with a call has been told; the action stays known to scripts.
    let binding = match kind {
        Kind::Http(method) => {
            Binding::Http(Box::new(http::call(reader, method, call, &mut table, &input, connections)))
        }
        Kind::Mail => {
            let call = mail::call(reader, call, &mut table, &input);
            Binding::Mail(Box::new(call.unwrap_or_default()))
        }
        Kind::Sql => Binding::Sql(Box::new(sql::call(reader, call, &mut table, &input).unwrap_or_default())),
        Kind::Csv => Binding::Csv(Box::new(csv::call(reader, call, &mut table, &input).unwrap_or_default())),
        Kind::Command => {
            let call = command::call(reader, call, &mut table, &input);
            Binding::Command(Box::new(call.unwrap_or_default()))
        }
    };
    if let (Some(empty), Some(node), Some(param)) = (empty_on, output_node, &output)
        && !param.optional
    {
        let message = "this output can be empty, so it is `optional`";
        let finding = reader.find(&codes::WRONG_VALUE, node.span, message);
        *finding = finding.clone().also(empty.span, "these statuses give the empty value");
    }
    let dry_run = table.take("dry_run").and_then(|node| example::answer(reader, node, output.as_ref()));
    let mut action = Action { input, output, retry: once(), timeout: Duration(30_000), dry_run, binding };
    retry(reader, &mut table, &mut action);
    if let Some(node) = table.take("timeout") {
        action.timeout = reader.duration(node, "an action's timeout", TIMEOUT_MAX).unwrap_or(action.timeout);
    }
    reader.close(table);
    if reader.found.len() == before {
        unused(reader, input_node, &action);
    }
    Some(action)
}

/// Tells of inputs that go nowhere.
fn unused(reader: &mut Reader<'_>, node: Option<&Node>, action: &Action) {
    let Some(Node { kind: tree::Kind::Map(entries), .. }) = node else { return };
    for (key, _) in entries {
        if !action.binding.takes(&key.text) {
            let message = format!("the input `{}` goes nowhere", key.text);
            let help = format!("write `{{{}}}` where it belongs, or take it out", key.text);
            reader.find_help(&codes::KEY_WITHOUT_EFFECT, key.span, message, help);
        }
    }
}

fn inputs(reader: &mut Reader<'_>, node: Option<&Node>, shapes: &mut Shapes<'_>) -> Vec<Param> {
    let mut inputs = Vec::new();
    let Some(mut table) = node.and_then(|node| reader.table(node, "`input`")) else { return inputs };
    for (key, node) in table.rest() {
        if reader.name(key, "an input")
            && let Some(param) = shapes.param(reader, &key.text, node, true)
        {
            inputs.push(param);
        }
    }
    inputs
}

/// The one key that says how the action is called.
fn kind<'n>(reader: &mut Reader<'_>, key: &Key, table: &mut Table<'n>) -> Option<(Kind, &'n Node)> {
    let mut written: Vec<(&'static str, Kind, Span, &'n Node)> = Vec::new();
    for (word, kind) in KINDS {
        if let Some((key, node)) = table.take_entry(word) {
            written.push((word, kind, key.span, node));
        }
    }
    match written.as_slice() {
        [(_, kind, _, node)] => Some((*kind, node)),
        [] => {
            let message = format!("the action `{}` does not say what it calls", key.text);
            let mut help =
                "write `post: URL`, or `get`, `put`, `patch`, `delete`, `smtp`, `sql`, `csv`, `command`"
                    .to_owned();
            for (later, _) in table.rest() {
                reader.offer(&later.text, KINDS.map(|(word, _)| word));
                if let Some(near) = nearest(&later.text, KINDS.map(|(word, _)| word)) {
                    help = format!("it has the key `{}`: did you mean `{near}`?", later.text);
                }
            }
            reader.find_help(&codes::MISSING_KEY, key.span, message, help);
            None
        }
        [first, second, ..] => {
            let message =
                format!("an action is called in one way, not by `{}` and by `{}`", first.0, second.0);
            let span = second.2;
            let first = first.2;
            let finding = reader.find(&codes::WRONG_VALUE, span, message);
            *finding = finding.clone().also(first, "the first one");
            None
        }
    }
}

fn retry(reader: &mut Reader<'_>, table: &mut Table<'_>, action: &mut Action) {
    let mut idempotent = action.binding.is_idempotent();
    let knows = action.binding.knows_failure();
    action.retry.tries = if knows { TRIES } else { 1 };
    if let Some(node) = table.take("idempotent")
        && let Some(text) = reader.fixed(node, "`idempotent`")
    {
        match (text.split_once(' '), &mut action.binding) {
            (Some(("header", name)), Binding::Http(call)) if !name.trim().is_empty() => {
                call.key_header = Some(name.trim().to_owned());
                idempotent = true;
            }
            (None, _) if text == "true" => idempotent = true,
            (None, _) if text == "false" => idempotent = false,
            _ => reader.wrong(node, "`idempotent`", "`true`, `false` or `header NAME`"),
        }
    }
    if let Some(node) = table.take("tries")
        && let Some(tries) = reader.count(node, "`tries`", 1, 10)
    {
        action.retry.tries = tries;
        let told = idempotent || knows || table.peek("unknown").is_some();
        if tries > 1 && !told {
            let message = "an action that is not idempotent is tried again";
            let help = "write `idempotent: header Idempotency-Key`, `idempotent: true` where doing it twice does no harm, or `unknown: failed` to repeat only what was surely not done";
            reader.find_help(&codes::RETRY_NOT_IDEMPOTENT, node.span, message, help);
        }
    }
    let may_repeat = idempotent || (action.retry.tries > 1 && !knows);
    action.retry.unknown = if may_repeat { Unknown::Again } else { Unknown::Failed };
    if let Some(node) = table.take("unknown") {
        unknown(reader, node, action, idempotent);
    }
}

/// `unknown: failed`: what an attempt means of which nobody knows whether it was done.
fn unknown(reader: &mut Reader<'_>, node: &Node, action: &mut Action, idempotent: bool) {
    let Some(word) = reader.word(node, "`unknown`", &["failed", "again", "done"]) else { return };
    action.retry.unknown = match word {
        "again" => Unknown::Again,
        "done" => Unknown::Done,
        _ => Unknown::Failed,
    };
    if word == "again" && !idempotent {
        let message = "an action that is not idempotent is made again after an unknown outcome";
        let help = "write `idempotent: header Idempotency-Key`, or `idempotent: true` where doing it twice does no harm";
        reader.find_help(&codes::RETRY_NOT_IDEMPOTENT, node.span, message, help);
    }
    if word == "done" && action.output.as_ref().is_some_and(|output| !output.optional) {
        let message = "an output that is needed cannot come from an unknown outcome";
        reader.find_help(
            &codes::WRONG_VALUE,
            node.span,
            message,
            "make the output `optional`, or leave it out",
        );
    }
}

/// How an action is tried where the manifest does not say.
fn once() -> Retry {
    Retry { tries: 1, unknown: Unknown::Failed }
}
