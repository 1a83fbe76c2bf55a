//! Regular expressions: compiled before the run, and explained where they cannot be.

use super::ty;
use crate::diagnostic::codes::types::BAD_REGEX;
use crate::diagnostic::{Diagnostic, Sink};
use crate::syntax::ast;

/// Tells why a regex cannot be compiled.
pub fn compile(written: &ast::Regex, sink: &mut Sink) {
    let Err(error) = ty::regex(written).compile() else { return };
    let pattern = &written.pattern;
    let (why, help) = if ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|group| pattern.contains(group)) {
        (
            "it looks ahead or behind".to_owned(),
            "look-around is left out: it can take for ever; write two conditions joined by `and`",
        )
    } else if refers_back(pattern) {
        ("it refers back to a group".to_owned(), "references back are left out: they can take for ever")
    } else if let regex::Error::CompiledTooBig(_) = error {
        (
            "it is too large when compiled".to_owned(),
            "large counted repetitions such as `{1,1000}` make it so",
        )
    } else {
        let text = error.to_string();
        // The last line of the library's drawing says what is wrong.
        let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        (last, "a literal sign such as `(`, `[`, `+` or `.` needs a `\\` before it")
    };
    sink.push(
        Diagnostic::new(&BAD_REGEX, written.span, format!("this pattern cannot be used: {why}")).help(help),
    );
}

fn refers_back(pattern: &str) -> bool {
    let mut escaped = false;
    for letter in pattern.chars() {
        if escaped && letter.is_ascii_digit() && letter != '0' {
            return true;
        }
        escaped = letter == '\\' && !escaped;
    }
    false
}
