//! Actions over HTTP: method, URL, headers, query and body.

use std::collections::BTreeMap;

use super::{answer, blank, input_text};
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Blank, Connection, HttpBody, HttpCall, InputText, Method, Param, Type, variables};
use crate::project::manifest::auth::auth;
use crate::project::manifest::reader::{Reader, Table, shown};
use crate::project::manifest::signature::recipe;
use crate::project::manifest::tree::{Kind, Node};

/// `get: "${SHOP_URL}/orders/{number}"` and what may stand beside it.
pub(super) fn call(
    reader: &mut Reader<'_>,
    method: Method,
    node: &Node,
    table: &mut Table<'_>,
    inputs: &[Param],
    connections: &BTreeMap<String, Connection>,
) -> HttpCall {
    let connection = table.take("use").and_then(|node| connection(reader, node, connections));
    let url = match &connection {
        Some(name) => path(reader, node, name),
        None => url(reader, node, "an action's URL"),
    };
    let url = url.unwrap_or_default();
    placeholders(reader, node, &url, inputs);
    let query = table.take("query").map(|node| blank::fields(reader, node, "`query`", inputs, false));
    HttpCall {
        method,
        url,
        headers: table.take("headers").map(|node| headers(reader, node, inputs)).unwrap_or_default(),
        query: query.unwrap_or_default(),
        body: body(reader, method, table, inputs),
        auth: own(reader, table, "auth", &connection, |reader, node| auth(reader, node, false))
            .unwrap_or_default(),
        sign: own(reader, table, "sign", &connection, |reader, node| {
            recipe(reader, node, "`sign`").map(Box::new)
        })
        .flatten(),
        answer: answer::rules(reader, table),
        key_header: None,
        connection,
    }
}

fn connection(
    reader: &mut Reader<'_>,
    node: &Node,
    connections: &BTreeMap<String, Connection>,
) -> Option<String> {
    let name = reader.fixed(node, "`use`")?;
    if !connections.contains_key(name) {
        let near = nearest(name, connections.keys().map(String::as_str)).map(str::to_owned);
        let message = format!("there is no connection `{}`", shown(name));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `connections: {{ {}: {{ url: … }} }}`", shown(name)),
        };
        reader.find_help(&codes::UNKNOWN_REFERENCE, node.span, message, help);
    }
    Some(name.to_owned())
}

/// The path of an action over a connection: what the connection sends along never goes to another host.
fn path(reader: &mut Reader<'_>, node: &Node, connection: &str) -> Option<String> {
    let text = reader.value(node, "an action's path")?;
    if !text.starts_with('/') {
        let wants = format!("a path such as `/leads`: the connection `{connection}` has the rest");
        reader.wrong(node, "an action's path", &wants);
        return None;
    }
    Some(text)
}

