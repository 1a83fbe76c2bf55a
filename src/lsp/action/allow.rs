//! Comments that silence a finding.

use super::{At, Offer};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::lsp::cursor::{between, indent, line_start};
use crate::syntax::Entries;

/// What stands for the reason until the person has written it.
const REASON: &str = "because …";

/// A comment for each finding at the place that may be silenced.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let may = |finding: &&Diagnostic| finding.code.severity != Severity::Error;
    let findings: Vec<&Diagnostic> = at.findings().filter(may).collect();
    if findings.is_empty() || !at.is_script() {
        return Vec::new();
    }
    let entries = Entries::of(at.tree);
    findings.into_iter().filter_map(|finding| offer(at, finding, &entries)).collect()
}

fn offer<'w>(at: &At<'w>, finding: &'w Diagnostic, entries: &Entries) -> Option<Offer<'w>> {
    let name = finding.code.name;
    let title = format!("silence `{name}` here, with a reason");
    // Above the line on which the innermost entry begins: no text of several lines is cut in two there.
    let place = finding.span.start;
    let entry = entries.around(place).find(|entry| place < entry.end).map_or(place, |entry| entry.start);
    let text = at.text();
    let start = line_start(text, entry) as u32;
    let known = at.tree.allows.iter().find(|allow| (allow.line.start..=allow.line.end).contains(&entry));
    let edit = match known.and_then(|allow| allow.names.last()) {
        Some(last) => Edit { span: between(last.span, last.span.end), text: format!(", {name}") },
        None => {
            let comment = format!("{}# flowc: allow({name}) {REASON}\n", indent(text, entry));
            Edit { span: between(finding.span, start), text: comment }
        }
    };
    Some(Offer::of(finding, title, vec![edit]))
}
