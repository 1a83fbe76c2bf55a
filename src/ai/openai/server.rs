//! One server of models: where it is, who asks, and bounded patience with it.

use std::time::Duration;

use super::wire;
use crate::engine::ModelAnswer;
use crate::ir::Model;
use crate::outbound::{Environment, Failure, Filled, Outbound, Request};

/// Attempts at one answer, the first included.
const TRIES_MAX: u32 = 3;
/// A server that asks for a longer pause is down for this call.
const PAUSE_MAX: Duration = Duration::from_secs(20);
/// The largest answer that is read.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// A model behind an OpenAI-compatible server. `Debug` shows neither key nor address.
#[derive(Debug)]
pub(super) struct Server {
    /// The client.
    pub outbound: Outbound,
    url: Filled,
    key: Option<Filled>,
    model: Filled,
    timeout: Duration,
    /// Before the second attempt; doubled before each further one, where the server does not say how long.
    pub pause: Duration,
}

/// Why an attempt gave no answer, in words without secrets.
pub(super) enum Trouble {
    /// The next one may: at once, or after the pause that the server asks for.
    Passing(String, Option<Duration>),
    /// The next one would not.
    Lasting(String),
}

impl Server {
    /// A model of the manifest at an endpoint such as `chat/completions`, its `${NAME}`s filled from the environment.
    ///
    /// # Errors
    /// What the manifest leaves out, in words without secrets.
    pub fn new(
        outbound: Outbound,
        model: &Model,
        environment: &Environment,
        endpoint: &str,
    ) -> Result<Self, String> {
        let filled = |text: &Option<String>| text.as_deref().map(|text| environment.fill(text)).transpose();
        let unset = |name: String| format!("the environment has no `{name}`");
        let url = filled(&model.url).map_err(unset)?.ok_or("the model has no `url`")?;
        Ok(Server {
            outbound,
            url: Filled::new(wire::endpoint(url.expose(), endpoint)),
            key: filled(&model.key).map_err(unset)?,
            model: filled(&model.model).map_err(unset)?.ok_or("the model has no `model`")?,
            timeout: Duration::from_millis(u64::try_from(model.timeout.0).unwrap_or(0).max(1)),
            pause: Duration::from_millis(500),
        })
    }

    /// The model's name there.
    pub fn model(&self) -> &str {
        self.model.expose()
    }

    /// A request with the key; `json` is its body, if that is one.
    pub fn request(&self, json: Option<String>) -> Request {
        let bearer =
            |key: &Filled| ("authorization".to_owned(), Filled::new(format!("Bearer {}", key.expose())));
        Request {
            method: reqwest::Method::POST,
            url: self.url.clone(),
            headers: self.key.iter().map(bearer).collect(),
            json,
            timeout: self.timeout,
            bytes_max: ANSWER_BYTES_MAX,
        }
    }

    /// The patience of one call.
    pub fn patience(&self) -> Patience {
        Patience { pause: self.pause, tries: 0 }
    }

    /// What comes within the time that a call may take; everything else is a model that is down.
    pub async fn in_time(&self, answer: impl Future<Output = Result<ModelAnswer, String>>) -> ModelAnswer {
        match tokio::time::timeout(self.timeout, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => ModelAnswer::Down(why),
            Err(_) => ModelAnswer::Down(format!("no answer within {:?}", self.timeout)),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(_) | Failure::TooLarge(_) => Trouble::Lasting(failure.to_string()),
            Failure::Unreachable(_) | Failure::Broken(_) | Failure::Slow(_) => {
                Trouble::Passing(failure.to_string(), None)
            }
        }
    }
}

/// How often, and after which pauses, a call is tried again.
pub(super) struct Patience {
    pause: Duration,
    tries: u32,
}

impl Patience {
    /// Returns when the next attempt is due.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn after(&mut self, trouble: Trouble) -> Result<(), String> {
        let (why, asked) = match trouble {
            Trouble::Passing(why, asked) => (why, asked),
            Trouble::Lasting(why) => return Err(why),
        };
        self.tries += 1;
        let wait = asked.unwrap_or(self.pause);
        if self.tries >= TRIES_MAX || wait > PAUSE_MAX {
            return Err(why);
        }
        tokio::time::sleep(wait).await;
        self.pause *= 2;
        Ok(())
    }
}
