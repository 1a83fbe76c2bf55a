//! What holds of any text.

use flowc::source::FileId;
use flowc::syntax::{Parsed, parse, parse_bytes};
use proptest::prelude::*;

/// Words and signs of the language, and what people type instead.
const PIECES: &[&str] = &[
    "flow",
    "step",
    "bot",
    "test",
    "on",
    "say",
    "send",
    "ask",
    "again",
    "ai",
    "reply",
    "route",
    "when",
    "until",
    "else",
    "if",
    "ab",
    "50%",
    "25 %",
    "set",
    "add",
    "remove",
    "tag",
    "delay",
    "1d",
    "1 day",
    "do",
    "crm.find",
    "handoff",
    "notify",
    "visit",
    "end",
    "with",
    "reach",
    "for",
    "each",
    "in",
    "at",
    "most",
    "3",
    "times",
    "within",
    "where",
    "save",
    "save x",
    "buttons",
    "link",
    "image",
    "caption",
    "any",
    "hour",
    "like",
    "or",
    "and",
    "not",
    "is",
    "empty",
    "contains",
    "matches",
    "/a+/",
    "/a+",
    "/",
    "true",
    "postback",
    "webhook",
    "silence",
    "message",
    "button",
    "start",
    "field",
    "goal",
    "tracker",
    "knowledge",
    "from",
    "hours",
    "mon",
    "to",
    "fri",
    "09:00",
    "9:00",
    "text",
    "number",
    "one",
    "of",
    "list",
    "private",
    "routes",
    "include",
    "broadcast",
    "every",
    "month",
    "over",
    "contacts",
    "moved",
    "drop",
    "expect",
    "user",
    "routed",
    "press",
    "after",
    "arm",
    "contact",
    "use",
    "std.x",
    "persona",
    "guardrails",
    "quiet",
    "stop",
    "words",
    "gather",
    "goto",
    "goto x",
    "wait",
    "wait for",
    "x",
    "y1",
    "привет",
    "contact.email",
    "\"a\"",
    "\"Hi {x}\"",
    "\"{x | default \"y\"}\"",
    "\"",
    "\"\"\"",
    "\"\"\"a\nb\"\"\"",
    "\"{",
    "}\"",
    "“a”",
    "'a'",
    "{",
    "}",
    "(",
    ")",
    ",",
    ":",
    "=",
    "==",
    "!=",
    "<",
    ">",
    "+",
    "-",
    "*",
    "->",
    "=>",
    "→",
    ";",
    "|",
    "||",
    "&&",
    "!",
    ".",
    "%",
    "# comment",
    "## doc",
    "//",
    "\\",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{feff}",
    "\u{a0}",
    "2026-12-04",
    "2026-12-04 11:00",
    "flow f {",
    "step s {",
    "route {",
    "ai reply r {",
    "ab t {",
    "if x {",
    "else {",
    "tag a, b",
    "field f: text",
    "-> flow f",
    "-> s",
    "on message",
    "test \"t\" {",
    "bot \"b\" {",
    "say \"a\"",
];

fn soup() -> impl Strategy<Value = String> {
    let gap = prop_oneof![6 => Just(" "), 2 => Just("\n"), 1 => Just("")];
    prop::collection::vec((prop::sample::select(PIECES), gap), 0..60)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

fn holds(text: &str) -> Parsed {
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.tokens.join(text), text, "the tokens joined are the text");
    assert!(parsed.tokens.iter().all(|token| token.start < token.end), "no token is empty");
    assert!(parsed.holes == 0 || !parsed.diagnostics.is_empty(), "a hole is told: {text:?}");
    for diagnostic in &parsed.diagnostics {
        assert_ne!(diagnostic.message, "this cannot be read", "the file rule is total: {text:?}");
        let fix = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        let related = diagnostic.related.iter().map(|label| label.span);
        for span in std::iter::once(diagnostic.span).chain(related).chain(fix) {
            assert!(
                text.get(span.range()).is_some(),
                "{} has a span off the text: {text:?}",
                diagnostic.code.name
            );
        }
    }
    parsed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_parse(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn any_soup_of_the_languages_words_parses(text in soup()) {
        holds(&text);
    }

    #[test]
    fn any_bytes_parse(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (text, parsed) = parse_bytes(FileId(0), &bytes);
        prop_assert_eq!(parsed.tokens.join(&text), text);
        if std::str::from_utf8(&bytes).is_err() {
            prop_assert!(parsed.diagnostics.iter().any(|diagnostic| diagnostic.code.name == "not-utf8"));
        }
    }

    #[test]
    fn a_program_that_loses_a_piece_still_parses(from in 0usize..4000, length in 1usize..40) {
        let program = super::programs::ALL[from % super::programs::ALL.len()];
        let characters: Vec<char> = program.chars().collect();
        let from = from % characters.len();
        let text: String = characters.iter().enumerate()
            .filter(|(at, _)| *at < from || *at >= from + length)
            .map(|(_, c)| *c)
            .collect();
        holds(&text);
    }

    #[test]
    fn a_program_with_soup_in_it_still_parses(at in 0usize..4000, piece in soup()) {
        let program = super::programs::ALL[at % super::programs::ALL.len()];
        let characters: Vec<char> = program.chars().collect();
        let at = at % characters.len();
        let text: String = characters[..at].iter().chain(piece.chars().collect::<Vec<_>>().iter()).chain(&characters[at..]).collect();
        holds(&text);
    }
}
