//! Regexes, compiled once per program.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::ir::Regex;

/// The compiled regexes of a program. Each is compiled when it is first needed and kept; which ones are in here can be
/// seen by nobody, so evaluation stays a pure function.
#[derive(Debug, Default)]
pub struct Regexes {
    searched: RwLock<Compiled>,
    whole: RwLock<Compiled>,
}

/// By regex; `None` is one that does not compile, which a checked program does not have: it matches nothing.
type Compiled = HashMap<Regex, Option<::regex::Regex>>;

impl Regexes {
    /// Whether the regex is found somewhere in the text.
    pub fn finds(&self, regex: &Regex, text: &str) -> bool {
        test(&self.searched, regex, text, Regex::compile)
    }

    /// Whether the whole text matches, as a form field's pattern does.
    pub fn fits(&self, regex: &Regex, text: &str) -> bool {
        test(&self.whole, regex, text, Regex::compile_whole)
    }
}

fn test(
    known: &RwLock<Compiled>,
    regex: &Regex,
    text: &str,
    compile: fn(&Regex) -> Result<::regex::Regex, ::regex::Error>,
) -> bool {
    if let Some(compiled) = known.read().unwrap_or_else(PoisonError::into_inner).get(regex) {
        return compiled.as_ref().is_some_and(|compiled| compiled.is_match(text));
    }
    let compiled = compile(regex).ok();
    let found = compiled.as_ref().is_some_and(|compiled| compiled.is_match(text));
    known.write().unwrap_or_else(PoisonError::into_inner).insert(regex.clone(), compiled);
    found
}
