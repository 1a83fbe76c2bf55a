//! What holds of any input. A target panics where it does not hold. `fuzz/` runs the same ones under libFuzzer.

use flowc::diagnostic::{Diagnostic, Severity};
use flowc::lower::{Build, build};
use flowc::project::Memory;
use flowc::source::{FileId, Span};
use flowc::syntax::{self, parse_bytes};

/// What the grammar may try for each byte, far more than it does: a text that takes more is not read in linear time.
const ATTEMPTS_PER_BYTE: usize = 2_000;

/// The script beside a manifest.
const SCRIPT: &str = "bot \"b\" { start f }\nflow f { step s { say \"Hi\" -> end } }\n";

/// Any bytes are a script: they are read in linear time, nothing of them is lost, and what is missing is told.
pub fn parse(data: &[u8]) {
    let (text, parsed) = parse_bytes(FileId(0), data);
    assert_eq!(parsed.tokens.join(&text), text, "the tokens joined are the text");
    assert!(parsed.holes == 0 || !parsed.diagnostics.is_empty(), "a tree without findings has no hole");
    told(&parsed.diagnostics, |_| Some(text.as_str()));
    for span in spans(&text, &format!("{:?}", parsed.tree)) {
        assert!(text.get(span.range()).is_some(), "a span of the tree lies in the text: {span:?}");
    }
    assert!(syntax::parses_within(&text, ATTEMPTS_PER_BYTE * (text.len() + 100)), "the time is linear");
}

/// Any bytes are formatted: nothing but white space changes, and once is enough.
pub fn format(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let formatted = syntax::format(&text);
    let is_space = |c: &char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}');
    let words = |text: &str| text.chars().filter(|c| !is_space(c)).collect::<String>();
    assert_eq!(words(&formatted), words(&text), "no word and no comment is lost");
    assert_eq!(syntax::format(&formatted), formatted, "formatting what is formatted changes nothing");
}

/// Any bytes are the only script of a project: it is checked, and it is a program unless an error says why not.
pub fn check(data: &[u8]) {
    project(Memory::new([("bot.flow", data)]));
}

/// Any bytes are a manifest beside a script.
pub fn manifest(data: &[u8]) {
    project(Memory::new([("bot.flow", SCRIPT.as_bytes()), ("flow.yaml", data)]));
}

fn project(files: Memory) {
    let Build { project, program, findings } = build(&files, ".").expect("a script is there");
    told(&findings, |file| Some(project.sources.get(file)?.text.as_str()));
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    assert_eq!(program.is_none(), errors > 0, "what has no error is a program");
}

/// Findings are sorted, and their places lie in the texts.
fn told<'t>(findings: &[Diagnostic], text_of: impl Fn(FileId) -> Option<&'t str>) {
    for finding in findings {
        assert_ne!(finding.message, "this cannot be read", "the grammar is total");
        let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        let related = finding.related.iter().map(|label| label.span);
        for span in std::iter::once(finding.span).chain(related).chain(edits) {
            let text = text_of(span.file).expect("a finding is about a text");
            assert!(text.get(span.range()).is_some(), "{} lies in its text: {span:?}", finding.code.name);
        }
    }
    let places = findings.iter().map(|finding| (finding.span, finding.code.id));
    assert!(places.is_sorted(), "findings have their order");
}

/// The spans in a tree as it is written for people who debug. None where the text itself reads like one.
fn spans(text: &str, tree: &str) -> Vec<Span> {
    if text.contains("start: ") {
        return Vec::new();
    }
    let number = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    let starts = tree.match_indices("start: ").map(|(at, word)| &tree[at + word.len()..]);
    let spans = starts.filter_map(|rest| {
        let end = rest.split_once("end: ")?.1;
        Some(Span::new(FileId(0), number(rest)?, number(end)?))
    });
    spans.collect()
}
