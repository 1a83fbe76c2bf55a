//! The bytes of chat completions: what is sent, and what an answer says.

use serde_json::{Value as Json, json};

/// How the form of an answer is asked for; servers know one, two or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Form {
    /// By a strict JSON Schema.
    Schema = 0,
    /// As some JSON object.
    Object = 1,
    /// By the system message alone.
    Words = 2,
}

impl Form {
    pub fn of(number: u8) -> Form {
        match number {
            0 => Form::Schema,
            1 => Form::Object,
            _ => Form::Words,
        }
    }

    /// The next form for a server that does not know this one.
    pub fn simpler(self) -> Option<Form> {
        match self {
            Form::Schema => Some(Form::Object),
            Form::Object => Some(Form::Words),
            Form::Words => None,
        }
    }
}

/// What an HTTP answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// The model's words.
    Content(String),
    /// The model said nothing that can be used; the next turn may.
    NoContent(String),
    /// The server does not know this form of answers.
    UnknownForm(String),
    /// It will fail again.
    Refused(String),
    /// It may pass.
    Busy(String),
}

/// The address of a service, such as `chat/completions`, under a base URL with or without its `/v1`.
pub(super) fn endpoint(base: &str, service: &str) -> String {
    let base = base.trim_end_matches('/');
    if base.ends_with(&format!("/{service}")) {
        base.to_string()
    } else if base.rsplit('/').next().is_some_and(is_version) {
        format!("{base}/{service}")
    } else {
        format!("{base}/v1/{service}")
    }
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

pub(super) fn system(text: String) -> Json {
    json!({ "role": "system", "content": text })
}

/// The user's turn; with a picture as a `data:` URL, in parts.
pub(super) fn user(text: String, picture: Option<String>) -> Json {
    match picture {
        None => json!({ "role": "user", "content": text }),
        Some(url) => json!({ "role": "user", "content": [
            { "type": "text", "text": text },
            { "type": "image_url", "image_url": { "url": url } },
        ] }),
    }
}

/// The model's own turn, as far as it is worth repeating.
pub(super) fn assistant(text: &str) -> Json {
    json!({ "role": "assistant", "content": text.chars().take(2_000).collect::<String>() })
}

/// The body of a request. The limit of an answer's length has two names and no server knows both, so none is sent: the time limit
/// and the size of what is read bound it.
pub(super) fn body(model: &str, messages: &[Json], schema: &Json, form: Form) -> Json {
    let mut body = json!({ "model": model, "messages": messages });
    match form {
        Form::Schema => {
            body["response_format"] = json!({ "type": "json_schema", "json_schema": { "name": "answer", "strict": true, "schema": schema } });
        }
        Form::Object => body["response_format"] = json!({ "type": "json_object" }),
        Form::Words => {}
    }
    body
}

/// What an answer says.
pub(super) fn hear(status: u16, body: &[u8]) -> Heard {
    let parsed: Option<Json> = serde_json::from_slice(body).ok();
    let error = parsed.as_ref().and_then(|body| body.get("error")).filter(|error| !error.is_null());
    if !(200..300).contains(&status) || error.is_some() {
        return failed(status, error);
    }
    // A success that is no JSON is a proxy's page or half a body.
    let Some(parsed) = parsed else { return Heard::Busy("the server's answer is not JSON".to_string()) };
    let choice = parsed.get("choices").and_then(|choices| choices.get(0));
    let Some(message) = choice.and_then(|choice| choice.get("message")) else {
        return Heard::Busy("the server's answer has no message".to_string());
    };
    if message.get("refusal").is_some_and(|refusal| refusal.as_str().is_some_and(|text| !text.is_empty())) {
        return Heard::NoContent("the model refused to answer".to_string());
    }
    match choice.and_then(|choice| choice.get("finish_reason")).and_then(Json::as_str) {
        Some("length") => return Heard::NoContent("it is cut off; be shorter".to_string()),
        Some("content_filter") => return Heard::NoContent("the server's filter took it away".to_string()),
        _ => {}
    }
    match message.get("content") {
        Some(Json::String(text)) if !text.trim().is_empty() => Heard::Content(text.clone()),
        Some(Json::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text").and_then(Json::as_str));
            Heard::Content(texts.collect())
        }
        _ => Heard::NoContent("it is empty".to_string()),
    }
}

/// An error, by its status or, under a success, by its own code. Its message is not repeated: it may hold a part of the key.
fn failed(status: u16, error: Option<&Json>) -> Heard {
    let field = |name: &str| error.and_then(|error| error.get(name)).unwrap_or(&Json::Null);
    let number = match field("code").as_u64().and_then(|code| u16::try_from(code).ok()) {
        Some(code) if (200..300).contains(&status) => code,
        _ => status,
    };
    let name = ["code", "type"]
        .iter()
        .filter_map(|name| field(name).as_str())
        .map(plain)
        .find(|name| !name.is_empty());
    let words = match &name {
        Some(name) => format!("the server answered {number} ({name})"),
        None => format!("the server answered {number}"),
    };
    // Billing does not come back by itself.
    if name.as_deref() == Some("insufficient_quota") {
        return Heard::Refused(words);
    }
    match number {
        408 | 409 | 429 | 500..=599 => Heard::Busy(words),
        400 | 422 => Heard::UnknownForm(words),
        // An error under a success without a code that says more.
        200..=299 => Heard::Busy(words),
        _ => Heard::Refused(words),
    }
}

/// A code as it may be shown.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_may_have_its_version_or_not() {
        let wanted = "https://m.example/v1/chat/completions";
        for base in [
            "https://m.example",
            "https://m.example/",
            "https://m.example/v1",
            "https://m.example/v1/",
            wanted,
        ] {
            assert_eq!(endpoint(base, "chat/completions"), wanted);
        }
        assert_eq!(
            endpoint("https://m.example/api/v1", "audio/transcriptions"),
            "https://m.example/api/v1/audio/transcriptions"
        );
    }

    #[test]
    fn errors_are_told_apart() {
        let busy = |status, body: &str| matches!(hear(status, body.as_bytes()), Heard::Busy(_));
        assert!(busy(500, "oops"));
        assert!(busy(429, r#"{"error":{"code":"rate_limit_exceeded"}}"#));
        assert!(busy(503, r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#));
        assert!(busy(200, r#"{"error":{"code":502,"message":"upstream"}}"#));
        assert!(busy(200, "<html>"));
        let refused = |status, body: &str| matches!(hear(status, body.as_bytes()), Heard::Refused(_));
        assert!(refused(
            401,
            r#"{"error":{"message":"Incorrect API key provided: sk-12345","code":"invalid_api_key"}}"#
        ));
        assert!(refused(429, r#"{"error":{"code":"insufficient_quota"}}"#));
        assert!(refused(200, r#"{"error":{"code":402,"message":"credits"}}"#));
        assert!(matches!(hear(400, b"{}"), Heard::UnknownForm(_)));
    }

    #[test]
    fn a_servers_words_are_not_repeated() {
        let body =
            br#"{"error":{"message":"Incorrect API key provided: sk-12345","type":"invalid_request_error"}}"#;
        assert_eq!(hear(401, body), Heard::Refused("the server answered 401 (invalid_request_error)".into()));
    }

    #[test]
    fn missing_parts_are_no_content() {
        let content = |body: &str| hear(200, body.as_bytes());
        assert_eq!(content(r#"{"choices":[{"message":{"content":"{}"}}]}"#), Heard::Content("{}".into()));
        for body in [
            r#"{"choices":[{"message":{"content":null}}]}"#,
            r#"{"choices":[{"message":{}}]}"#,
            r#"{"choices":[{"message":{"content":"{","refusal":null},"finish_reason":"length"}]}"#,
            r#"{"choices":[{"message":{"content":null,"refusal":"no"}}]}"#,
        ] {
            assert!(matches!(content(body), Heard::NoContent(_)), "{body}");
        }
    }
}
