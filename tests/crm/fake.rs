//! A peer on loopback: it writes down what it is sent, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use flowc::channel::http::recipe;
use flowc::ir::Time;
use flowc::outbound::{Filled, SignedRequest, verify};
use serde_json::Value as Json;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Whether the secret signed it, now as its own header says.
    pub fn is_signed(&self, secret: &str) -> bool {
        let request = SignedRequest { method: "POST", url: "", headers: &self.headers, body: &self.body };
        let at = Time(1_000 * self.header("webhook-timestamp").parse::<i64>().unwrap_or(0));
        verify(&recipe(secret), &Filled::new(secret), &request, at)
    }
}

/// What it does with a request.
#[derive(Debug, Clone)]
pub enum Does {
    /// Answers with this status and body.
    Answers(u16, &'static str),
    /// Asks for a pause of one second.
    Storms,
    /// Does it, and breaks the connection.
    Breaks,
    /// Never answers.
    Hangs,
}

#[derive(Default)]
struct Inner {
    seen: Vec<Seen>,
    next: VecDeque<Does>,
    always: Option<Does>,
}

/// The peer.
#[derive(Clone, Default)]
pub struct Fake(Arc<Mutex<Inner>>);

impl Fake {
    /// A peer, and its address.
    pub async fn open() -> (Fake, String) {
        let fake = Fake::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (fake, base)
    }

    /// The next requests are treated so, one after the other.
    pub fn then(&self, does: impl IntoIterator<Item = Does>) {
        self.0.lock().unwrap().next.extend(does);
    }

    /// All requests are treated so, until it is told otherwise.
    pub fn always(&self, does: Option<Does>) {
        self.0.lock().unwrap().always = does;
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().seen.clone()
    }

    /// What came, for a message.
    fn brief(&self) -> Vec<String> {
        let line = |seen: &Seen| format!("{} {}", seen.path, String::from_utf8_lossy(&seen.body));
        self.seen().iter().map(line).collect()
    }

    /// What was posted under a path, once `count` such requests have come.
    pub async fn until(&self, path: &str, count: usize) -> Vec<Seen> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let seen: Vec<Seen> =
                self.seen().into_iter().filter(|seen| seen.path.starts_with(path)).collect();
            if seen.len() >= count {
                return seen;
            }
            assert!(Instant::now() < deadline, "{count} requests to {path} wanted, seen {:?}", self.brief());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn answer(
    State(fake): State<Fake>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let seen = Seen {
        method: method.to_string(),
        path: uri.path().to_owned(),
        headers: headers.collect(),
        body: body.to_vec(),
    };
    let does = {
        let mut inner = fake.0.lock().unwrap();
        inner.seen.push(seen);
        let next = inner.next.pop_front();
        next.or_else(|| inner.always.clone()).unwrap_or(Does::Answers(200, "{}"))
    };
    match does {
        Does::Answers(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Does::Storms => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response(),
        Does::Hangs => std::future::pending().await,
        // The task of the connection ends with it: the peer sees no answer.
        Does::Breaks => panic!("the connection breaks, as told"),
    }
}
