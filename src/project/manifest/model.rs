//! Sections `models` and `ocr`.

use super::Manifest;
use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Duration, Model, Ocr};

/// The longest that a call may be allowed.
const TIMEOUT_MAX: Duration = Duration(300_000);

/// `models: { talk: { provider: openai_compatible, url: …, key: …, model: … } }`
pub(super) fn models(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    const ROLES: [&str; 3] = ["talk", "vision", "transcribe"];
    const LATER: [&str; 1] = ["embed"];
    let Some(mut table) = section.and_then(|node| reader.table(node, "`models`")) else { return };
    for (key, node) in table.rest() {
        if !ROLES.contains(&key.text.as_str()) {
            if LATER.contains(&key.text.as_str()) {
                let message = format!("a model for `{}` is not used yet", key.text);
                reader.find(&codes::KEY_NOT_YET, key.span, message);
                continue;
            }
            let near = match key.text.as_str() {
                "voice" | "speech" | "audio" => "transcribe",
                other => nearest(other, ROLES).unwrap_or("talk"),
            };
            let message = format!("there is no use for a model named `{}`", key.text);
            reader.find_help(
                &codes::UNKNOWN_KEY,
                key.span,
                message,
                format!("models are `talk`, `vision` and `transcribe`: did you mean `{near}`?"),
            );
            continue;
        }
        let Some(mut table) = reader.table(node, "a model") else { continue };
        let provider = reader.require(&mut table, "provider", "`embedded` or `openai_compatible`");
        let provider =
            provider.and_then(|node| reader.word(node, "a provider", &["embedded", "openai_compatible"]));
        let mut model = Model {
            provider: provider.unwrap_or("embedded").to_owned(),
            url: None,
            key: None,
            model: None,
            timeout: Duration(30_000),
            context: 20,
        };
        if let Some(node) = table.take("timeout") {
            model.timeout = reader.duration(node, "a model's timeout", TIMEOUT_MAX).unwrap_or(model.timeout);
        }
        if let Some(node) = table.take("context") {
            model.context = reader.count(node, "`context`", 0, 200).unwrap_or(model.context);
        }
        if provider == Some("openai_compatible") {
            let url = reader.require(&mut table, "url", "the server's base URL, such as `\"${MODEL_URL}\"`");
            model.url = url.and_then(|node| super::action::http::url(reader, node, "a model's URL"));
            model.key = table.take("key").and_then(|node| reader.secret(node, "the model's key"));
            let name = reader.require(&mut table, "model", "the model's name at that server");
            model.model = name.and_then(|node| reader.value(node, "a model's name"));
        }
        if provider.is_some() {
            reader.close(table);
        }
        manifest.outside.models.insert(key.text.clone(), model);
    }
}

/// `ocr: { command: [tesseract, "-", "-"], timeout: 10s }`
pub(super) fn ocr(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`ocr`")) else { return };
    let command = reader.require(
        &mut table,
        "command",
        "a program and its arguments, such as `[tesseract, \"-\", \"-\"]`",
    );
    let mut timeout = Duration(10_000);
    if let Some(node) = table.take("timeout") {
        timeout = reader.duration(node, "the timeout of `ocr`", Duration(60_000)).unwrap_or(timeout);
    }
    if let Some(node) = command {
        let command = reader.texts(node, "`command`", "an argument of `command`");
        if command.first().is_some_and(|program| !program.is_empty()) {
            manifest.outside.ocr = Some(Ocr { command, timeout });
        } else if matches!(&node.kind, super::tree::Kind::List(items) if items.is_empty()) {
            reader.wrong(node, "`command`", "a program and its arguments");
        }
    }
    reader.close(table);
}
