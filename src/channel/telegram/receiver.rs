//! What an update means: events of a contact, or work of the team.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Telegram;
use super::api::{ApiError, FILE_BYTES_MAX};
use super::content::{self, Content, RemoteFile};
use super::update::{Incoming, Membership, Press, Update, User};
use crate::action::image;
use crate::channel::link;
use crate::engine::{Event, EventKind, Known, Message};
use crate::ir::{MediaKind, MediaRef};
use crate::runtime::{Ack, Handle, RuntimeError};
use crate::store::StoreError;

/// Attempts at fetching a file.
const FETCHES_MAX: u32 = 3;

/// Takes a bot's updates.
pub struct Receiver {
    pub(super) bot: Arc<Telegram>,
    pub(super) handle: Handle,
}

impl Receiver {
    /// A receiver of the bot's updates. It holds a share of the runtime.
    pub fn new(bot: Arc<Telegram>, handle: Handle) -> Self {
        Receiver { bot, handle }
    }

    /// Takes one update; resolves when everything that it means is durable. A repeated one changes nothing, one that cannot
    /// be read or executed is told in the log and passed over.
    ///
    /// # Errors
    /// Where it has to come again: the store does not write now, or too much waits.
    pub async fn take(&self, update: &Value) -> Result<(), RuntimeError> {
        let update = match Update::deserialize(update) {
            Ok(update) => update,
            Err(error) => {
                let number = update["update_id"].as_i64();
                tracing::warn!(channel = self.bot.name(), number, %error, "an update of Telegram is not understood");
                return Ok(());
            }
        };
        let of_team = update.chat().is_some_and(|chat| self.bot.team.has(chat.id));
        let private = update.chat().is_some_and(|chat| chat.kind == "private");
        let number = update.update_id;
        if let Some(message) = update.message {
            match () {
                () if of_team => self.team_wrote(number, message).await,
                () if private => self.wrote(number, message).await,
                () => Ok(()),
            }
        } else if let Some(press) = update.callback_query {
            let id = press.id.clone();
            let taken = match () {
                () if of_team => self.team_pressed(number, press).await,
                () if private => self.pressed(number, press).await.map(|()| String::new()),
                () => Ok(String::new()),
            };
            // Unanswered, a button seems to be at work for a long time.
            let words = taken.as_deref().unwrap_or_default();
            let answer = json!({ "callback_query_id": id, "text": words });
            if let Err(error) = self.bot.api.call("answerCallbackQuery", &answer).await
                && error.code() != 400
            {
                tracing::debug!(why = %error, "a press was not answered");
            }
            taken.map(drop)
        } else if let Some(member) = update.my_chat_member {
            if private && !of_team { self.member(number, member).await } else { Ok(()) }
        } else {
            Ok(())
        }
    }

    /// A contact wrote.
    async fn wrote(&self, number: i64, message: Incoming) -> Result<(), RuntimeError> {
        let Some(from) = message.from.clone().filter(|from| !from.is_bot) else { return Ok(()) };
        let contact = self.bot.contact(message.chat.id);
        if let Some(payload) = start(&message.text) {
            let kind = self.start(payload, &from);
            return self.submit(&contact, self.id(number), kind).await.map(drop);
        }
        let Some(content) = content::read(&message, from.id) else { return Ok(()) };
        let known = Known { phone: content.phone.clone(), ..from.known(self.bot.name()) };
        self.profile(number, &contact, known).await?;
        let message = self.fetched(&contact, content).await?;
        self.submit(&contact, self.id(number), EventKind::Message(message)).await.map(drop)
    }

    fn start(&self, payload: Option<String>, from: &User) -> EventKind {
        let machine = self.handle.machine();
        let pattern = machine.program().outside.links.by_channel.get(self.bot.name());
        let trackers =
            pattern.zip(payload.as_ref()).and_then(|(pattern, payload)| link::trackers(pattern, payload));
        let known = from.known(self.bot.name());
        EventKind::Start { payload, known, trackers: trackers.unwrap_or_default() }
    }

    /// A contact pressed a button.
    async fn pressed(&self, number: i64, press: Press) -> Result<(), RuntimeError> {
        let Some(message) = press.message.filter(|_| !press.data.is_empty()) else { return Ok(()) };
        let contact = self.bot.contact(message.chat.id);
        self.profile(number, &contact, press.from.known(self.bot.name())).await?;
        // Of an old message only its number is left; the engine knows the button by its id.
        let text = message.reply_markup.text_of(&press.data).unwrap_or_default().to_owned();
        self.submit(&contact, self.id(number), EventKind::Button { text, button: press.data }).await.map(drop)
    }

    /// A contact blocked the bot, or let it in again: then its next message goes on where it was.
    async fn member(&self, number: i64, member: Membership) -> Result<(), RuntimeError> {
        let contact = self.bot.contact(member.chat.id);
        if !self.handle.knows(&contact) {
            return Ok(());
        }
        match member.new_chat_member.status.as_str() {
            "kicked" => self.submit(&contact, self.id(number), EventKind::Blocked).await.map(drop),
            "member" => self.profile(number, &contact, member.from.known(self.bot.name())).await,
            _ => Ok(()),
        }
    }

