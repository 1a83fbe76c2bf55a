//! How requests are signed.

use super::reader::{Reader, Table};
use super::tree::Node;
use crate::diagnostic::codes::project as codes;
use crate::ir::{Duration, KeyForm, MacAlgorithm, MacEncoding, SignatureRecipe, SignedPart};

/// The furthest that a request's time may be from now.
const SKEW_MAX: Duration = Duration(86_400_000);

const WORDS: [(&str, SignedPart); 7] = [
    ("body", SignedPart::Body),
    ("url", SignedPart::Url),
    ("method", SignedPart::Method),
    ("path", SignedPart::Path),
    ("sorted_form", SignedPart::SortedForm),
    ("timestamp", SignedPart::Timestamp),
    ("id", SignedPart::Id),
];

/// `{ header: X-Signature, key: "${SECRET}", signed: [timestamp, ".", body], timestamp: X-Timestamp, prefix: "sha256=" }`
pub(super) fn recipe(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<SignatureRecipe> {
    let mut table = reader.table(node, what)?;
    let header = reader.require(&mut table, "header", "the header in which the signature stands");
    let header = header.and_then(|node| header_name(reader, node, "the signature's header"));
    let key = reader.require(&mut table, "key", "write `key: \"${NAME}\"`: the secret that both sides know");
    let key = key.and_then(|node| reader.secret(node, "the key of a signature"));
    let parts = match table.take("signed") {
        Some(node) => parts(reader, node),
        None => vec![SignedPart::Body],
    };
    let algorithm = word(
        reader,
        &mut table,
        "alg",
        &[("hmac-sha256", MacAlgorithm::HmacSha256), ("hmac-sha1", MacAlgorithm::HmacSha1)],
    );
    let encoding =
        word(reader, &mut table, "encoding", &[("hex", MacEncoding::Hex), ("base64", MacEncoding::Base64)]);
    let key_form =
        word(reader, &mut table, "key_encoding", &[("plain", KeyForm::Plain), ("base64", KeyForm::Base64)]);
    let prefix =
        table.take("prefix").and_then(|node| reader.fixed(node, "`prefix`")).unwrap_or("").to_owned();
    let mut named = |key| table.take(key).and_then(|node| header_name(reader, node, "the name of a header"));
    let (timestamp_header, id_header) = (named("timestamp"), named("id"));
    let max_skew = table.take("max_skew").and_then(|node| reader.duration(node, "`max_skew`", SKEW_MAX));
    for (part, header, key) in
        [(SignedPart::Timestamp, &timestamp_header, "timestamp"), (SignedPart::Id, &id_header, "id")]
    {
        let needed = parts.contains(&part) || (key == "timestamp" && max_skew.is_some());
        if needed && header.is_none() {
            let help = format!("write `{key}: NAME`: the header in which it stands");
            reader.find_help(
                &codes::MISSING_KEY,
                reader.first_line(node.span),
                format!("{what} needs the key `{key}`"),
                help,
            );
        }
    }
    reader.close(table);
    Some(SignatureRecipe {
        header: header?,
        key: key?,
        key_form,
        algorithm,
        encoding,
        prefix,
        parts,
        timestamp_header,
        id_header,
        max_skew,
    })
}

fn parts(reader: &mut Reader<'_>, node: &Node) -> Vec<SignedPart> {
    let mut parts = Vec::new();
    for item in reader.list(node, "`signed`") {
        let Some(text) = reader.fixed(item, "a part of `signed`") else { continue };
        let known = WORDS.iter().find(|(word, _)| *word == text);
        reader.offer(text, WORDS.iter().map(|(word, _)| *word));
        parts.push(match (known, text.strip_prefix("header:")) {
            (Some((_, part)), _) => part.clone(),
            (None, Some(name)) if is_header_name(name) => SignedPart::Header(name.to_owned()),
            (None, _) => SignedPart::Literal(text.to_owned()),
        });
    }
    if !parts.iter().any(|part| matches!(part, SignedPart::Body | SignedPart::SortedForm)) {
        let message = "a signature that does not cover the body proves nothing about it";
        reader.find_help(
            &codes::WRONG_VALUE,
            reader.first_line(node.span),
            message,
            "add `body`, or `sorted_form` with `url`",
        );
    }
    parts
}

fn word<T: Copy + Default>(
    reader: &mut Reader<'_>,
    table: &mut Table<'_>,
    key: &'static str,
    words: &[(&'static str, T)],
) -> T {
    let names: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
    let written = table.take(key).and_then(|node| reader.word(node, &format!("`{key}`"), &names));
    words.iter().find(|(word, _)| Some(*word) == written).map(|(_, value)| *value).unwrap_or_default()
}

/// The name of a header; told where it cannot be one.
pub(super) fn header_name(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<String> {
    let text = reader.fixed(node, what)?;
    if is_header_name(text) {
        return Some(text.to_owned());
    }
    reader.wrong(node, what, "the name of a header such as `X-Signature`");
    None
}

/// Whether a text can be the name of a header.
pub(super) fn is_header_name(text: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !text.is_empty() && text.chars().all(token)
}
