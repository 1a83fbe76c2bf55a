//! An answer as people read it: patterns by their meaning, values as the world writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::asked::label;
use crate::engine::eval::{Regexes, from_wire, same_text};
use crate::engine::{ModelAnswer, ModelRequest, PatternSpec, SaveSpec, Task};
use crate::ir::{Type, Value};

/// An answer in a file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    /// The gate that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// The route that fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    /// What was found.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, Written>,
    /// Of an `ai reply`: nothing gives an answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unanswered: bool,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// A value in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    /// As a request would bring it.
    Plain(String),
    /// Exactly.
    Exact(Value),
}

impl Answer {
    /// What is kept of an answer; `None` where there is nothing to keep: the model is down, or answered another task.
    pub fn of(request: &ModelRequest, answer: &ModelAnswer, regexes: &Regexes) -> Option<Self> {
        let none = Answer::default();
        let kept = |values: &BTreeMap<String, Value>, slots: &[SaveSpec]| {
            let kept =
                values.iter().map(|(name, value)| (name.clone(), written(name, value, slots, regexes)));
            kept.collect::<BTreeMap<_, _>>()
        };
        Some(match (&request.task, answer) {
            (Task::Judge { untils, whens }, ModelAnswer::Judged { until, when, saves, covered, reply }) => {
                let (until, when) = (numbered(untils, *until), numbered(whens, *when));
                let slots = until.or(when).map(|pattern| pattern.saves.as_slice()).unwrap_or_default();
                Answer {
                    until: until.map(|pattern| label(pattern).to_owned()),
                    when: when.map(|pattern| label(pattern).to_owned()),
                    values: kept(saves, slots),
                    unanswered: !covered,
                    text: Some(reply.clone()).filter(|text| !text.is_empty()),
                }
            }
            (Task::Route { whens }, ModelAnswer::Routed { when, saves }) => {
                let when = numbered(whens, *when);
                let slots = when.map(|pattern| pattern.saves.as_slice()).unwrap_or_default();
                Answer {
                    when: when.map(|pattern| label(pattern).to_owned()),
                    values: kept(saves, slots),
                    ..none
                }
            }
            (Task::Read { values, .. }, ModelAnswer::Found(found)) => {
                Answer { values: kept(found, values), ..none }
            }
            (Task::Open | Task::Write { .. }, ModelAnswer::Wrote(text))
            | (Task::Transcribe { .. }, ModelAnswer::Heard(text)) => {
                Answer { text: Some(text.clone()), ..none }
            }
            _ => return None,
        })
    }

    /// The answer to the same question. A meaning or a value that the question does not know is left out.
    pub fn to(&self, request: &ModelRequest, regexes: &Regexes) -> ModelAnswer {
        let text = || self.text.clone().unwrap_or_default();
        match &request.task {
            Task::Judge { untils, whens } => {
                let (until, when) = (meant(untils, &self.until), meant(whens, &self.when));
                ModelAnswer::Judged {
                    until: until.map(|pattern| pattern.number),
                    when: when.map(|pattern| pattern.number),
                    saves: self.found(until.or(when).map(|pattern| &*pattern.saves), regexes),
                    covered: !self.unanswered,
                    reply: text(),
                }
            }
            Task::Route { whens } => {
                let when = meant(whens, &self.when);
                let saves = self.found(when.map(|pattern| &*pattern.saves), regexes);
                ModelAnswer::Routed { when: when.map(|pattern| pattern.number), saves }
            }
            Task::Read { values, .. } => ModelAnswer::Found(self.found(Some(values), regexes)),
            Task::Open | Task::Write { .. } => ModelAnswer::Wrote(text()),
            Task::Transcribe { .. } => ModelAnswer::Heard(text()),
        }
    }

    fn found(&self, slots: Option<&[SaveSpec]>, regexes: &Regexes) -> BTreeMap<String, Value> {
        let slots = slots.unwrap_or_default().iter();
        let value = |slot: &SaveSpec| match self.values.get(&slot.name)? {
            Written::Plain(text) => from_wire(text, &slot.ty, regexes),
            Written::Exact(value) => Some(value.clone()),
        };
        slots.filter_map(|slot| Some((slot.name.clone(), value(slot)?))).collect()
    }
}

fn numbered(patterns: &[PatternSpec], number: Option<u16>) -> Option<&PatternSpec> {
    patterns.iter().find(|pattern| Some(pattern.number) == number)
}

fn meant<'p>(patterns: &'p [PatternSpec], meaning: &Option<String>) -> Option<&'p PatternSpec> {
    let meaning = meaning.as_ref()?;
    patterns.iter().find(|pattern| pattern.meanings.iter().any(|own| same_text(own, meaning)))
}

/// A value as text, if the same value is read from that again.
fn written(name: &str, value: &Value, slots: &[SaveSpec], regexes: &Regexes) -> Written {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Time(at) => at.to_string(),
        Value::Date(day) => day.to_string(),
        _ => return Written::Exact(value.clone()),
    };
    let ty: Option<&Type> = slots.iter().find(|slot| slot.name == name).map(|slot| &slot.ty);
    match ty.and_then(|ty| from_wire(&text, ty, regexes)) {
        Some(again) if again == *value => Written::Plain(text),
        _ => Written::Exact(value.clone()),
    }
}
