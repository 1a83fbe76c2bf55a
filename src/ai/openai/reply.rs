//! A model's answer, checked and typed: numbers of patterns and values, nothing else.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::engine::{ModelAnswer, ModelRequest, PatternSpec, SaveSpec, Task, reading};
use crate::ir::{Time, Type, Value};

/// The longest reply that is passed on.
const REPLY_CHARS_MAX: usize = 4_096;

/// The answer in the words of the engine.
///
/// # Errors
/// What does not fit the schema, in words for the model.
pub(super) fn typed(request: &ModelRequest, content: &str) -> Result<ModelAnswer, String> {
    let answer: Json =
        serde_json::from_str(unfenced(content)).map_err(|_| "it is not one JSON object".to_string())?;
    let Json::Object(answer) = answer else { return Err("it is not one JSON object".to_string()) };
    let reader = Reader {
        answer: &answer,
        now: request.at.timestamp(),
        zone: TimeZone::get(&request.zone).unwrap_or(TimeZone::UTC),
    };
    match &request.task {
        Task::Judge { untils, whens } => {
            let until = reader.number("until", untils)?;
            let when = if until.is_some() { None } else { reader.number("when", whens)? };
            let chosen = untils
                .iter()
                .find(|p| Some(p.number) == until)
                .or(whens.iter().find(|p| Some(p.number) == when));
            let saves =
                chosen.map(|pattern| reader.values("saves", &pattern.saves)).transpose()?.unwrap_or_default();
            let covered = reader
                .answer
                .get("covered")
                .and_then(Json::as_bool)
                .ok_or("`covered` must be true or false")?;
            let reply = reader.text("reply")?;
            if chosen.is_none() && covered && reply.is_empty() {
                return Err("`reply` is empty".to_string());
            }
            let reply = if chosen.is_some() { String::new() } else { reply };
            Ok(ModelAnswer::Judged { until, when, saves, covered, reply })
        }
        Task::Route { whens } => {
            let when = reader.number("when", whens)?;
            let chosen = whens.iter().find(|pattern| Some(pattern.number) == when);
            let saves =
                chosen.map(|pattern| reader.values("saves", &pattern.saves)).transpose()?.unwrap_or_default();
            Ok(ModelAnswer::Routed { when, saves })
        }
        Task::Read { values, .. } => Ok(ModelAnswer::Found(reader.values("values", values)?)),
        Task::Transcribe { .. } => Ok(ModelAnswer::Heard(reader.text("text")?)),
        Task::Open | Task::Write { .. } => match reader.text("reply")? {
            reply if reply.is_empty() => Err("`reply` is empty".to_string()),
            reply => Ok(ModelAnswer::Wrote(reply)),
        },
    }
}

/// Some servers wrap JSON into a fence of Markdown; prose around it is not accepted.
fn unfenced(content: &str) -> &str {
    let content = content.trim();
    let inner = content.strip_prefix("```json").or_else(|| content.strip_prefix("```"));
    inner.and_then(|inner| inner.trim_end().strip_suffix("```")).unwrap_or(content).trim()
}

struct Reader<'a> {
    answer: &'a serde_json::Map<String, Json>,
    now: Timestamp,
    zone: TimeZone,
}

impl Reader<'_> {
    /// A pattern's number; a number that no pattern has does not fit.
    fn number(&self, name: &str, patterns: &[PatternSpec]) -> Result<Option<u16>, String> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let given = self.answer.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
        if given.is_null() {
            return Ok(None);
        }
        let number = given.as_u64().and_then(|number| u16::try_from(number).ok());
        match number.filter(|number| patterns.iter().any(|pattern| pattern.number == *number)) {
            Some(number) => Ok(Some(number)),
            None => Err(format!("`{name}` must be one of the numbers, or null")),
        }
    }

    fn text(&self, name: &str) -> Result<String, String> {
        let text = self
            .answer
            .get(name)
            .and_then(Json::as_str)
            .ok_or_else(|| format!("`{name}` must be a string"))?;
        Ok(text.trim().chars().take(REPLY_CHARS_MAX).collect())
    }

    /// The slots that hold a value of their type. A value that cannot be one is absent: the engine decides what that means.
    fn values(&self, name: &str, slots: &[SaveSpec]) -> Result<BTreeMap<String, Value>, String> {
        if slots.is_empty() {
            return Ok(BTreeMap::new());
        }
        let given = self
            .answer
            .get(name)
            .and_then(Json::as_object)
            .ok_or_else(|| format!("`{name}` must be an object"))?;
        let value =
            |slot: &SaveSpec| Some((slot.name.clone(), self.value(given.get(&slot.name)?, &slot.ty)?));
        Ok(slots.iter().filter_map(value).collect())
    }

    fn value(&self, given: &Json, ty: &Type) -> Option<Value> {
        let words = match given {
            Json::String(text) => text.trim().to_string(),
            Json::Number(number) => number.to_string(),
            Json::Bool(value) => value.to_string(),
            Json::Array(items) => {
                let Type::List(item) = ty else { return None };
                let items = items.iter().map(|given| self.value(given, item));
                return items.collect::<Option<Vec<Value>>>().map(Value::List);
            }
            Json::Null | Json::Object(_) => return None,
        };
        if words.is_empty() {
            return None;
        }
        match ty {
            Type::Time => self.moment(&words).map(|at| Value::Time(Time::from_timestamp(at))),
            Type::Date => words.parse().ok().map(Value::Date).or_else(|| self.read(ty, &words)),
            Type::Number { .. } => {
                let number = Decimal::from_str(&words).or_else(|_| Decimal::from_scientific(&words)).ok();
                number.map(Value::Number).or_else(|| self.read(ty, &words))
            }
            Type::Bool => match given {
                Json::Bool(value) => Some(Value::Bool(*value)),
                _ => self.read(ty, &words),
            },
            Type::List(_) => None,
            _ => self.read(ty, &words),
        }
    }

    fn read(&self, ty: &Type, words: &str) -> Option<Value> {
        reading::value(ty, words, self.now, &self.zone)
    }

    /// A moment in local time, or with its own offset, or in words.
    fn moment(&self, words: &str) -> Option<Timestamp> {
        if let Ok(at) = words.parse::<Timestamp>() {
            return Some(at);
        }
        if let Ok(local) = words.parse::<jiff::civil::DateTime>() {
            return self.zone.to_ambiguous_timestamp(local).compatible().ok();
        }
        reading::time(words, self.now, &self.zone)
    }
}

#[cfg(test)]
#[path = "reply_test.rs"]
mod tests;
