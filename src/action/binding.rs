//! `do`: one attempt at an action of the manifest.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method as HttpMethod;

use super::{json, url};
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{Action, Method, Value};
use crate::outbound::{Environment, Failure, Filled, Outbound, Reply, Request};
use crate::runtime::{ActionTry, Actions, Pending};

/// The largest answer of an action.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// The manifest's actions over HTTP.
#[derive(Debug, Clone)]
pub struct Http {
    outbound: Outbound,
    environment: Arc<Environment>,
}

impl Http {
    /// With the client and the values that URLs and headers ask for.
    pub fn new(outbound: Outbound, environment: Arc<Environment>) -> Self {
        Http { outbound, environment }
    }

    async fn attempt(&self, action: &Action, request: &ActionRequest, key: &EffectKey) -> ActionTry {
        let sent = match self.request(action, request, key) {
            Ok(sent) => sent,
            Err(words) => return ActionTry::Failed(words),
        };
        match self.outbound.send(sent).await {
            Ok(reply) => judge(action, &reply),
            Err(failure @ (Failure::Refused(_) | Failure::TooLarge(_))) => {
                ActionTry::Failed(failure.to_string())
            }
            Err(failure @ (Failure::Unreachable(_) | Failure::Slow(_))) => {
                ActionTry::again(failure.to_string())
            }
        }
    }

    fn request(&self, action: &Action, request: &ActionRequest, key: &EffectKey) -> Result<Request, String> {
        let given = |name: &str| request.args.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        for param in &action.input {
            let empty = matches!(given(&param.name), None | Some(Value::Empty));
            if empty && !param.optional {
                return Err(format!("its input `{}` is empty", param.name));
            }
        }
        let address =
            url::fill(&action.url, &self.environment, |name| given(name).cloned().unwrap_or_default())?;
        let rest = action.input.iter().filter(|param| !address.used.contains(&param.name));
        let rest: Vec<(&str, &Value)> = rest
            .filter_map(|param| Some((param.name.as_str(), given(&param.name)?)))
            .filter(|(_, value)| !matches!(value, Value::Empty))
            .collect();
        let mut headers = Vec::new();
        for (name, value) in &action.headers {
            let value =
                self.environment.fill(value).map_err(|name| format!("the variable {name} is not set"))?;
            headers.push((name.clone(), value));
        }
        if let Some(name) = &action.retry.key_header {
            headers.push((name.clone(), Filled::new(key.to_string())));
        }
        let mut target = address.url;
        let body = match action.method {
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
            method: method(action.method),
            url: target,
            headers,
            json: body,
            timeout: Duration::from_millis(action.timeout.0.max(1) as u64),
            bytes_max: ANSWER_BYTES_MAX,
        })
    }
}

impl Actions for Http {
    fn call<'a>(
        &'a self,
        machine: &'a Machine,
        request: &'a ActionRequest,
        key: &'a EffectKey,
    ) -> Pending<'a, ActionTry> {
        Box::pin(async move {
            let tried = match machine.program().outside.actions.get(&request.action) {
                Some(action) => self.attempt(action, request, key).await,
                None => ActionTry::Failed("the manifest does not have it any more".to_owned()),
            };
            match tried {
                ActionTry::Failed(words) => ActionTry::Failed(format!("{}: {words}", request.action)),
                ActionTry::Again { why, after } => {
                    ActionTry::Again { why: format!("{}: {why}", request.action), after }
                }
                done => done,
            }
        })
    }

    fn may_repeat(&self, machine: &Machine, request: &ActionRequest) -> bool {
        let action = machine.program().outside.actions.get(&request.action);
        action.is_none_or(|action| {
            action.retry.tries > 1
                || action.retry.key_header.is_some()
                || matches!(action.method, Method::Get | Method::Put | Method::Delete)
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
fn judge(action: &Action, reply: &Reply) -> ActionTry {
    if action.empty_on.contains(&reply.status) {
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
