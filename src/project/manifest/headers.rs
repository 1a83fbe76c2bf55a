//! Headers of requests.

use std::collections::BTreeMap;

use super::reader::{Reader, shown};
use super::signature::is_header_name;
use super::tree::{Key, Node};
use crate::diagnostic::codes::project as codes;
use crate::ir::{InputText, variables};

/// Headers that the client writes itself.
const CLIENTS_OWN: [&str; 6] = ["host", "content-length", "transfer-encoding", "connection", "upgrade", "te"];

impl<'n> Reader<'_> {
    /// Headers that are the same for every contact.
    pub fn headers(&mut self, node: &'n Node) -> BTreeMap<String, String> {
        let mut headers = BTreeMap::new();
        for (key, node, what) in self.header_entries(node) {
            let value = match is_secret(&key.text) {
                true => self.secret(node, &what),
                false => self.value(node, &what),
            };
            if let Some(value) = value.filter(|value| self.is_line(node, &what, value)) {
                headers.insert(key.text.clone(), value);
            }
        }
        headers
    }

    /// The entries of `headers` whose names are names of headers, each with what it is in a person's words.
    pub fn header_entries(&mut self, node: &'n Node) -> Vec<(&'n Key, &'n Node, String)> {
        let Some(mut table) = self.table(node, "`headers`") else { return Vec::new() };
        let mut entries = Vec::new();
        for (key, node) in table.rest() {
            if !is_header_name(&key.text) {
                let message = format!("`{}` cannot be the name of a header", shown(&key.text));
                self.find(&codes::NOT_A_NAME, key.span, message);
            } else if CLIENTS_OWN.contains(&key.text.to_ascii_lowercase().as_str()) {
                let message = format!("the header `{}` follows from the request", key.text);
                self.find_help(
                    &codes::WRONG_VALUE,
                    key.span,
                    message,
                    "take it out: it is written by itself",
                );
            } else {
                entries.push((key, node, format!("the header `{}`", key.text)));
            }
        }
        entries
    }

    /// Whether a header's value is one line; told where it is not.
    pub fn is_line(&mut self, node: &Node, what: &str, value: &str) -> bool {
        let line = !value.contains(['\r', '\n', '\0']);
        if !line {
            self.wrong(node, what, "one line");
        }
        line
    }

    /// Tells of a header that is a secret, and stands in the manifest as it is.
    pub fn written_header(&mut self, key: &Key, node: &Node, value: &str) {
        if is_secret(&key.text) && InputText::holes(value).is_empty() && variables(value).is_empty() {
            self.secret(node, &format!("the header `{}`", key.text));
        }
    }
}

/// Whether a header's name says that its value is a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if name == "idempotency-key" {
        return false;
    }
    ["authorization", "cookie", "key", "token", "secret", "password"].iter().any(|word| name.contains(word))
}
