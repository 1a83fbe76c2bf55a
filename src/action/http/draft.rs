//! A request before it is signed and sent: everything but who asks.

use std::time::Duration;

use reqwest::Method as HttpMethod;

use super::blank::Filler;
use super::url;
use crate::action::inputs::Inputs;
use crate::action::json;
use crate::engine::{ActionRequest, EffectKey};
use crate::ir::{Action, Auth, Connection, HttpBody, HttpCall, Method, SignatureRecipe, Time, Value};
use crate::outbound::{Environment, Filled, Request, SignedRequest, add_field, sign};

/// The largest answer of an action.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// What is asked for by a GraphQL operation.
const GRAPHQL_ACCEPT: &str = "application/graphql-response+json, application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A request before it is signed and sent.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    method: Method,
    url: Filled,
    headers: Vec<(String, Filled)>,
    body: Option<Filled>,
    timeout: Duration,
    key: String,
}

impl Draft {
    /// The request of a call.
    ///
    /// # Errors
    /// In words without secrets: an input that is missing, a value that has no place in such a request.
    pub fn of(
        environment: &Environment,
        connection: Option<&Connection>,
        action: &Action,
        call: &HttpCall,
        request: &ActionRequest,
        key: &EffectKey,
    ) -> Result<Self, String> {
        let inputs = Inputs::of(request, &action.input)?;
        let key = key.to_string();
        let filler = Filler { inputs, environment, key: &key };
        let base = connection.map_or("", |connection| connection.url.as_str());
        let address =
            url::fill(&format!("{base}{}", call.url), environment, |name| inputs.get(name).clone())?;
        let mut target = address.expose().to_owned();
        for (name, value) in filler.fields(&call.query, false)? {
            url::add_query(&mut target, &name, &value);
        }
        let mut headers = Vec::new();
        for (name, value) in connection.iter().flat_map(|connection| &connection.headers) {
            let value = crate::action::inputs::text(environment, value)?;
            headers.push((name.clone(), value));
        }
        for (name, value) in &call.headers {
            headers.push((name.clone(), filler.text(value)?));
        }
        if let Some(name) = &call.key_header {
            headers.push((name.clone(), Filled::new(key.clone())));
        }
        let mut kind = "application/json";
        let body = match &call.body {
            HttpBody::Nothing => None,
            HttpBody::Json(blank) => Some(filler.json(blank)?.unwrap_or_else(|| "{}".to_owned())),
            HttpBody::Form(fields) | HttpBody::FormPhp(fields) => {
                kind = FORM;
                let nested = matches!(call.body, HttpBody::FormPhp(_));
                let mut form = String::new();
                for (name, value) in filler.fields(fields, nested)? {
                    add_field(&mut form, &name, &value);
                }
                Some(form)
            }
            HttpBody::GraphQl { query, variables, .. } => {
                headers.insert(0, ("accept".to_owned(), Filled::new(GRAPHQL_ACCEPT)));
                let query = serde_json::Value::from(query.as_str());
                Some(format!("{{\"query\":{query},\"variables\":{}}}", filler.object(variables)?))
            }
            HttpBody::Inputs => {
                let rest = action.input.iter().filter(|param| !call.places(&param.name));
                let rest = rest.map(|param| (param.name.as_str(), inputs.get(&param.name)));
                let rest: Vec<_> = rest.filter(|(_, value)| **value != Value::Empty).collect();
                match call.method {
                    Method::Get | Method::Delete => {
                        for (name, value) in rest {
                            url::add_query(&mut target, name, &json::plain(value)?);
                        }
                        None
                    }
                    Method::Post | Method::Put | Method::Patch => {
                        let mut text = String::new();
                        json::object(rest.into_iter(), &mut text)?;
                        Some(text)
                    }
                }
            }
        };
        let named = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if body.is_some() && !named("content-type") {
            headers.push(("content-type".to_owned(), Filled::new(kind)));
        }
        Ok(Draft {
            method: call.method,
            url: Filled::new(target),
            headers,
            body: body.map(Filled::new),
            timeout: Duration::from_millis(action.timeout.0.max(1) as u64),
            key,
        })
    }

    /// The request as it is sent: with who asks, `token` where one was asked for, and the signature.
    ///
    /// # Errors
    /// In words without secrets: a key of a signature that cannot be used.
    pub fn finish(
        self,
        environment: &Environment,
        auth: &Auth,
        token: Option<&Filled>,
        recipe: Option<&SignatureRecipe>,
        now: Time,
    ) -> Result<Request, String> {
        let Draft { method, mut url, mut headers, body, timeout, key } = self;
        let fill = |text: &str| crate::action::inputs::text(environment, text);
        let mut authorization =
            |value: String| headers.push(("authorization".to_owned(), Filled::new(value)));
        match auth {
            Auth::Nobody => {}
            Auth::Bearer(token) => authorization(format!("Bearer {}", fill(token)?.expose())),
            Auth::Basic { user, password } => {
                authorization(super::basic(fill(user)?.expose(), fill(password)?.expose()));
            }
            Auth::OAuth2(_) | Auth::Google(_) => {
                let token = token.ok_or("there is no token")?;
                authorization(format!("Bearer {}", token.expose()));
            }
            Auth::Header { name, value } => headers.push((name.clone(), fill(value)?)),
            Auth::Query { name, value } => {
                let mut text = url.expose().to_owned();
                super::url::add_query(&mut text, name, fill(value)?.expose());
                url = Filled::new(text);
            }
        }
        if let Some(recipe) = recipe {
            if let Some(name) = &recipe.timestamp_header {
                headers.push((name.clone(), Filled::new(now.0.div_euclid(1_000).to_string())));
            }
            if let Some(name) = &recipe.id_header {
                headers.push((name.clone(), Filled::new(key)));
            }
            let shown: Vec<(String, String)> =
                headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect();
            let signed = SignedRequest {
                method: method.word(),
                url: url.expose(),
                headers: &shown,
                body: body.as_ref().map_or(&[], |body| body.expose().as_bytes()),
            };
            let signature = sign(recipe, &fill(&recipe.key)?, &signed)?;
            headers.push((recipe.header.clone(), signature));
        }
        Ok(Request {
            method: match method {
                Method::Get => HttpMethod::GET,
                Method::Post => HttpMethod::POST,
                Method::Put => HttpMethod::PUT,
                Method::Patch => HttpMethod::PATCH,
                Method::Delete => HttpMethod::DELETE,
            },
            url,
            headers,
            json: body.map(|body| body.expose().to_owned()),
            timeout,
            bytes_max: ANSWER_BYTES_MAX,
        })
    }

    /// The request in words, for a dry run. Only where the environment's values are masked.
    pub fn words(&self) -> String {
        // What a contact wrote must not steer a terminal.
        let plain = |text: &Filled| text.expose().replace(char::is_control, "�");
        let mut words = format!("{} {}", self.method.word(), plain(&self.url));
        for (name, value) in &self.headers {
            words.push_str(&format!("\n{name}: {}", plain(value)));
        }
        if let Some(body) = &self.body {
            words.push_str(&format!("\n{}", plain(body)));
        }
        words
    }
}
