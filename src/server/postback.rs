//! `GET|POST /v1/postbacks/SECRET/NAME?…`: what a tracker tells.
//!
//! Trackers send plain requests without a signature; the secret in the path is what they know. The manifest renames
//! their parameters and says which of them finds the contact. A click that is not known yet is kept for it.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, header};

use super::State;
use super::problem::Problem;
use crate::diagnostic::nearest;
use crate::engine::eval::from_wire;
use crate::engine::{Event, EventKind, Machine};
use crate::ir::{Postbacks, Signature, Value};

/// Takes a postback and answers when it is durable.
pub(super) async fn receive(
    Shared(shared): State,
    method: Method,
    Path((secret, name)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<&'static str, Problem> {
    if !shared.config.postback_secret.is(&secret) {
        return Err(Problem::not_found("there is nothing here"));
    }
    if method != Method::GET && method != Method::POST {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "send GET or POST"));
    }
    let machine = shared.desk.machine();
    let mut given = query;
    given.extend(from_body(&headers, &body)?);
    let wanted = Wanted::new(&machine, &name, &given)?;
    let kind = EventKind::Postback { name: wanted.name, params: wanted.params, trackers: wanted.trackers };
    let event = Event { id: wanted.id, at: shared.desk.now(), kind };
    shared.desk.arrive(&wanted.found_by, event).await?;
    Ok("OK")
}

/// A POST may carry its parameters as a form or as a flat JSON object.
fn from_body(headers: &HeaderMap, body: &[u8]) -> Result<BTreeMap<String, String>, Problem> {
    if body.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        let object: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(body).map_err(|_| Problem::unfit("the body is not a flat JSON object"))?;
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Bool(yes) => Some(yes.to_string()),
            _ => None,
        };
        return Ok(object.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect());
    }
    let text = std::str::from_utf8(body).map_err(|_| Problem::unfit("the body is not a form"))?;
    let uri = axum::http::Uri::builder().path_and_query(format!("/?{text}")).build();
    let form = uri.ok().and_then(|uri| Query::<BTreeMap<String, String>>::try_from_uri(&uri).ok());
    form.map(|Query(form)| form).ok_or_else(|| Problem::unfit("the body is neither a form nor JSON"))
}

/// A postback in the script's own words.
struct Wanted {
    name: String,
    id: String,
    params: BTreeMap<String, Value>,
    trackers: BTreeMap<String, String>,
    found_by: Vec<(String, String)>,
}

impl Wanted {
    fn new(machine: &Machine, name: &str, given: &BTreeMap<String, String>) -> Result<Self, Problem> {
        let program = machine.program();
        let settings = &program.outside.postbacks;
        let declared = &program.symbols.postbacks;
        let name = resolve(settings, declared.keys().map(String::as_str), name, given)?;
        let signature = &declared[&name];
        let given = renamed(settings, given);
        let params = typed(machine, signature, &given)?;
        let unique = match &signature.unique_by {
            Some(by) if !params.contains_key(by) => {
                return Err(Problem::unfit(format!("`{by}` is missing: it makes a `{name}` unique")));
            }
            Some(by) => given[by].clone(),
            None => String::new(),
        };
        let finders = settings.contact.iter();
        let found_by: Vec<_> =
            finders.filter_map(|name| Some((name.clone(), given.get(name)?.clone()))).collect();
        if found_by.is_empty() {
            let names = settings.contact.join("`, `");
            return Err(Problem::unfit(format!("none of `{names}` is given: whose postback is it?")));
        }
        let trackers =
            given.into_iter().filter(|(name, _)| program.symbols.trackers.contains_key(name)).collect();
        Ok(Wanted { id: format!("postback:{name}:{unique}"), name, params, trackers, found_by })
    }
}

/// The postback that a request is: the one in its path, unless the manifest says that its parameters make it another.
fn resolve<'a>(
    settings: &Postbacks,
    mut declared: impl Iterator<Item = &'a str> + Clone,
    name: &str,
    given: &BTreeMap<String, String>,
) -> Result<String, Problem> {
    let by_parameters = settings.when.iter().find(|(_, wanted)| {
        !wanted.is_empty() && wanted.iter().all(|(name, value)| given.get(name) == Some(value))
    });
    if let Some((name, _)) = by_parameters {
        return Ok(name.clone());
    }
    if declared.clone().any(|declared| declared == name) {
        return Ok(name.to_owned());
    }
    let near = nearest(name, &mut declared).map(|near| format!(", did you mean `{near}`?"));
    Err(Problem::not_found(format!("no postback `{name}`{}", near.unwrap_or_default())))
}

/// Under the script's names; what is empty or an unresolved macro (`{payout}`) is missing.
fn renamed(settings: &Postbacks, given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let missing = |value: &str| {
        let value = value.trim();
        value.is_empty() || (value.starts_with('{') && value.ends_with('}'))
    };
    let kept = given.iter().filter(|(_, value)| !missing(value) && value.chars().count() <= 1_024);
    kept.map(|(name, value)| (settings.rename.get(name).unwrap_or(name).clone(), value.clone())).collect()
}

fn typed(
    machine: &Machine,
    signature: &Signature,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Value>, Problem> {
    let mut params = BTreeMap::new();
    for (name, ty) in &signature.params {
        let Some(text) = given.get(name) else { continue };
        let value = from_wire(text, ty, machine.regexes());
        let value = value.ok_or_else(|| Problem::unfit(format!("`{name}` does not fit its type")))?;
        params.insert(name.clone(), value);
    }
    Ok(params)
}
