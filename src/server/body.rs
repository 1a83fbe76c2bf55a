//! What a request of another system says, as one document.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use serde_json::Value as Json;

use super::brackets;
use super::problem::Problem;
use crate::ir::BodyFormat;
use crate::outbound::form_fields;

/// The largest body of an event or a webhook.
pub(super) const BYTES_MAX: usize = 1024 * 1024;

/// The bytes of a body, or the words that it is too large.
pub(super) fn bytes(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("a body has at most {BYTES_MAX} bytes");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message)
        }
        status => Problem::new(status, "unread", "the body cannot be read"),
    })
}

/// The headers of a request as signatures see them; one that is no text is left out.
pub(super) fn signed_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text =
        headers.iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    text.collect()
}

/// The document of a request.
pub(super) fn document(
    format: BodyFormat,
    headers: &HeaderMap,
    uri: &Uri,
    body: &[u8],
) -> Result<Json, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    let query = uri.query().unwrap_or_default().as_bytes();
    match format {
        BodyFormat::Query => form(query),
        BodyFormat::Any if body.is_empty() && !query.is_empty() => form(query),
        BodyFormat::Form => form(body),
        BodyFormat::Any if is_form => form(body),
        BodyFormat::Json | BodyFormat::Any => {
            serde_json::from_slice(body).map_err(|_| Problem::unfit("the body is not JSON"))
        }
    }
}

fn form(text: &[u8]) -> Result<Json, Problem> {
    brackets::document(form_fields(text)).ok_or_else(|| Problem::unfit("the form has too many fields"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use serde_json::json;

    fn read(format: BodyFormat, kind: &'static str, uri: &'static str, body: &str) -> Result<Json, Problem> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
        document(format, &headers, &Uri::from_static(uri), body.as_bytes())
    }

    #[test]
    fn a_body_is_read_as_its_content_type_says_unless_the_manifest_knows_better() {
        let form = "leads%5Badd%5D%5B0%5D%5Bname%5D=%D0%90%D0%BD%D0%BD%D0%B0+%26+Ivan&x=1%2B1&broken=%zz";
        let form_fields =
            json!({ "leads": { "add": [{ "name": "Анна & Ivan" }] }, "x": "1+1", "broken": "%zz" });
        let form_type = "application/x-www-form-urlencoded; charset=utf-8";
        assert_eq!(read(BodyFormat::Any, form_type, "/", form).unwrap(), form_fields);
        assert_eq!(read(BodyFormat::Form, "text/plain", "/", form).unwrap(), form_fields);
        assert_eq!(read(BodyFormat::Json, form_type, "/", "{\"x\":1}").unwrap(), json!({ "x": 1 }));
        assert_eq!(read(BodyFormat::Any, "", "/?a=1&b=2", "").unwrap(), json!({ "a": "1", "b": "2" }));
        assert_eq!(read(BodyFormat::Query, "", "/?a=1", "{}").unwrap(), json!({ "a": "1" }));
        for broken in ["", "{", "x=1", "\u{0}"] {
            assert!(read(BodyFormat::Json, "application/json", "/", broken).is_err(), "{broken}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(BodyFormat::Any, "application/json", "/", &deep).is_err());
    }
}
