//! What an answer means.

use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::Value as Json;
use serde_json_path::JsonPath;

use crate::action::{json, outcome};
use crate::ir::{Action, AnswerTest, Expected, HttpBody, HttpCall, Path, Type, Value};
use crate::outbound::Reply;
use crate::runtime::ActionTry;

/// The most that is told of a failure's words.
const WORDS_MAX: usize = 200;

/// What an answer means. `hide` takes out of a peer's words what must not be told.
pub(super) fn judge(
    action: &Action,
    call: &HttpCall,
    reply: &Reply,
    hide: impl Fn(&str) -> String,
) -> ActionTry {
    let body: Option<Json> = serde_json::from_slice(&reply.body).ok();
    let answer = Answer { status: reply.status, body: body.as_ref() };
    let rules = &call.answer;
    let why = || {
        let told = answer.words(call).map(|words| format!(": {}", hide(&words))).unwrap_or_default();
        match reply.status {
            200..=299 => format!("answered with status {}, which is no success here{told}", reply.status),
            status => format!("answered with status {status}{told}"),
        }
    };
    let after =
        || reply.retry_after.or_else(|| rules.retry_after.iter().find_map(|path| answer.seconds(path)));
    if rules.retry_when.iter().any(|test| answer.passes(test)) {
        return ActionTry::Again { why: why(), after: after() };
    }
    if rules.empty_on.iter().any(|test| answer.passes(test)) {
        return ActionTry::Done(Value::Empty);
    }
    if answer.succeeds(call) {
        return taken(action, call, reply, answer.body);
    }
    match reply.status {
        // It says that it did nothing.
        425 | 429 | 503 => ActionTry::Again { why: why(), after: after() },
        // Whoever answered did not hear the end of it.
        408 | 500..=599 => outcome::unknown(action, why()),
        _ => ActionTry::Failed(why()),
    }
}

/// The output in an answer that is a success.
fn taken(action: &Action, call: &HttpCall, reply: &Reply, body: Option<&Json>) -> ActionTry {
    let Some(output) = &action.output else { return ActionTry::Done(Value::Empty) };
    if reply.body.is_empty() && output.optional {
        return ActionTry::Done(Value::Empty);
    }
    let Some(body) = body else {
        return ActionTry::Failed("answered with what is not JSON".to_owned());
    };
    let picked = match &call.answer.pick {
        Some(path) => match pick(path, body, matches!(output.ty, Type::List(_))) {
            Ok(picked) => picked,
            Err(words) => return ActionTry::Failed(words),
        },
        None => body.clone(),
    };
    match json::read(&picked, &output.ty, output.optional) {
        Ok(value) => ActionTry::Done(value),
        Err(words) => ActionTry::Failed(format!("answered with what was not declared: {words}")),
    }
}

/// What a path picks: one value, or for a list all of them.
fn pick(path: &Path, body: &Json, many: bool) -> Result<Json, String> {
    let found = nodes(path, body);
    match found.as_slice() {
        [] => Ok(Json::Null),
        [one] if !many || one.is_array() || one.is_null() => Ok((*one).clone()),
        all if many => Ok(Json::Array(all.iter().map(|one| (*one).clone()).collect())),
        all => {
            Err(format!("answered with {} values at `{}`, where one is declared", all.len(), path.as_str()))
        }
    }
}

fn nodes<'j>(path: &Path, body: &'j Json) -> Vec<&'j Json> {
    JsonPath::parse(path.as_str()).map(|path| path.query(body).all()).unwrap_or_default()
}

/// An answer that is looked at.
struct Answer<'r> {
    status: u16,
    body: Option<&'r Json>,
}

impl Answer<'_> {
    fn succeeds(&self, call: &HttpCall) -> bool {
        let usual = (200..300).contains(&self.status);
        if let Some(test) = &call.answer.success {
            return (usual || !test.status.is_empty()) && self.passes(test);
        }
        match (&call.body, self.body) {
            (HttpBody::GraphQl { allow_partial, .. }, Some(body)) => {
                let errors =
                    body.get("errors").and_then(Json::as_array).is_some_and(|errors| !errors.is_empty());
                let data = body.get("data").is_some_and(|data| !data.is_null());
                usual && data && (!errors || *allow_partial)
            }
            _ => usual,
        }
    }

    fn passes(&self, test: &AnswerTest) -> bool {
        let status = test.status.is_empty()
            || test.status.iter().any(|(from, to)| (from..=to).contains(&&self.status));
        status
            && test.body.iter().all(|(path, expected)| {
                let found = self.body.map(|body| nodes(path, body)).unwrap_or_default();
                expected.iter().any(|expected| stands(expected, &found))
            })
    }

    /// A failure's code and words, where the manifest says in which place they stand.
    fn words(&self, call: &HttpCall) -> Option<String> {
        let graphql = matches!(call.body, HttpBody::GraphQl { .. });
        let usual = |path: &str| Path::of(path).filter(|_| graphql);
        let told = |path: Option<Path>| {
            let found =
                nodes(&path?, self.body?).into_iter().find(|found| !found.is_null() && !is_nested(found))?;
            let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let rules = &call.answer;
        let code = told(rules.code.clone().or_else(|| usual("$.errors[*].extensions.code")));
        let message = told(rules.message.clone().or_else(|| usual("$.errors[*].message")));
        let parts: Vec<String> = code.into_iter().chain(message).collect();
        (!parts.is_empty()).then(|| parts.join(": "))
    }

    fn seconds(&self, path: &Path) -> Option<Duration> {
        let found = nodes(path, self.body?).into_iter().find_map(number)?;
        let millis = i64::try_from(found.checked_mul(Decimal::ONE_THOUSAND)?.trunc()).ok()?;
        u64::try_from(millis).ok().map(Duration::from_millis)
    }
}

/// Words of a peer, short enough to be told.
pub(super) fn bounded(words: &str) -> String {
    match words.char_indices().nth(WORDS_MAX) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words.to_owned(),
    }
}

fn is_nested(json: &Json) -> bool {
    json.is_array() || json.is_object()
}

fn stands(expected: &Expected, found: &[&Json]) -> bool {
    let nothing = found.iter().all(|found| found.is_null());
    match expected {
        Expected::Nothing => nothing,
        Expected::EmptyList => {
            nothing || found.iter().all(|found| found.as_array().is_some_and(Vec::is_empty))
        }
        Expected::Bool(value) => found.iter().any(|found| found.as_bool() == Some(*value)),
        Expected::Number(value) => found.iter().any(|found| number(found) == Some(*value)),
        Expected::Text(text) => found.iter().any(|found| found.as_str() == Some(text)),
    }
}

fn number(json: &Json) -> Option<Decimal> {
    match json {
        Json::String(text) => text.trim().parse().ok(),
        Json::Number(number) => {
            let text = number.to_string();
            text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        _ => None,
    }
}
