//! Actions over HTTP: method, URL, headers.

use std::collections::BTreeMap;

use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{HttpCall, Method, Param, Type, variables};
use crate::project::manifest::reader::{Reader, Table, shown};
use crate::project::manifest::tree::Node;

/// `get: "${SHOP_URL}/orders/{number}"` and what may stand beside it.
pub(super) fn call(
    reader: &mut Reader<'_>,
    method: Method,
    node: &Node,
    table: &mut Table<'_>,
    inputs: &[Param],
) -> HttpCall {
    let url = url(reader, node, "an action's URL").unwrap_or_default();
    placeholders(reader, node, &url, inputs);
    HttpCall {
        method,
        url,
        headers: table.take("headers").map(|node| headers(reader, node)).unwrap_or_default(),
        empty_on: table.take("empty_on").map(|node| statuses(reader, node)).unwrap_or_default(),
        key_header: None,
    }
}

fn statuses(reader: &mut Reader<'_>, node: &Node) -> Vec<u16> {
    let items = reader.list(node, "`empty_on`");
    let statuses = items.iter().filter_map(|item| reader.count(item, "a status of `empty_on`", 200, 599));
    statuses.map(|status| status as u16).collect()
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

fn headers(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    let Some(mut table) = reader.table(node, "`headers`") else { return headers };
    for (key, node) in table.rest() {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if key.text.is_empty() || !key.text.chars().all(token) {
            reader.find(
                &codes::NOT_A_NAME,
                key.span,
                format!("`{}` cannot be the name of a header", shown(&key.text)),
            );
            continue;
        }
        let name = key.text.to_ascii_lowercase();
        let secret = ["authorization", "cookie", "key", "token", "secret", "password"];
        let what = format!("the header `{}`", key.text);
        let value = match secret.iter().any(|word| name.contains(word)) {
            true => reader.secret(node, &what),
            false => reader.value(node, &what),
        };
        if let Some(value) = value {
            if value.contains(['\r', '\n', '\0']) {
                reader.wrong(node, &what, "one line");
                continue;
            }
            headers.insert(key.text.clone(), value);
        }
    }
    headers
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
