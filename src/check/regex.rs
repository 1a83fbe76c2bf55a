//! Regular expressions: compiled before the run, and explained where they cannot be.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::ty;
use crate::diagnostic::codes::types::BAD_REGEX;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Regex;
use crate::syntax::ast;

/// The regexes of a project, each compiled once: that takes as long as a page of text, and several looks need it.
#[derive(Debug, Default)]
pub struct Regexes(Mutex<BTreeMap<Regex, Result<regex::Regex, regex::Error>>>);

impl Regexes {
    /// A regex, compiled for a search.
    pub fn compiled(&self, written: &Regex) -> Result<regex::Regex, regex::Error> {
        // Nothing panics while it is locked.
        let known = || self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(compiled) = known().get(written) {
            return compiled.clone();
        }
        let compiled = written.compile();
        known().insert(written.clone(), compiled.clone());
        compiled
    }
}

/// Tells why a regex cannot be compiled.
pub fn compile(written: &ast::Regex, regexes: &Regexes, sink: &mut Sink) {
    let Err(error) = regexes.compiled(&ty::regex(written)) else { return };
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
