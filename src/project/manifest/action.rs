//! Section `actions`, and `allow_private`.

use super::reader::{Reader, Table, shown};
use super::tree::{Key, Kind, Node};
use super::types::{Shapes, is_dotted};
use super::{Manifest, once};
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Action, Duration, Method, Param, Retry, variables};
use crate::source::Span;

const METHODS: [(&str, Method); 5] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];
/// Keys of the format that would change what an action does, and do nothing yet.
const LATER: [&str; 8] =
    ["pick", "graphql", "oauth", "success_when", "retry_when", "body", "form", "signature"];

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
        if let Some(action) = action(reader, key, node, shapes) {
            manifest.outside.actions.insert(key.text.clone(), action);
        }
    }
}

fn action(reader: &mut Reader<'_>, key: &Key, node: &Node, shapes: &mut Shapes<'_>) -> Option<Action> {
    let mut table = reader.table(node, "an action")?;
    let (method, url_node) = method(reader, key, &mut table)?;
    let mut action = Action {
        method,
        url: url(reader, url_node, "an action's URL").unwrap_or_default(),
        headers: Default::default(),
        input: Vec::new(),
        output: None,
        empty_on: Vec::new(),
        retry: once(),
        timeout: Duration(30_000),
    };
    if let Some(node) = table.take("headers") {
        headers(reader, node, &mut action);
    }
    if let Some(node) = table.take("input")
        && let Some(mut table) = reader.table(node, "`input`")
    {
        for (key, node) in table.rest() {
            if reader.name(key, "an input")
                && let Some(param) = shapes.param(reader, &key.text, node, true)
            {
                action.input.push(param);
            }
        }
    }
    placeholders(reader, url_node, &action.url, &action.input);
    let output = table.take("output");
    action.output = output.and_then(|node| shapes.param(reader, "", node, false));
    if let Some(node) = table.take("empty_on") {
        let items = reader.list(node, "`empty_on`");
        let statuses = items.iter().filter_map(|item| reader.count(item, "a status of `empty_on`", 200, 599));
        action.empty_on = statuses.map(|status| status as u16).collect();
        if let (Some(output), Some(param)) = (output, &action.output)
            && !param.optional
        {
            let message = "this output can be empty, so it is `optional`";
            let finding = reader.find(&codes::WRONG_VALUE, output.span, message);
            *finding = finding.clone().also(node.span, "these statuses give the empty value");
        }
    }
    retry(reader, &mut table, &mut action);
    if let Some(node) = table.take("timeout") {
        action.timeout =
            reader.duration(node, "an action's timeout", Duration(300_000)).unwrap_or(action.timeout);
    }
    for later in LATER {
        if let Some((key, _)) = table.take_entry(later) {
            let message = format!("`{later}` of an action is not honoured yet");
            let help = "the action would do something else than it says, so it is refused";
            reader.find_help(&codes::KEY_NOT_YET, key.span, message, help);
        }
    }
    reader.close(table);
    Some(action)
}

/// The one key that says how the action is called.
fn method<'n>(reader: &mut Reader<'_>, key: &Key, table: &mut Table<'n>) -> Option<(Method, &'n Node)> {
    let mut written: Vec<(&'static str, Method, Span, &'n Node)> = Vec::new();
    for (word, method) in METHODS {
        if let Some((key, node)) = table.take_entry(word) {
            written.push((word, method, key.span, node));
        }
    }
    match written.as_slice() {
        [(_, method, _, node)] => Some((*method, node)),
        [] => {
            let message = format!("the action `{}` does not say what it calls", key.text);
            let mut help = "write `post: URL`, or `get`, `put`, `patch`, `delete`".to_owned();
            for (later, _) in table.rest() {
                if let Some(near) = nearest(&later.text, METHODS.map(|(word, _)| word)) {
                    help = format!("it has the key `{}`: did you mean `{near}`?", later.text);
                } else if LATER.contains(&later.text.as_str()) {
                    help = format!("`{}` of an action is not honoured yet; write `post: URL`", later.text);
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

/// A URL: from the environment, or with a scheme.
pub(super) fn url(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<String> {
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

fn headers(reader: &mut Reader<'_>, node: &Node, action: &mut Action) {
    let Some(mut table) = reader.table(node, "`headers`") else { return };
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
            action.headers.insert(key.text.clone(), value);
        }
    }
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
            Some(input) if matches!(input.ty, crate::ir::Type::List(_) | crate::ir::Type::Record(_)) => {
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

fn retry(reader: &mut Reader<'_>, table: &mut Table<'_>, action: &mut Action) {
    let mut retry = Retry { tries: 1, key_header: None };
    let mut idempotent = matches!(action.method, Method::Get | Method::Put | Method::Delete);
    if let Some(node) = table.take("idempotent")
        && let Some(text) = reader.fixed(node, "`idempotent`")
    {
        match text.split_once(' ') {
            Some(("header", name)) if !name.trim().is_empty() => {
                retry.key_header = Some(name.trim().to_owned());
                idempotent = true;
            }
            None if text == "true" => idempotent = true,
            None if text == "false" => idempotent = false,
            _ => reader.wrong(node, "`idempotent`", "`true`, `false` or `header NAME`"),
        }
    }
    if let Some(node) = table.take("tries")
        && let Some(tries) = reader.count(node, "`tries`", 1, 10)
    {
        retry.tries = tries;
        if tries > 1 && !idempotent {
            let message = "an action that is not idempotent is tried again";
            let help = "write `idempotent: header Idempotency-Key`, or `idempotent: true` where doing it twice does no harm";
            reader.find_help(&codes::RETRY_NOT_IDEMPOTENT, node.span, message, help);
        }
    }
    action.retry = retry;
}

/// `allow_private: [localhost, crm.internal]`: hosts without scheme, port or path.
pub(super) fn hosts(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let mut hosts = Vec::new();
    let Kind::List(items) = &node.kind else {
        reader.wrong(node, "`allow_private`", "a list of hosts such as `[localhost]`");
        return hosts;
    };
    for item in items {
        let Some(text) = reader.fixed(item, "a host of `allow_private`") else { continue };
        let address = text.parse::<std::net::IpAddr>().is_ok();
        let host = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        if address || host {
            hosts.push(text.to_lowercase());
        } else {
            reader.wrong(
                item,
                "a host of `allow_private`",
                "a name or an address without scheme, port and path",
            );
        }
    }
    hosts
}