    /// Notes what Telegram says of the contact, where it says something new.
    async fn profile(&self, number: i64, contact: &str, known: Known) -> Result<(), RuntimeError> {
        let person = self.handle.person(contact)?.unwrap_or_default();
        let news = [
            (&known.first_name, &person.first_name),
            (&known.last_name, &person.last_name),
            (&known.username, &person.username),
            (&known.phone, &person.phone),
            (&known.language, &person.language),
            (&known.channel, &person.channel),
        ];
        if news.iter().all(|(new, own)| new.is_empty() || new == own) {
            return Ok(());
        }
        let kind = EventKind::Profile { known, trackers: Default::default() };
        self.submit(contact, format!("{}/profile", self.id(number)), kind).await.map(drop)
    }

    /// The message with its file in the store; a file that cannot be fetched is a note in its text.
    pub(super) async fn fetched(&self, contact: &str, content: Content) -> Result<Message, RuntimeError> {
        let mut message = Message { text: content.text, media: content.place.into_iter().collect() };
        if let Some(file) = content.file {
            match self.fetch(contact, &file).await? {
                Ok(media) => message.media.push(media),
                Err(why) => {
                    tracing::warn!(
                        channel = self.bot.name(),
                        file = file.word,
                        why,
                        "a file was not fetched"
                    );
                    let space = if message.text.is_empty() { "" } else { "\n" };
                    message.text = format!("{}{space}{}", message.text, content::note(file.word, &why));
                }
            }
        }
        Ok(message)
    }

    /// Fetches a file; pictures are known by their bytes, also those that were sent as files.
    async fn fetch(
        &self,
        contact: &str,
        file: &RemoteFile,
    ) -> Result<Result<MediaRef, String>, RuntimeError> {
        if file.bytes.is_some_and(|bytes| bytes > FILE_BYTES_MAX as u64) {
            return Ok(Err("is larger than the 20 MB that a bot may fetch".to_owned()));
        }
        let mut tries = 0;
        let bytes = loop {
            tries += 1;
            match self.bot.api.file(&file.id).await {
                Ok(bytes) => break bytes,
                Err(error) if error.mentions(&["file is too big"]) => {
                    return Ok(Err("is larger than the 20 MB that a bot may fetch".to_owned()));
                }
                Err(ApiError::Unknown(_) | ApiError::Said { code: 429 | 500.., .. })
                    if tries < FETCHES_MAX =>
                {
                    tokio::time::sleep(Duration::from_millis(500 << tries)).await;
                }
                Err(error) => {
                    tracing::warn!(channel = self.bot.name(), %error, "a file was not fetched");
                    return Ok(Err("could not be fetched".to_owned()));
                }
            }
        };
        let (kind, mime) = match (file.kind, image::sniff(&bytes)) {
            (MediaKind::Image | MediaKind::File, Ok(image)) => (MediaKind::Image, image.mime()),
            (MediaKind::Image, Err(_)) => (MediaKind::File, ""),
            (kind, _) => (kind, file.mime.as_str()),
        };
        self.handle.put_media(contact, kind, mime, bytes).await.map(Ok)
    }

    /// Submits an event. One that can never be taken is told in the log.
    pub(super) async fn submit(
        &self,
        contact: &str,
        id: String,
        kind: EventKind,
    ) -> Result<Option<Ack>, RuntimeError> {
        match self.handle.submit(contact, Event { id, at: self.handle.now(), kind }).await {
            Ok(ack) => Ok(Some(ack)),
            Err(error @ (RuntimeError::Panicked(_) | RuntimeError::Unreadable(_))) => {
                tracing::error!(%error, "an update of Telegram was not taken");
                Ok(None)
            }
            Err(RuntimeError::Store(error)) if matches!(*error, StoreError::Full { .. }) => {
                tracing::error!(%error, "an update of Telegram was not taken");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The id of an update's event: the same however often it comes.
    pub(super) fn id(&self, number: i64) -> String {
        format!("{}/{number}", self.bot.name())
    }
}

/// The payload of `/start`; `None` is another text.
fn start(text: &str) -> Option<Option<String>> {
    let (word, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let is_start = word == "/start" || word.starts_with("/start@");
    let payload = rest.trim();
    is_start.then(|| (!payload.is_empty()).then(|| payload.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::start;

    #[test]
    fn a_start_has_a_payload_or_none() {
        assert_eq!(start("/start"), Some(None));
        assert_eq!(start(" /start  abc_1 "), Some(Some("abc_1".into())));
        assert_eq!(start("/start@shop_bot abc"), Some(Some("abc".into())));
        assert_eq!(start("/started"), None);
        assert_eq!(start("start"), None);
        assert_eq!(start(""), None);
    }
}
