//! Actions over HTTP against servers on loopback, as their manifests write them.

mod answer;
mod body;
mod connection;
mod outcome;
mod token;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::action::Bindings;
use crate::action::testing::{machine, outside};
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::Value;
use crate::outbound::{Environment, Outbound, Vault};
use crate::runtime::{ActionTry, Actions};

/// A value of the environment that must never be told.
pub const CANARY: &str = "s3cret-c4nary";

/// A request as a peer saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub uri: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What a peer answers.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Whether the answer never comes.
    pub silent: bool,
}

pub fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into(), silent: false }
}

type Handler = Arc<dyn Fn(&Seen) -> Reply + Send + Sync>;

/// A server that notes each request.
pub struct Peer {
    pub port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Peer {
    /// One that answers by a function of the request.
    pub async fn new(handler: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let handler: Handler = Arc::new(handler);
        let router = Router::new().fallback(any(take)).with_state((seen.clone(), handler));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Peer { port, seen }
    }

    /// One that answers every request in the same way.
    pub async fn answering(status: u16, body: &str) -> Self {
        let answer = reply(status, body);
        Self::new(move |_| answer.clone()).await
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

async fn take(
    State((noted, handler)): State<(Arc<Mutex<Vec<Seen>>>, Handler)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let seen = Seen { method, uri: uri.to_string(), headers, body };
    let answer = handler(&seen);
    noted.lock().unwrap().push(seen);
    if answer.silent {
        return std::future::pending().await;
    }
    let mut response = (StatusCode::from_u16(answer.status).unwrap(), answer.body).into_response();
    for (name, value) in answer.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

/// A project's actions.
pub struct Bot {
    pub machine: Machine,
    pub bindings: Bindings,
    pub data: tempfile::TempDir,
}

impl Bot {
    /// The actions of a manifest, of which `${BASE}` is the peer.
    pub fn of(manifest: &str, peer: &Peer) -> Self {
        Self::at(manifest, peer.port, tempfile::tempdir().unwrap())
    }

    /// The same with a data folder that may hold something.
    pub fn at(manifest: &str, port: u16, data: tempfile::TempDir) -> Self {
        let text = format!("flow: 1\nproject: test\nallow_private: [localhost]\n{manifest}");
        let outside = outside(&text);
        let look_up = |name: &str| match name {
            "BASE" => Some(format!("http://localhost:{port}")),
            "KEY_FILE" => Some(data.path().join("key.json").to_str().unwrap().to_owned()),
            _ => Some(CANARY.to_owned()),
        };
        let environment = Arc::new(Environment::of(&outside, look_up).unwrap());
        let outbound = Outbound::new(&outside.allow_private).unwrap();
        let bindings = Bindings::new(outbound, environment, Vault::new(data.path()), "".into(), false);
        Bot { machine: machine(outside), bindings, data }
    }

    /// Makes one attempt.
    pub async fn call(&self, action: &str, args: &[(&str, Value)]) -> ActionTry {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let request = ActionRequest { id: 1, action: action.into(), args, tries: 1 };
        let key = EffectKey { contact: "c1".into(), sequence: 4, index: 2 };
        let tried = self.bindings.call(&self.machine, &request, &key).await;
        assert!(!format!("{tried:?}").contains(CANARY), "{tried:?}");
        tried
    }

    /// How long the call of an effect has to wait.
    pub fn turn(&self, action: &str, sequence: u64) -> Duration {
        let request = ActionRequest { id: 1, action: action.into(), args: Vec::new(), tries: 1 };
        let key = EffectKey { contact: "c1".into(), sequence, index: 0 };
        self.bindings.turn(&self.machine, &request, &key)
    }
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

/// A failure in words, the action's name left out.
pub fn failed(words: &str) -> ActionTry {
    ActionTry::Failed(format!("crm.call: {words}"))
}

/// What is worth another try, the action's name left out.
pub fn again(words: &str) -> ActionTry {
    ActionTry::again(format!("crm.call: {words}"))
}

pub fn done() -> ActionTry {
    ActionTry::Done(Value::Empty)
}
