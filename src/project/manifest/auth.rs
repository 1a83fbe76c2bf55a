//! Who asks: keys, passwords and tokens of requests.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::signature::header_name;
use super::tree::Node;
use crate::diagnostic::codes::project as codes;
use crate::ir::{Auth, Google, OAuth2};

/// `auth: { bearer: "${TOKEN}" }`: one of the ways. `shared`: whether a token that is asked for has a place to be kept in.
pub(super) fn auth(reader: &mut Reader<'_>, node: &Node, shared: bool) -> Auth {
    let Some(mut table) = reader.table(node, "`auth`") else { return Auth::Nobody };
    let mut found = Vec::new();
    for key in ["bearer", "basic", "header", "query", "oauth2", "google"] {
        if let Some((key, node)) = table.take_entry(key) {
            found.push((key, node));
        }
    }
    reader.close(table);
    match found.as_slice() {
        [] => {
            let message = "`auth` does not say who asks";
            let help = "it has one of `bearer`, `basic`, `header`, `query`, `oauth2`, `google`";
            reader.find_help(&codes::MISSING_KEY, reader.first_line(node.span), message, help);
            Auth::Nobody
        }
        [(key, node)] => {
            if !shared && matches!(key.text.as_str(), "oauth2" | "google") {
                let message = format!("`{}` belongs to a connection", key.text);
                let help =
                    "its token is kept and shared: write it under `connections` and name that with `use`";
                reader.find_help(&codes::WRONG_VALUE, key.span, message, help);
            }
            one(reader, &key.text, node).unwrap_or_default()
        }
        [first, second, ..] => {
            let message = format!("`auth` is one way, not `{}` and `{}`", first.0.text, second.0.text);
            let finding = reader.find(&codes::WRONG_VALUE, second.0.span, message);
            *finding = finding.clone().also(first.0.span, "the first one");
            Auth::Nobody
        }
    }
}

fn one(reader: &mut Reader<'_>, kind: &str, node: &Node) -> Option<Auth> {
    if kind == "bearer" {
        return reader.secret(node, "a bearer token").map(Auth::Bearer);
    }
    let mut table = reader.table(node, format!("`{kind}`"))?;
    let mut text = |key: &'static str, secret: bool, help: &str| {
        let node = reader.require(&mut table, key, help)?;
        let what = format!("`{key}` of `{kind}`");
        if secret { reader.secret(node, &what) } else { reader.value(node, &what) }
    };
    let auth = match kind {
        "basic" => {
            let user = text("user", false, "the user's name");
            let password = text("password", true, "write `password: \"${NAME}\"`");
            user.zip(password).map(|(user, password)| Auth::Basic { user, password })
        }
        "header" | "query" => {
            let value = text("value", true, "write `value: \"${NAME}\"`");
            let name = reader.require(&mut table, "name", "the name under which the key is sent");
            let name = match kind {
                "header" => name.and_then(|node| header_name(reader, node, "the name of a header")),
                _ => name.and_then(|node| reader.fixed(node, "the name of a parameter").map(str::to_owned)),
            };
            name.zip(value).map(|(name, value)| match kind {
                "header" => Auth::Header { name, value },
                _ => Auth::Query { name, value },
            })
        }
        "google" => {
            let key_file =
                text("key_file", false, "write `key_file: \"${NAME}\"`: the path of the account's JSON file");
            let scopes = reader.require(&mut table, "scopes", "what the account may do, as a list of URLs");
            let scopes = scopes.map(|node| reader.texts(node, "`scopes`", "a scope"));
            key_file.zip(scopes).map(|(key_file, scopes)| Auth::Google(Box::new(Google { key_file, scopes })))
        }
        _ => {
            let client_id = text("client_id", false, "the client's id");
            let client_secret = text("client_secret", true, "write `client_secret: \"${NAME}\"`");
            let token_url = reader.require(&mut table, "token_url", "where tokens are given");
            let token_url = token_url.and_then(|node| super::action::http::url(reader, node, "`token_url`"));
            let refresh_token =
                table.take("refresh_token").and_then(|node| reader.secret(node, "`refresh_token`"));
            let params = table.take("params").map(|node| params(reader, node)).unwrap_or_default();
            let mut flag = |key: &'static str, words: [&'static str; 2]| {
                let node = table.take(key)?;
                Some(reader.word(node, &format!("`{key}`"), &words)? == words[1])
            };
            let json = flag("body", ["form", "json"]).unwrap_or(false);
            let basic = flag("client", ["body", "basic"]).unwrap_or(false);
            client_id.zip(client_secret).zip(token_url).map(|((client_id, client_secret), token_url)| {
                Auth::OAuth2(Box::new(OAuth2 {
                    token_url,
                    client_id,
                    client_secret,
                    refresh_token,
                    params,
                    json,
                    basic,
                }))
            })
        }
    };
    reader.close(table);
    auth
}

fn params(reader: &mut Reader<'_>, node: &Node) -> BTreeMap<String, String> {
    let mut params = BTreeMap::new();
    let Some(mut table) = reader.table(node, "`params`") else { return params };
    for (key, node) in table.rest() {
        if let Some(value) = reader.value(node, "a parameter of a request for a token") {
            params.insert(key.text.clone(), value);
        }
    }
    params
}
