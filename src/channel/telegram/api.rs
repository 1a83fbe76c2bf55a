//! Calls of the Bot API. The token stands in every URL, so no URL is ever part of an error.

use std::time::Duration;

use reqwest::{Method, Url};
use serde::Deserialize;
use serde_json::Value;

use crate::outbound::{Failure, Filled, Outbound, Part, Reply, Request};

/// Telegram's own address.
pub const BASE: &str = "https://api.telegram.org";
/// The largest file that a bot may fetch.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(55);

/// The Bot API, for one bot.
#[derive(Debug, Clone)]
pub struct Api {
    outbound: Outbound,
    base: Filled,
    token: Filled,
}

/// Why a call brought nothing; in words without secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// Telegram said no.
    #[error("Telegram says {code}: {words}")]
    Said {
        /// The code, which is also the HTTP status.
        code: u16,
        /// Telegram's description.
        words: String,
        /// How long it asks to wait.
        retry_after: Option<Duration>,
        /// The group's new number, where it was upgraded.
        moved_to: Option<i64>,
    },
    /// Nobody knows whether it was done: no answer came.
    #[error("{0}")]
    Unknown(String),
    /// It never left and never will.
    #[error("{0}")]
    Unsendable(String),
}

impl ApiError {
    /// Whether Telegram's description holds one of these texts, whatever their case.
    pub fn mentions(&self, texts: &[&str]) -> bool {
        let Self::Said { words, .. } = self else { return false };
        let words = words.to_lowercase();
        texts.iter().any(|text| words.contains(&text.to_lowercase()))
    }

    /// The code of what Telegram said; 0 where it said nothing.
    pub fn code(&self) -> u16 {
        match self {
            Self::Said { code, .. } => *code,
            _ => 0,
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Api {
    /// The API at a base URL.
    pub fn new(outbound: Outbound, base: Filled, token: Filled) -> Self {
        Api { outbound, base, token }
    }

    /// The bot's own id: the number before the colon of its token.
    pub fn bot_id(&self) -> Option<i64> {
        self.token.expose().split_once(':')?.0.parse().ok()
    }

    /// Calls a method with JSON parameters.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn call(&self, method: &str, params: &Value) -> Result<Value, ApiError> {
        self.call_within(method, params, TIMEOUT).await
    }

    /// The same with a time limit of its own.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn call_within(
        &self,
        method: &str,
        params: &Value,
        timeout: Duration,
    ) -> Result<Value, ApiError> {
        let request = Request { json: Some(params.to_string()), ..self.request(method, timeout) };
        self.answer(self.outbound.send(request).await)
    }

    /// Calls a method with files: objects and lists among the parameters are sent as JSON.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn upload(
        &self,
        method: &str,
        params: &serde_json::Map<String, Value>,
        files: Vec<(String, Part)>,
    ) -> Result<Value, ApiError> {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let texts = params.iter().map(|(name, value)| (name.clone(), Part::Text(text(value))));
        let parts = texts.chain(files).collect();
        self.answer(self.outbound.upload(self.request(method, UPLOAD_TIMEOUT), parts).await)
    }

    /// The bytes of a file that the contact sent.
    ///
    /// # Errors
    /// [`ApiError`]; a file above [`FILE_BYTES_MAX`] is refused.
    pub async fn file(&self, id: &str) -> Result<Vec<u8>, ApiError> {
        let file = self.call("getFile", &serde_json::json!({ "file_id": id })).await?;
        let path = file["file_path"].as_str().unwrap_or_default();
        let inside = !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !inside {
            let words =
                "the Bot API names no file that can be fetched; a local server must run without --local";
            return Err(ApiError::Unsendable(words.to_owned()));
        }
        let unsendable = || ApiError::Unsendable("the Bot API's address is no URL".to_owned());
        let mut url = Url::parse(self.base.expose()).map_err(|_| unsendable())?;
        url.path_segments_mut()
            .map_err(|()| unsendable())?
            .pop_if_empty()
            .extend(["file", &format!("bot{}", self.token.expose())])
            .extend(path.split('/'));
        let request = Request {
            method: Method::GET,
            url: Filled::new(url.as_str()),
            headers: vec![("accept".into(), Filled::new("*/*"))],
            json: None,
            timeout: TIMEOUT,
            bytes_max: FILE_BYTES_MAX,
        };
        match self.outbound.send(request).await {
            Ok(Reply { status: 200, body, .. }) => Ok(body),
            Ok(reply) => Err(self.said(reply.status, "the file is not there", None, None)),
            Err(failure) => Err(of_failure(failure)),
        }
    }

    fn request(&self, method: &str, timeout: Duration) -> Request {
        let base = self.base.expose().trim_end_matches('/');
        Request {
            method: Method::POST,
            url: Filled::new(format!("{base}/bot{}/{method}", self.token.expose())),
            headers: Vec::new(),
            json: None,
            timeout,
            bytes_max: ANSWER_BYTES_MAX,
        }
    }

    fn answer(&self, reply: Result<Reply, Failure>) -> Result<Value, ApiError> {
        let reply = reply.map_err(of_failure)?;
        let Ok(envelope) = serde_json::from_slice::<Envelope>(&reply.body) else {
            return match reply.status {
                status if status < 500 && status != 200 => {
                    Err(self.said(status, "an answer without words", reply.retry_after, None))
                }
                status => Err(ApiError::Unknown(format!("the Bot API answers {status} without JSON"))),
            };
        };
        if envelope.ok {
            return Ok(envelope.result);
        }
        let Parameters { retry_after, migrate_to_chat_id } = envelope.parameters;
        let code = if envelope.error_code == 0 { reply.status } else { envelope.error_code };
        let retry_after = retry_after.map(Duration::from_secs).or(reply.retry_after);
        Err(self.said(code, &envelope.description, retry_after, migrate_to_chat_id))
    }

    /// An error that was said, with the token taken out should it ever be repeated there.
    fn said(&self, code: u16, words: &str, retry_after: Option<Duration>, moved_to: Option<i64>) -> ApiError {
        let words = words.replace(self.token.expose(), "…");
        ApiError::Said { code, words, retry_after, moved_to }
    }
}

fn of_failure(failure: Failure) -> ApiError {
    match failure {
        Failure::Refused(words) => ApiError::Unsendable(words),
        failure => ApiError::Unknown(failure.to_string()),
    }
}
