//! What goes wrong with receiving: told once, in plain words, and tried again with growing pauses.

use std::time::Duration;

use super::api::ApiError;

const PAUSE_MAX: Duration = Duration::from_secs(30);

/// What goes wrong now.
#[derive(Debug)]
pub struct Trouble<'a> {
    channel: &'a str,
    told: Option<&'static str>,
    pause: Duration,
}

impl<'a> Trouble<'a> {
    /// None yet.
    pub fn new(channel: &'a str) -> Self {
        Trouble { channel, told: None, pause: Duration::ZERO }
    }

    /// Tells of an error, unless it was told before, and returns how long to wait.
    pub fn pause(&mut self, error: &ApiError) -> Duration {
        let words = explained(error);
        if self.told != Some(words) {
            tracing::error!(channel = self.channel, why = %error, "{words}");
            self.told = Some(words);
        }
        self.pause = (self.pause * 2).clamp(Duration::from_secs(1), PAUSE_MAX);
        match error {
            ApiError::Said { retry_after: Some(asked), .. } => self.pause.max(*asked),
            _ => self.pause,
        }
    }

    /// It works again.
    pub fn is_over(&mut self) {
        if self.told.take().is_some() {
            tracing::warn!(channel = self.channel, "Telegram answers again");
        }
        self.pause = Duration::ZERO;
    }
}

/// An error in plain words: what it is and what to do.
pub fn explained(error: &ApiError) -> &'static str {
    match error {
        ApiError::Said { code: 401 | 404, .. } => {
            "Telegram does not know the bot's token: take the right one from @BotFather and start flowc with it"
        }
        ApiError::Said { code: 409, .. } if error.mentions(&["webhook"]) => {
            "another program has set a webhook for this bot: one bot has one receiver, stop the other or use a bot of its own"
        }
        ApiError::Said { code: 409, .. } => {
            "another program asks for this bot's updates at the same time: one bot has one receiver, stop the other or use a bot of its own"
        }
        ApiError::Said { code: 400, .. } => {
            "Telegram does not take this webhook: the public address must be https on port 443, 80, 88 or 8443"
        }
        ApiError::Said { code: 429, .. } => "Telegram asks to wait",
        ApiError::Said { .. } | ApiError::Unknown(_) => {
            "Telegram cannot be reached now; flowc goes on trying"
        }
        ApiError::Unsendable(_) => "the Bot API's address cannot be used",
    }
}
