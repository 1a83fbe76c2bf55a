//! The program's header.

use serde::{Deserialize, Serialize};

use super::{Clock, Duration, Template};

/// What the `bot` block says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bot {
    /// The bot's name.
    pub name: String,
    /// The flow in which a new contact begins.
    pub start: String,
    /// Who the bot is.
    pub persona: Option<Template>,
    /// What it may never do.
    pub guardrails: Option<Template>,
    /// Its manner.
    pub tone: Option<Template>,
    /// The channels' names in the manifest.
    pub channels: Vec<String>,
    /// The time zone of contacts whose own is unknown; `None` is UTC.
    pub timezone: Option<String>,
    /// The contact's night.
    pub quiet: Option<QuietHours>,
    /// The cap on proactive messages.
    pub cap: Option<Cap>,
    /// Opt-out words, compared after trimming and case folding.
    pub stop_words: Vec<String>,
    /// How long after a message the next one still belongs to it; `None`: each is read as it comes.
    pub gather: Option<Duration>,
    /// How long transcripts and the journal are kept.
    pub keep: Option<Duration>,
}

/// A span of the day that may run over midnight; the start belongs to it, the end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// The first minute.
    pub from: Clock,
    /// The minute after the last.
    pub to: Clock,
}

/// At most `messages` proactive messages in a sliding window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// How many.
    pub messages: u32,
    /// The window.
    pub per: Duration,
}
