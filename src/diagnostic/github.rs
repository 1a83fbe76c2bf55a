//! Findings as workflow commands: GitHub shows each one at its line of a change.

use super::{Diagnostic, Severity};
use crate::source::SourceMap;

/// One finding as `::error file=…,line=…::message`, on one line. Columns are told where the place lies on one line: GitHub
/// knows no others.
pub fn command(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let file = sources.get(diagnostic.span.file).map_or("", |source| &source.name);
    let (start, end) = (sources.place(diagnostic.span), sources.place(diagnostic.span.after()));
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    let title = format!("{} {}", diagnostic.code.id, diagnostic.code.name);
    let words: Vec<&str> =
        std::iter::once(diagnostic.message.as_str()).chain(diagnostic.help.as_deref()).collect();
    format!(
        "::{level} file={},line={},endLine={}{columns},title={}::{}",
        property(file),
        start.line,
        end.line,
        property(&title),
        data(&words.join("\n"))
    )
}

/// The words of a command, which end at the line's end.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, which ends at a comma or at `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes::graph::MISSING_ELSE;
    use crate::diagnostic::codes::names::UNKNOWN_STEP;
    use crate::source::Span;

    #[test]
    fn nothing_in_a_finding_ends_a_command_early() {
        let mut sources = SourceMap::default();
        let file = sources.add("a,b: 100%.flow", "-> Ж\nroute {\n}\n");
        let step =
            Diagnostic::new(&UNKNOWN_STEP, Span::new(file, 3, 5), "no step `Ж`, 100% sure").help("one\ntwo");
        assert_eq!(
            command(&sources, &step),
            "::error file=a%2Cb%3A 100%25.flow,line=1,endLine=1,col=4,endColumn=5,title=F0202 unknown-step::no step `Ж`, 100%25 sure%0Aone%0Atwo"
        );
        let route = Diagnostic::new(&MISSING_ELSE, Span::new(file, 6, 15), "x");
        assert_eq!(
            command(&sources, &route),
            "::warning file=a%2Cb%3A 100%25.flow,line=2,endLine=3,title=F0402 missing-else::x"
        );
    }
}
