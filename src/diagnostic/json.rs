//! Findings for programs: one JSON object per line.

use serde::Serialize;

use super::{Applicability, Diagnostic, Severity};
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start_byte: u32,
    end_byte: u32,
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let start = sources.place(span);
    let end = sources.place(span.after());
    Place {
        file: sources.get(span.file).map_or("", |source| &source.name),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        start_byte: span.start,
        end_byte: span.end,
    }
}

/// One finding as a JSON object on one line, without the line's end. Lines and columns count from 1, columns in
/// Unicode scalar values; `start_byte` and `end_byte` are offsets in the file.
pub fn line(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let related = |span, text| Related { place: place(sources, span), text };
    let line = Line {
        code: diagnostic.code.id,
        name: diagnostic.code.name,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        place: place(sources, diagnostic.span),
        label: &diagnostic.label,
        related: diagnostic.related.iter().map(|label| related(label.span, label.text.as_str())).collect(),
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            applicability: fix.applicability,
            edits: fix.edits.iter().map(|edit| related(edit.span, edit.text.as_str())).collect(),
        }),
    };
    serde_json::to_string(&line).expect("plain strings and numbers serialise")
}
