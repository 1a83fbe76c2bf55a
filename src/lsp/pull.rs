//! Findings for editors that ask for them by themselves: what they know already is not told twice.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use gen_lsp_types::{Diagnostic, Uri};
use serde_json::{Value, json};

/// The findings of one file, with the mark by which the editor asks the next time.
pub fn file(items: &[Diagnostic], known: Option<&str>) -> Value {
    let mark = mark(items);
    match known == Some(mark.as_str()) {
        true => json!({ "kind": "unchanged", "resultId": mark }),
        false => json!({ "kind": "full", "resultId": mark, "items": items }),
    }
}

/// The findings of all files, each with its address and the version of its text if it is open.
pub fn all<'t>(told: impl Iterator<Item = (Uri, Option<i32>, &'t [Diagnostic])>, params: &Value) -> Value {
    let known = params["previousResultIds"].as_array().into_iter().flatten();
    let known: BTreeMap<&str, &str> =
        known.filter_map(|it| Some((it["uri"].as_str()?, it["value"].as_str()?))).collect();
    let items = told.map(|(uri, version, items)| {
        let mut report = file(items, known.get(uri.as_str()).copied());
        report["version"] = json!(version);
        report["uri"] = json!(uri);
        report
    });
    json!({ "items": items.collect::<Vec<_>>() })
}

/// A mark that is the same for the same findings.
fn mark(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
