//! What Telegram sends, as far as it is read.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::engine::Known;

/// The kinds of updates that are asked for.
pub const KINDS: [&str; 3] = ["message", "callback_query", "my_chat_member"];

/// One update: at most one of these.
#[derive(Debug, Deserialize)]
pub struct Update {
    /// Its number, unique for the bot.
    pub update_id: i64,
    /// A message.
    #[serde(default)]
    pub message: Option<Incoming>,
    /// A button was pressed.
    #[serde(default)]
    pub callback_query: Option<Press>,
    /// The bot was blocked, let in again, added, removed.
    #[serde(default)]
    pub my_chat_member: Option<Membership>,
}

/// A message.
#[derive(Debug, Deserialize)]
pub struct Incoming {
    /// Its number in the chat.
    pub message_id: i64,
    /// Where.
    pub chat: Chat,
    /// Who; not there in channels.
    #[serde(default)]
    pub from: Option<User>,
    /// The text of a text message.
    #[serde(default)]
    pub text: String,
    /// The text under media.
    #[serde(default)]
    pub caption: String,
    /// The message that it answers.
    #[serde(default)]
    pub reply_to_message: Option<Box<Answered>>,
    /// Everything else: the media, by its kind.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A message that was answered.
#[derive(Debug, Deserialize)]
pub struct Answered {
    /// Who wrote it.
    #[serde(default)]
    pub from: Option<User>,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// Its caption.
    #[serde(default)]
    pub caption: String,
}

/// A chat.
#[derive(Debug, Clone, Deserialize)]
pub struct Chat {
    /// Its number; those of groups are negative.
    pub id: i64,
    /// `private`, `group`, `supergroup`, `channel`.
    #[serde(rename = "type", default)]
    pub kind: String,
}

/// A person or a bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct User {
    /// Its number.
    pub id: i64,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The name behind the `@`.
    pub username: String,
    /// The language of its application, such as `pt-br`.
    pub language_code: String,
}

/// A press of a button.
#[derive(Debug, Deserialize)]
pub struct Press {
    /// What an answer names.
    pub id: String,
    /// Who pressed.
    pub from: User,
    /// The message with the button; not there for old ones.
    #[serde(default)]
    pub message: Option<Pressed>,
    /// What the button sends back.
    #[serde(default)]
    pub data: String,
}

/// The message whose button was pressed; of an old one only its number and chat are left.
#[derive(Debug, Deserialize)]
pub struct Pressed {
    /// Its number.
    pub message_id: i64,
    /// Where.
    pub chat: Chat,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// Its keyboard.
    #[serde(default)]
    pub reply_markup: Keyboard,
}

/// An inline keyboard.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Keyboard {
    /// Its rows.
    pub inline_keyboard: Vec<Vec<Button>>,
}

/// A button of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Button {
    /// What it shows.
    pub text: String,
    /// What it sends back.
    pub callback_data: String,
}

/// The bot's own place in a chat has changed.
#[derive(Debug, Deserialize)]
pub struct Membership {
    /// Where.
    pub chat: Chat,
    /// Who did it.
    pub from: User,
    /// What the bot is now.
    pub new_chat_member: Member,
}

/// A member.
#[derive(Debug, Deserialize)]
pub struct Member {
    /// `kicked` is blocked, `member` is not.
    pub status: String,
}

impl Update {
    /// The chat that it is about: what is of one chat is taken in order.
    pub fn chat(&self) -> Option<&Chat> {
        let message = self.message.as_ref().map(|message| &message.chat);
        let pressed = self.callback_query.as_ref().and_then(|press| press.message.as_ref());
        let member = self.my_chat_member.as_ref().map(|member| &member.chat);
        message.or(pressed.map(|pressed| &pressed.chat)).or(member)
    }
}

impl Keyboard {
    /// All its buttons.
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.inline_keyboard.iter().flatten()
    }

    /// What the button that sends this back shows.
    pub fn text_of(&self, data: &str) -> Option<&str> {
        self.buttons().find(|button| button.callback_data == data).map(|button| button.text.as_str())
    }
}

impl User {
    /// What Telegram says of a contact of a channel.
    pub fn known(&self, channel: &str) -> Known {
        let language = self.language_code.split('-').next().unwrap_or_default();
        Known {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            username: self.username.clone(),
            language: language.to_lowercase(),
            channel: channel.to_owned(),
            ..Known::default()
        }
    }

    /// The name that others see.
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name).trim().to_owned();
        match (name.is_empty(), self.username.is_empty()) {
            (false, _) => name,
            (true, false) => format!("@{}", self.username),
            (true, true) => self.id.to_string(),
        }
    }
}
