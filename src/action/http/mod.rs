//! Actions over HTTP: one attempt.

#[cfg(test)]
mod tests;
mod url;

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method as HttpMethod;

use super::json;
use crate::engine::{ActionRequest, EffectKey};
use crate::ir::{Action, HttpCall, Method, Value};
use crate::outbound::{Environment, Failure, Filled, Outbound, Reply, Request};
use crate::runtime::ActionTry;

/// The largest answer of an action.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// What actions over HTTP share.
#[derive(Debug, Clone)]
pub(super) struct Http {
    outbound: Outbound,
    environment: Arc<Environment>,
}

impl Http {
    /// With the client and the values that URLs and headers ask for.
    pub fn new(outbound: Outbound, environment: Arc<Environment>) -> Self {
        Http { outbound, environment }
    }

    /// Makes one attempt at an action.
    pub async fn attempt(
        &self,
        action: &Action,
        call: &HttpCall,
        request: &ActionRequest,
        key: &EffectKey,
    ) -> ActionTry {
        let sent = match self.request(action, call, request, key) {
            Ok(sent) => sent,
            Err(words) => return ActionTry::Failed(words),
        };
        match self.outbound.send(sent).await {
            Ok(reply) => judge(action, call, &reply),
            Err(failure @ (Failure::Refused(_) | Failure::TooLarge(_))) => {
                ActionTry::Failed(failure.to_string())
            }
            Err(failure @ (Failure::Unreachable(_) | Failure::Slow(_))) => {
                ActionTry::again(failure.to_string())
            }
        }
    }

    fn request(
        &self,
        action: &Action,
        call: &HttpCall,
        request: &ActionRequest,
        key: &EffectKey,
    ) -> Result<Request, String> {
        let given = |name: &str| request.args.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        for param in &action.input {
            let empty = matches!(given(&param.name), None | Some(Value::Empty));
            if empty && !param.optional {
                return Err(format!("its input `{}` is empty", param.name));
            }
        }
        let address =
            url::fill(&call.url, &self.environment, |name| given(name).cloned().unwrap_or_default())?;
        let rest = action.input.iter().filter(|param| !address.used.contains(&param.name));
        let rest: Vec<(&str, &Value)> = rest
            .filter_map(|param| Some((param.name.as_str(), given(&param.name)?)))
            .filter(|(_, value)| !matches!(value, Value::Empty))
            .collect();
        let mut headers = Vec::new();
        for (name, value) in &call.headers {
            let value =
                self.environment.fill(value).map_err(|name| format!("the variable {name} is not set"))?;
            headers.push((name.clone(), value));
        }
        if let Some(name) = &call.key_header {
            headers.push((name.clone(), Filled::new(key.to_string())));
        }
        let mut target = address.url;
        let body = match call.method {
            Method::Get | Method::Delete => {
                let mut text = target.expose().to_owned();
                for (name, value) in rest {
                    url::add_query(&mut text, name, &json::plain(value)?);
                }
                target = Filled::new(text);
                None
            }
            Method::Post | Method::Put | Method::Patch => {
                let mut text = String::new();
                json::object(rest.into_iter(), &mut text)?;
                Some(text)
            }
        };
        Ok(Request {
            method: method(call.method),
            url: target,
            headers,
            json: body,
            timeout: Duration::from_millis(action.timeout.0.max(1) as u64),
            bytes_max: ANSWER_BYTES_MAX,
        })
    }
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Patch => HttpMethod::PATCH,
        Method::Delete => HttpMethod::DELETE,
    }
}

/// What an answer means.
fn judge(action: &Action, call: &HttpCall, reply: &Reply) -> ActionTry {
    if call.empty_on.contains(&reply.status) {
        return ActionTry::Done(Value::Empty);
    }
    match reply.status {
        200..=299 => {}
        408 | 425 | 429 | 500..=599 => {
            let why = format!("answered with status {}", reply.status);
            return ActionTry::Again { why, after: reply.retry_after };
        }
        status => return ActionTry::Failed(format!("answered with status {status}")),
    }
    let Some(output) = &action.output else { return ActionTry::Done(Value::Empty) };
    if reply.body.is_empty() && output.optional {
        return ActionTry::Done(Value::Empty);
    }
    let Ok(body) = serde_json::from_slice(&reply.body) else {
        return ActionTry::Failed("answered with what is not JSON".to_owned());
    };
    match json::read(&body, &output.ty, output.optional) {
        Ok(value) => ActionTry::Done(value),
        Err(words) => ActionTry::Failed(format!("answered with what was not declared: {words}")),
    }
}
