//! The one HTTP client that leaves this machine.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Method, StatusCode, Url};

use super::{Filled, is_public};

/// The most redirects of one request.
const REDIRECTS_MAX: usize = 5;

/// A client that reaches the open network and the hosts that a manifest allows.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: reqwest::Client,
    pub(super) allowed: Arc<BTreeSet<String>>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Filled,
    /// Headers.
    pub headers: Vec<(String, Filled)>,
    /// A body; JSON, unless a header names another type.
    pub json: Option<String>,
    /// The longest that everything may take, redirects and the body included.
    pub timeout: Duration,
    /// The largest body that is read.
    pub bytes_max: usize,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// How long the host asks to wait.
    pub retry_after: Option<Duration>,
}

/// Why nothing came back; in words without secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It will fail again: an address that is refused, a URL that is none, a redirect that is not followed.
    #[error("{0}")]
    Refused(String),
    /// It may pass, and nothing was sent: no connection.
    #[error("{0}")]
    Unreachable(String),
    /// The connection broke. What was sent may have arrived.
    #[error("{0}")]
    Broken(String),
    /// It took longer than it may.
    #[error("no answer within {0:?}")]
    Slow(Duration),
    /// The body is larger than what is read.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

impl Outbound {
    /// A client; `allow_private` names hosts whose addresses may be private.
    ///
    /// # Errors
    /// Where the machine's certificates cannot be read, in words.
    pub fn new(allow_private: &[String]) -> Result<Self, String> {
        let allowed: Arc<BTreeSet<String>> =
            Arc::new(allow_private.iter().map(|host| host.to_lowercase()).collect());
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .user_agent(concat!("flowc/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Filter { allowed: allowed.clone() })
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Outbound { client, allowed })
    }

    /// Sends a request and reads its whole answer, whatever its status.
    ///
    /// # Errors
    /// [`Failure`] where there is none.
    pub async fn send(&self, request: Request) -> Result<Reply, Failure> {
        let timeout = request.timeout;
        match tokio::time::timeout(timeout, self.follow(request)).await {
            Ok(result) => result,
            Err(_) => Err(Failure::Slow(timeout)),
        }
    }

    /// The connections, for the other forms of a request.
    pub(super) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    async fn follow(&self, request: Request) -> Result<Reply, Failure> {
        let mut url = Url::parse(request.url.expose())
            .map_err(|error| Failure::Refused(format!("the address is no URL: {error}")))?;
        let mut method = request.method.clone();
        let mut headers = headers(&request.headers)?;
        let mut json = request.json.clone();
        for _ in 0..=REDIRECTS_MAX {
            self.look_at(&url)?;
            let mut sent = self.client.request(method.clone(), url.clone()).headers(headers.clone());
            if let Some(json) = &json {
                if !headers.contains_key(CONTENT_TYPE) {
                    sent = sent.header(CONTENT_TYPE, "application/json");
                }
                sent = sent.body(json.clone());
            }
            let response = sent.send().await.map_err(|error| failure(&url, error))?;
            let Some(next) = redirect(&url, response.status(), response.headers())? else {
                return read(&url, response, request.bytes_max).await;
            };
            let elsewhere = next.origin() != url.origin();
            match response.status() {
                StatusCode::SEE_OTHER => {
                    method = Method::GET;
                    json = None;
                }
                _ if method == Method::GET || method == Method::HEAD => {}
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT if !elsewhere => {}
                _ => return Err(Failure::Refused(format!("{} sends a {method} elsewhere", host(&url)))),
            }
            if elsewhere {
                // Headers hold what the first host may know, and nobody else.
                headers = self::headers(&[])?;
            }
            url = next;
        }
        Err(Failure::Refused(format!("{} redirects more than {REDIRECTS_MAX} times", host(&url))))
    }

    /// What can be said of a URL before its host is resolved. An address in it is never resolved, so it is looked at here.
    pub(super) fn look_at(&self, url: &Url) -> Result<(), Failure> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Failure::Refused(format!("`{}:` is neither http nor https", url.scheme())));
        }
        let Some(host) = url.host_str() else {
            return Err(Failure::Refused("the address has no host".to_owned()));
        };
        // The parser has brought every spelling of an address (`0x7f.1`, `2130706433`) to the usual one.
        let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        match address {
            Some(address) if !is_public(address) && !self.allowed.contains(&address.to_string()) => {
                Err(Failure::Refused(refusal(&address.to_string())))
            }
            _ => Ok(()),
        }
    }
}

