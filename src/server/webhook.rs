//! `POST /v1/webhooks/SECRET/NAME`: what another system tells of a contact, for the script's `webhook NAME`.
//!
//! The manifest says where its parts stand and who is meant. One request may bring several events, and events that are
//! none of the script's business.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::State;
use super::body;
use super::problem::Problem;
use super::secret::{Secret, hex};
use crate::channel::http::{all, one, text};
use crate::diagnostic::nearest;
use crate::engine::eval::from_wire;
use crate::engine::{Event, EventKind, Machine};
use crate::ir::{BodyFormat, Signature, Type, Value, Webhook};
use crate::outbound::{SignedRequest, verify};

const VALUE_CHARACTERS_MAX: usize = 4_096;
/// The most events of one request.
const EVENTS_MAX: usize = 500;
/// Headers by which senders name a delivery.
const DELIVERY_IDS: [&str; 3] = ["webhook-id", "idempotency-key", "x-chatwoot-delivery"];

/// Takes a webhook and answers when it is durable.
pub(super) async fn receive(
    Shared(shared): State,
    Path((secret, name)): Path<(String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<&'static str, Problem> {
    if !shared.config.webhook_secret.is(&secret) {
        return Err(Problem::not_found("there is nothing here"));
    }
    let machine = shared.desk.machine();
    let program = machine.program();
    let declared = &program.symbols.webhooks;
    let signature = declared.get(&name).ok_or_else(|| {
        let near = nearest(&name, declared.keys().map(String::as_str));
        let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        Problem::not_found(format!("no webhook `{name}`{near}"))
    })?;
    let plain = plain(&machine);
    let webhook = program.outside.webhooks.by_name.get(&name).unwrap_or(&plain);
    let may = method == Method::POST || (method == Method::GET && webhook.format != BodyFormat::Json);
    if !may {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "send POST"));
    }
    let body = body::bytes(body)?;
    if let Some(recipe) = &webhook.signature {
        let url = format!("{}{}", shared.base, uri.path_and_query().map_or("/", |path| path.as_str()));
        let headers = body::signed_headers(&headers);
        let request = SignedRequest { method: method.as_str(), url: &url, headers: &headers, body: &body };
        let key = shared.config.webhook_keys.get(&name);
        if !key.is_some_and(|key| verify(recipe, key, &request, shared.desk.now())) {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "the signature does not fit"));
        }
    }
    let document = body::document(webhook.format, &headers, &uri, &body)?;
    let delivery = DELIVERY_IDS.iter().find_map(|name| headers.get(*name)?.to_str().ok());
    let arrived = read(&machine, &name, signature, webhook, &document, delivery)?;
    for Arrived { id, found_by, params } in arrived {
        let kind = EventKind::Webhook { name: name.clone(), params };
        let event = Event { id, at: shared.desk.now(), kind };
        shared.desk.arrive(&found_by, event).await?;
    }
    Ok("OK")
}

/// How a webhook is read that the manifest does not have: by the names of its parameters, its contact found as that of
/// postbacks, or by any tracker field.
fn plain(machine: &Machine) -> Webhook {
    let program = machine.program();
    let mut finders: Vec<&str> = program.outside.postbacks.contact.iter().map(String::as_str).collect();
    if finders.is_empty() {
        finders = program.symbols.trackers.keys().map(String::as_str).chain(["contact"]).collect();
    }
    let contact = finders.into_iter().filter_map(|name| Some((name.to_owned(), crate::ir::Path::of(name)?)));
    Webhook { contact: contact.collect(), ..Webhook::default() }
}

/// One event in the script's own words.
#[derive(Debug, PartialEq)]
struct Arrived {
    id: String,
    found_by: Vec<(String, String)>,
    params: BTreeMap<String, Value>,
}

/// The events of a document. One that is unfit makes the whole request unfit, so that it comes again when it is mended.
fn read(
    machine: &Machine,
    name: &str,
    signature: &Signature,
    webhook: &Webhook,
    document: &Json,
    delivery: Option<&str>,
) -> Result<Vec<Arrived>, Problem> {
    let events = match &webhook.each {
        Some(each) => all(document, each),
        None => vec![document],
    };
    if events.len() > EVENTS_MAX {
        return Err(Problem::unfit(format!("a request brings at most {EVENTS_MAX} events")));
    }
    let mut arrived = Vec::new();
    for (at, event) in events.into_iter().enumerate() {
        let wanted =
            webhook.when.iter().all(|(path, value)| one(event, path).and_then(text).as_ref() == Some(value));
        if wanted {
            arrived.push(read_one(machine, name, signature, webhook, event, delivery.map(|id| (id, at)))?);
        }
    }
    Ok(arrived)
}

fn read_one(
    machine: &Machine,
    name: &str,
    signature: &Signature,
    webhook: &Webhook,
    event: &Json,
    delivery: Option<(&str, usize)>,
) -> Result<Arrived, Problem> {
    let mut params = BTreeMap::new();
    let mut written = BTreeMap::new();
    for (param, ty) in &signature.params {
        let found = match webhook.params.get(param) {
            Some(path) => one(event, path),
            None => event.get(param),
        };
        let Some(found) = found.filter(|found| !found.is_null()) else { continue };
        let unfit = || Problem::unfit(format!("`{param}` does not fit its type"));
        params.insert(param.clone(), typed(machine, found, ty).ok_or_else(unfit)?);
        written.extend(text(found).map(|text| (param.as_str(), text)));
    }
    let found_by = webhook.contact.iter().filter_map(|(finder, path)| {
        let value = one(event, path).and_then(text)?.trim().to_owned();
        (!value.is_empty() && value.chars().count() <= VALUE_CHARACTERS_MAX)
            .then_some((finder.clone(), value))
    });
    let found_by: Vec<_> = found_by.collect();
    if found_by.is_empty() {
        let places: Vec<&str> = webhook.contact.iter().map(|(_, path)| path.as_str()).collect();
        return Err(Problem::unfit(format!("nothing stands at `{}`: who is meant?", places.join("`, `"))));
    }
    let id = match (&signature.unique_by, delivery) {
        _ if !webhook.unique.is_empty() => {
            let mut parts = Vec::new();
            for path in &webhook.unique {
                let part = one(event, path).and_then(text);
                parts.push(
                    part.ok_or_else(|| Problem::unfit(format!("nothing stands at `{}`", path.as_str())))?,
                );
            }
            // Hashed: a part may hold any sign, and its bounds must not run together.
            let parts = Json::from(parts).to_string();
            hex(&Sha256::digest(parts.as_bytes()))
        }
        (Some(by), _) => {
            let unfit = || Problem::unfit(format!("`{by}` is missing: it makes a `{name}` unique"));
            written.get(by.as_str()).cloned().ok_or_else(unfit)?
        }
        (None, Some((delivery, at))) => format!("{delivery}/{at}"),
        // Nothing tells a repetition: every arrival counts.
        (None, None) => {
            let closed = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closed", "try again later");
            Secret::random().map_err(closed)?.reveal().to_owned()
        }
    };
    Ok(Arrived { id: format!("webhook:{name}:{id}"), found_by, params })
}

/// A value by its declared type; lists item by item.
fn typed(machine: &Machine, found: &Json, ty: &Type) -> Option<Value> {
    if let (Type::List(of), Json::Array(items)) = (ty, found) {
        return items.iter().map(|item| typed(machine, item, of)).collect::<Option<_>>().map(Value::List);
    }
    let text = text(found).filter(|text| text.chars().count() <= VALUE_CHARACTERS_MAX)?;
    from_wire(&text, ty, machine.regexes())
}
