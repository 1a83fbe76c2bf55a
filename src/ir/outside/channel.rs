//! Channels: the ways to contacts.

use serde::{Deserialize, Serialize};

use super::HttpChannel;
use crate::ir::Duration;

/// A channel. Contacts of every kind but `web` have the id `NAME:PEER`: the channel's name, and the id that the peer
/// knows them by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Channel {
    /// The built-in web chat.
    Web(WebChannel),
    /// A Telegram bot.
    Telegram(TelegramChannel),
    /// WhatsApp; not connected yet.
    Whatsapp,
    /// Any system, over HTTP.
    Http(Box<HttpChannel>),
}

impl Channel {
    /// What it is.
    pub fn kind(&self) -> ChannelKind {
        match self {
            Channel::Web(_) => ChannelKind::Web,
            Channel::Telegram(_) => ChannelKind::Telegram,
            Channel::Whatsapp => ChannelKind::Whatsapp,
            Channel::Http(_) => ChannelKind::Http,
        }
    }

    /// How long after the contact's last message it takes what no template of its own says; `None`: always.
    pub fn window(&self) -> Option<Duration> {
        const DAY: Duration = Duration(24 * 60 * 60 * 1000);
        match self {
            Channel::Web(_) | Channel::Telegram(_) => None,
            Channel::Whatsapp => Some(DAY),
            Channel::Http(http) => http.window,
        }
    }
}

/// Kinds of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// The web chat.
    Web,
    /// Telegram.
    Telegram,
    /// WhatsApp.
    Whatsapp,
    /// Any system, over HTTP.
    Http,
}

/// The web chat.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WebChannel {
    /// Origins that may embed it.
    pub origins: Vec<String>,
}

/// A Telegram bot.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TelegramChannel {
    /// The bot's token, as `${NAME}`.
    pub token: String,
    /// The Bot API's base URL; `None`: Telegram's own.
    pub url: Option<String>,
    /// How updates come in.
    pub receive: TelegramReceive,
    /// The secret with which Telegram signs its webhook, as `${NAME}`; `None`: one is made at the first start.
    pub secret: Option<String>,
}

/// How a Telegram bot receives its updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TelegramReceive {
    /// It asks for them, over a connection that stays open.
    #[default]
    Polling,
    /// Telegram sends them to the public address.
    Webhook,
}
