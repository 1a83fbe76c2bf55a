//! Section `checks`: how bad a finding is in this project.

use super::Manifest;
use super::reader::{Reader, shown};
use super::tree::Node;
use crate::diagnostic::{Severity, codes, codes::project as own, nearest};

/// `checks: { missing-else: error }`
pub(super) fn checks(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`checks`")) else { return };
    for (key, node) in table.rest() {
        reader.offer(&key.text, codes::all().map(|code| code.name));
        let level = match reader.word(node, "a check's level", &["error", "warning", "info", "off"]) {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            Some(_) => None,
            None => continue,
        };
        let Some(code) = codes::find(&key.text) else {
            let near = nearest(&key.text, codes::all().map(|code| code.name));
            let message = format!("there is no check `{}`", shown(&key.text));
            let finding = reader.find(&own::UNKNOWN_KEY, key.span, message);
            finding.help = Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the name of a check stands behind its code in each finding".to_owned(),
            });
            continue;
        };
        if code.severity == Severity::Error && level != Some(Severity::Error) {
            let message = format!("`{}` is always an error: the program cannot run with it", code.name);
            reader.find(&own::WRONG_VALUE, node.span, message);
            continue;
        }
        manifest.checks.insert(code.name.to_owned(), level);
    }
}
