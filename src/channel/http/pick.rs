//! What stands at a path of a document.

use serde_json::Value as Json;
use serde_json_path::JsonPath;

use crate::ir::Path;

/// The first value at a path.
pub fn one<'d>(document: &'d Json, path: &Path) -> Option<&'d Json> {
    all(document, path).into_iter().next()
}

/// Every value at a path.
pub fn all<'d>(document: &'d Json, path: &Path) -> Vec<&'d Json> {
    // `check` has read every path of a manifest before it runs.
    JsonPath::parse(path.as_str()).map(|path| path.query(document).all()).unwrap_or_default()
}

/// A value as text: texts, numbers, truth values. A key of a form that has a value and keys below it keeps its value
/// under the empty name.
pub fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        Json::Object(fields) => fields.get("").and_then(text),
        Json::Null | Json::Array(_) => None,
    }
}
