//! Findings as one SARIF 2.1.0 document: what code hosts and editors read of any analyser.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Fix, Severity};
use crate::source::{SourceMap, Span};

/// All findings of a run as one document. Lines and columns count from 1, columns in Unicode scalar values.
pub fn log(sources: &SourceMap, findings: &[Diagnostic]) -> String {
    // Each code that occurs is a rule, by its number.
    let codes: BTreeMap<&str, &Code> =
        findings.iter().map(|finding| (finding.code.id, finding.code)).collect();
    let places: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let results = findings.iter().map(|finding| result(sources, finding, places[finding.code.id]));
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "flowc",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.values().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    serde_json::to_string_pretty(&log).expect("plain strings and numbers serialise")
}

/// A code with its page.
fn rule(code: &Code) -> Value {
    // Behind the title the page begins with what happened, in one paragraph.
    let (_, page) = code.page.split_once('\n').unwrap_or(("", code.page));
    let first = page.trim_start().split("\n\n").next().unwrap_or("").replace('\n', " ");
    json!({
        "id": code.id,
        "name": code.name,
        "shortDescription": { "text": code.name.replace('-', " ") },
        "fullDescription": { "text": first.trim_end() },
        "help": { "text": code.page, "markdown": code.page },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(sources: &SourceMap, finding: &Diagnostic, rule: usize) -> Value {
    let mut place = physical(sources, finding.span);
    if !finding.label.is_empty() {
        place["message"] = json!({ "text": finding.label });
    }
    let words: Vec<&str> = std::iter::once(finding.message.as_str()).chain(finding.help.as_deref()).collect();
    let mut result = json!({
        "ruleId": finding.code.id,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": words.join("\n") },
        "locations": [place],
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(at, label)| {
            let mut place = physical(sources, label.span);
            place["id"] = json!(at + 1);
            place["message"] = json!({ "text": label.text });
            place
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(it) = &finding.fix {
        result["fixes"] = json!([fix(sources, it)]);
    }
    result
}

/// A place as a location.
fn physical(sources: &SourceMap, span: Span) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(sources, span), "region": region(sources, span) } })
}

fn artifact(sources: &SourceMap, span: Span) -> Value {
    json!({ "uri": uri(sources.get(span.file).map_or("", |source| &source.name)) })
}

fn region(sources: &SourceMap, span: Span) -> Value {
    let (start, end) = (sources.place(span), sources.place(span.after()));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.end.saturating_sub(span.start),
    })
}

/// The edits of a fix, file by file.
fn fix(sources: &SourceMap, fix: &Fix) -> Value {
    let mut changes: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        changes.entry(edit.span.file).or_default().push(json!({
            "deletedRegion": region(sources, edit.span),
            "insertedContent": { "text": edit.text },
        }));
    }
    let changes = changes.into_iter().map(|(file, replacements)| {
        json!({ "artifactLocation": artifact(sources, Span::new(file, 0, 0)), "replacements": replacements })
    });
    json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
}

/// A path as the reference of a URI.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes::names::{UNKNOWN_STEP, UNKNOWN_TAG};

    #[test]
    fn a_finding_is_a_result_with_its_rule_places_and_fix() {
        let mut sources = SourceMap::default();
        let first = sources.add("б от.flow", "tag vip\n\"Ж\" -> tow\n");
        let other = sources.add("b.flow", "step two");
        let tow = Span::new(first, 16, 19);
        let step = Diagnostic::new(&UNKNOWN_STEP, tow, "there is no step `tow`")
            .label("here")
            .also(Span::new(other, 0, 8), "nearly this one")
            .help("did you mean `two`?")
            .fix("write `two`", tow, "two");
        let tag = Diagnostic::new(&UNKNOWN_TAG, Span::new(first, 4, 7), "no tag");
        let log: Value = serde_json::from_str(&log(&sources, &[tag, step.clone(), step])).unwrap();
        let run = &log["runs"][0];
        let rules: Vec<_> =
            run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
        assert_eq!(rules, ["F0202", "F0203"]);
        let result = &run["results"][1];
        assert_eq!(result["ruleIndex"], 0);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%D0%B1%20%D0%BE%D1%82.flow");
        assert_eq!(
            (&place["region"]["startColumn"], &place["region"]["byteOffset"]),
            (&json!(8), &json!(16))
        );
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "b.flow");
        let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "two");
        assert_eq!(run["results"][0]["message"]["text"], "no tag");
    }
}
