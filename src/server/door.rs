//! Who may come in: Host, Origin, the bearer token, and what every answer says to a browser.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::problem::Problem;

/// The names under which the server may be addressed, and the origins that may post to it.
#[derive(Debug)]
pub struct Door {
    hosts: Vec<String>,
    /// Its own, then those of other sites that may use the chat.
    origins: Vec<String>,
    own_origins: usize,
}

impl Door {
    /// The door of a server that listens on `address`; `None` where the public address is not a URL of http or https.
    pub fn new(address: SocketAddr, public_url: Option<&str>, origins: &[String]) -> Option<Self> {
        let port = address.port();
        let mut hosts = vec![address.to_string()];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}")));
            if port == 80 {
                hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(str::to_owned));
            }
        }
        let mut allowed: Vec<String> = hosts.iter().map(|host| format!("http://{host}")).collect();
        if let Some(url) = public_url {
            let url: Uri = url.parse().ok()?;
            let scheme = url.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
            let host = url.authority().filter(|host| !host.as_str().contains('@'))?.as_str().to_lowercase();
            allowed.push(format!("{scheme}://{host}"));
            hosts.push(host);
        }
        let own_origins = allowed.len();
        allowed.extend(origins.iter().map(|origin| origin.trim_end_matches('/').to_lowercase()));
        Some(Door { hosts, origins: allowed, own_origins })
    }

    fn knows_host(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts.contains(&host.to_lowercase()))
    }

    /// A request without an Origin comes from no page, or from one of our own.
    fn knows_origin(&self, headers: &HeaderMap) -> bool {
        is_among(&self.origins, headers)
    }

    /// Whether a request comes from no page of another site, not even of one that may use the chat.
    pub(super) fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        is_among(&self.origins[..self.own_origins], headers)
    }
}

fn is_among(origins: &[String], headers: &HeaderMap) -> bool {
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origin.to_str().is_ok_and(|origin| origins.contains(&origin.to_lowercase())),
    }
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Checks Host and Origin before anything else, and writes the headers of safety on every answer.
pub(super) async fn check(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    // A link on another site may open a page; nothing else of another site comes in.
    let opens = *request.method() == Method::GET && headers.get("sec-fetch-mode").is_some_and(navigates);
    let mut response = if !shared.door.knows_host(headers) {
        Problem::new(StatusCode::MISDIRECTED_REQUEST, "foreign-host", "this server has another name")
            .into_response()
    } else if !opens && !shared.door.knows_origin(headers) {
        Problem::new(StatusCode::FORBIDDEN, "foreign-origin", "another site may not do this").into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn navigates(mode: &HeaderValue) -> bool {
    mode == "navigate"
}

/// Lets through who bears the token.
pub(super) async fn bearer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer "));
    if token.is_some_and(|token| shared.config.token.is(token)) {
        return next.run(request).await;
    }
    let mut response = Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "send the token of the data folder: Authorization: Bearer …",
    )
    .into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}