/// The headers as they are sent; their values are shown nowhere.
pub(super) fn headers(given: &[(String, Filled)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    for (name, value) in given {
        let refused = || Failure::Refused(format!("the header `{name}` cannot be sent as it is"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        let mut value = HeaderValue::from_bytes(value.expose().as_bytes()).map_err(|_| refused())?;
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

/// Where a redirect leads; `None` where the answer is none.
fn redirect(url: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, Failure> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = headers.get(LOCATION) else { return Ok(None) };
    let next = location.to_str().ok().and_then(|location| url.join(location).ok());
    let next = next.ok_or_else(|| Failure::Refused(format!("{} redirects to what is no URL", host(url))))?;
    if url.scheme() == "https" && next.scheme() != "https" {
        return Err(Failure::Refused(format!("{} redirects from https to {}", host(url), next.scheme())));
    }
    Ok(Some(next))
}

/// The whole answer, up to a bound.
pub(super) async fn read(
    url: &Url,
    mut response: reqwest::Response,
    bytes_max: usize,
) -> Result<Reply, Failure> {
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers());
    if response.content_length().is_some_and(|length| length > bytes_max as u64) {
        return Err(Failure::TooLarge(bytes_max));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(url, error))? {
        if body.len() + chunk.len() > bytes_max {
            return Err(Failure::TooLarge(bytes_max));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, body, retry_after })
}

/// How long a host asks to wait: in seconds, or until a date. Its own clock tells how far that is from now.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::trim);
    let asked = text(RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    #[allow(clippy::disallowed_methods)] // a host that does not tell the time is taken to have ours
    let now =
        text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// The host as it may be shown: paths, queries and passwords of a URL may be secrets.
fn host(url: &Url) -> String {
    url.host_str().unwrap_or("the host").to_owned()
}

pub(super) fn refusal(host: &str) -> String {
    format!(
        "{host} is not in the open network; `allow_private` in the manifest names hosts that may be reached all the same"
    )
}

/// An error of the connection in words: the innermost cause, which holds no URL.
pub(super) fn failure(url: &Url, error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    loop {
        if let Some(private) = cause.downcast_ref::<Private>() {
            return Failure::Refused(private.to_string());
        }
        match cause.source() {
            Some(inner) => cause = inner,
            None => break,
        }
    }
    if error.is_builder() {
        return Failure::Refused(format!("the request to {} cannot be made: {cause}", host(url)));
    }
    if error.is_connect() {
        return Failure::Unreachable(format!("{} cannot be reached: {cause}", host(url)));
    }
    Failure::Broken(format!("the connection to {} broke: {cause}", host(url)))
}

/// Resolves names and keeps the addresses that may be reached. The connection is made to these alone.
struct Filter {
    allowed: Arc<BTreeSet<String>>,
}

/// A name of which no address may be reached.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Private(String);

impl Resolve for Filter {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().trim_end_matches('.').to_lowercase();
        let all = self.allowed.contains(&host);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let kept: Vec<SocketAddr> =
                found.iter().copied().filter(|address| all || is_public(address.ip())).collect();
            if kept.is_empty() && !found.is_empty() {
                return Err(Box::new(Private(refusal(&host))) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_asks_to_wait_in_seconds_or_until_a_date_of_its_own_clock() {
        let asked = |list: &[(HeaderName, &'static str)]| {
            let list = list.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
            retry_after(&list.collect())
        };
        let (now, later) = ("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:30:00 GMT");
        assert_eq!(asked(&[(RETRY_AFTER, " 7 ")]), Some(Duration::from_secs(7)));
        assert_eq!(asked(&[(RETRY_AFTER, later), (DATE, now)]), Some(Duration::from_secs(120)));
        assert_eq!(asked(&[(RETRY_AFTER, now), (DATE, later)]), Some(Duration::ZERO));
        assert_eq!(asked(&[(RETRY_AFTER, later)]), Some(Duration::ZERO), "long ago");
        assert_eq!((asked(&[(RETRY_AFTER, "soon")]), asked(&[])), (None, None));
    }

    #[test]
    fn a_redirect_never_leads_from_https_to_http() {
        let led = |from: &str, to: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, HeaderValue::from_str(to).unwrap());
            redirect(&Url::parse(from).unwrap(), StatusCode::FOUND, &headers)
        };
        let to = |from, to| led(from, to).unwrap().unwrap().to_string();
        assert_eq!(to("https://a.example/x", "/y"), "https://a.example/y");
        assert_eq!(to("http://a.example/x", "https://b.example/"), "https://b.example/");
        for away in ["http://a.example/", "ftp://a.example/", "file:///etc/passwd"] {
            let words = led("https://a.example/x", away).unwrap_err().to_string();
            assert!(words.starts_with("a.example redirects from https to "), "{words}");
        }
    }
}