/// What an action says for itself, unless it goes over a connection.
fn own<T>(
    reader: &mut Reader<'_>,
    table: &mut Table<'_>,
    key: &'static str,
    connection: &Option<String>,
    read: impl Fn(&mut Reader<'_>, &Node) -> T,
) -> Option<T> {
    let (key, node) = table.take_entry(key)?;
    if let Some(connection) = connection {
        let message = format!("`{}` is a matter of the connection `{connection}`", key.text);
        reader.find_help(&codes::WRONG_VALUE, key.span, message, "write it there, for all its actions");
        return None;
    }
    Some(read(reader, node))
}

fn body(reader: &mut Reader<'_>, method: Method, table: &mut Table<'_>, inputs: &[Param]) -> HttpBody {
    let mut written = Vec::new();
    for key in ["body", "form", "form_php", "graphql"] {
        written.extend(table.take_entry(key));
    }
    let variables = table.take_entry("variables");
    let partial = table.take_entry("allow_partial");
    if let [first, second, ..] = written.as_slice() {
        let message = format!("a request has one body, not `{}` and `{}`", first.0.text, second.0.text);
        let finding = reader.find(&codes::WRONG_VALUE, second.0.span, message);
        *finding = finding.clone().also(first.0.span, "the first one");
    }
    let first = written.first().copied();
    let graphql = first.is_some_and(|(key, _)| key.text == "graphql");
    for (key, _) in [variables, partial].into_iter().flatten().filter(|_| !graphql) {
        let message = format!("`{}` belongs to `graphql`", key.text);
        reader.find(&codes::WRONG_VALUE, key.span, message);
    }
    let Some((key, node)) = first else { return HttpBody::Inputs };
    if method == Method::Get {
        let message = format!("a GET has no body, so `{}` would be lost", key.text);
        reader.find_help(&codes::WRONG_VALUE, key.span, message, "write `query`, or `post: URL`");
    }
    match key.text.as_str() {
        "body" => blank::blank(reader, node, "`body`", inputs).map_or(HttpBody::Nothing, HttpBody::Json),
        "form" => HttpBody::Form(blank::fields(reader, node, "`form`", inputs, false)),
        "form_php" => HttpBody::FormPhp(blank::fields(reader, node, "`form_php`", inputs, true)),
        _ => {
            let query = reader.text(node, "a GraphQL document").unwrap_or("").trim().to_owned();
            let variables = variables.map(|(_, node)| blank::blank(reader, node, "`variables`", inputs));
            let variables = match variables.flatten() {
                Some(Blank::Map(fields)) => fields,
                None => Vec::new(),
                Some(_) => {
                    reader.wrong(node, "`variables`", "a mapping of names and values");
                    Vec::new()
                }
            };
            HttpBody::GraphQl {
                query,
                variables,
                allow_partial: partial
                    .and_then(|(_, node)| reader.flag(node, "`allow_partial`"))
                    .unwrap_or(false),
            }
        }
    }
}

fn headers(reader: &mut Reader<'_>, node: &Node, inputs: &[Param]) -> BTreeMap<String, InputText> {
    let mut headers = BTreeMap::new();
    for (key, node, what) in reader.header_entries(node) {
        let Some(value) = input_text::text(reader, node, &what, inputs) else { continue };
        if let Kind::Scalar { text, .. } = &node.kind
            && reader.is_line(node, &what, text)
        {
            reader.written_header(key, node, text);
            headers.insert(key.text.clone(), value);
        }
    }
    headers
}

/// A URL: from the environment, or with a scheme.
pub(in crate::project::manifest) fn url(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<String> {
    let text = reader.value(node, what)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if !text.starts_with("${") && rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) {
        reader.wrong(node, what, "`https://…`, or comes from the environment as `${NAME}`");
        return None;
    }
    let host = rest.unwrap_or("").split(['/', '?', '#']).next().unwrap_or("");
    if host.contains('@') && variables(host).is_empty() {
        let help = "give it in a header from the environment";
        reader.find_help(
            &codes::WRITTEN_SECRET,
            node.span,
            format!("{what} holds a password for everyone to read"),
            help,
        );
    }
    Some(text)
}

/// Every `{name}` of the URL is an input that a URL can hold.
fn placeholders(reader: &mut Reader<'_>, node: &Node, url: &str, inputs: &[Param]) {
    for (name, part) in holes(url) {
        let span = reader.inside(node, part.clone());
        if !behind_the_host(&url[..part.start]) {
            let message = format!("`{}` would choose the host that is called", shown(name));
            reader.find_help(
                &codes::WRONG_VALUE,
                span,
                message,
                "an input may stand behind a `/` or a `?` of the URL",
            );
            continue;
        }
        match inputs.iter().find(|input| input.name == name) {
            Some(input) if matches!(input.ty, Type::List(_) | Type::Record(_)) => {
                reader.find(
                    &codes::WRONG_VALUE,
                    span,
                    format!("`{name}` is a list or a record, which a URL cannot hold"),
                );
            }
            Some(_) => {}
            None => {
                let near = nearest(name, inputs.iter().map(|input| input.name.as_str())).map(str::to_owned);
                let finding = reader.find(
                    &codes::UNKNOWN_REFERENCE,
                    span,
                    format!("there is no input `{}`", shown(name)),
                );
                finding.help = Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "what stands in braces is an input; declare it under `input`".to_owned(),
                });
            }
        }
    }
}

/// Whether what stands before a placeholder ends the URL's host: what a contact wrote must never choose it.
fn behind_the_host(before: &str) -> bool {
    let rest = before.strip_prefix("https://").or_else(|| before.strip_prefix("http://")).unwrap_or(before);
    rest.contains(['/', '?', '#'])
}

/// The placeholders `{name}` of a URL, `${NAME}` left out, each with its bytes.
fn holes(url: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    let mut holes = Vec::new();
    let mut from = 0;
    while let Some(at) = url[from..].find('{') {
        let open = from + at;
        let Some(length) = url[open..].find('}') else { break };
        if !url[..open].ends_with('$') {
            holes.push((&url[open + 1..open + length], open..open + length + 1));
        }
        from = open + length + 1;
    }
    holes
}
