//! The constants of a program: values near them are those that its conditions tell apart.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::ir::{Program, Regex};

/// The most constants of a kind that are kept for one name.
const KEPT_MAX: usize = 64;

/// Constants that are compared with values of a name, and all together under the empty name.
#[derive(Debug, Default)]
pub(super) struct Literals {
    numbers: BTreeMap<String, BTreeSet<Decimal>>,
    texts: BTreeMap<String, BTreeSet<String>>,
    patterns: BTreeSet<Regex>,
}

impl Literals {
    /// Those of a program. They are looked for in its plain data, so that no place of an expression can be forgotten.
    pub fn of(program: &Program) -> Self {
        let mut literals = Literals::default();
        let plain = serde_json::to_value(program).expect("a program is plain data");
        let mut open = vec![(&plain, "")];
        while let Some((value, name)) = open.pop() {
            match value {
                Json::Array(items) => {
                    let near = items.iter().find_map(name_of).unwrap_or(name);
                    open.extend(items.iter().rev().map(|item| (item, near)));
                }
                Json::Object(members) => {
                    literals.note(members, name);
                    open.extend(members.values().rev().map(|member| (member, name)));
                }
                _ => {}
            }
        }
        literals
    }

    fn note(&mut self, members: &serde_json::Map<String, Json>, name: &str) {
        let text = |key: &str, of: &Json| of.get(key).and_then(Json::as_str).map(str::to_owned);
        if let Some(literal) = members.get("Literal") {
            if let Some(number) = text("Number", literal).and_then(|number| number.parse().ok()) {
                keep(&mut self.numbers, name, number);
            }
            if let Some(text) = text("Text", literal) {
                keep(&mut self.texts, name, text);
            }
        }
        if let (Some(pattern), Some(ignore_case)) = (members.get("pattern"), members.get("ignore_case"))
            && let (Some(pattern), Some(ignore_case)) = (pattern.as_str(), ignore_case.as_bool())
            && self.patterns.len() < KEPT_MAX
        {
            self.patterns.insert(Regex { pattern: pattern.to_owned(), ignore_case });
        }
    }

    /// Numbers that values of this name are compared with; else all.
    pub fn numbers(&self, name: &str) -> Vec<Decimal> {
        self.numbers.get(name).or(self.numbers.get("")).into_iter().flatten().copied().collect()
    }

    /// Texts that values of this name are compared with; else all.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.texts.get(name).or(self.texts.get("")).into_iter().flatten().map(String::as_str).collect()
    }

    /// The regular expressions.
    pub fn patterns(&self) -> Vec<&Regex> {
        self.patterns.iter().collect()
    }
}

fn keep<T: Ord + Clone>(kept: &mut BTreeMap<String, BTreeSet<T>>, name: &str, literal: T) {
    for name in BTreeSet::from([name, ""]) {
        let known = kept.entry(name.to_owned()).or_default();
        if known.len() < KEPT_MAX {
            known.insert(literal.clone());
        }
    }
}

/// The name of the value of an operand: a field, a local, a tracker, a parameter, an answer.
fn name_of(operand: &Json) -> Option<&str> {
    let object = operand.as_object();
    let named = |key: &str| object?.get(key)?.as_str();
    let parameter = || object?.get("Parameter")?.get("param")?.as_str();
    let answer = || operand.as_str().filter(|name| *name == "Answer");
    named("Field").or_else(|| named("Local")).or_else(|| named("Tracker")).or_else(parameter).or_else(answer)
}
