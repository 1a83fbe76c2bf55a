//! The team's chat: what people write under cards, and the buttons that they press. Whoever is in the chat is of the team.

use serde_json::{Value, json};

use super::card::{self, Act};
use super::content;
use super::outgoing::{Key, KeyAct, markup};
use super::receiver::Receiver;
use super::update::{Incoming, Press, Pressed};
use crate::engine::{Command, EventKind, OperatorEvent, Status};
use crate::runtime::RuntimeError;

const WHOSE: &str =
    "Answer a message that ends with a line such as `id telegram:777`: it says whom I pass your words to.";
const COMMANDS: &str =
    "I know /pause and /resume, as answers to a card. Everything else that you answer goes to the contact.";
const OLD: &str = "This card is too old, or its contact is gone.";

/// What a card is after a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    /// A person leads.
    Taken,
    /// The bot leads, and a person may come back to it.
    Free,
    /// The handoff has ended by one of its own buttons.
    Settled,
}

impl Receiver {
    /// Somebody of the team wrote. Words that answer nothing of the bot's are the team's own.
    pub(super) async fn team_wrote(&self, number: i64, message: Incoming) -> Result<(), RuntimeError> {
        let chat = message.chat.id;
        let by_bot = message.from.as_ref().is_none_or(|from| from.is_bot);
        let Some(answered) = message.reply_to_message.as_ref().filter(|_| !by_bot) else { return Ok(()) };
        if answered.from.as_ref().map(|from| from.id) != self.bot.api.bot_id() {
            return Ok(());
        }
        let shown = if answered.text.is_empty() { &answered.caption } else { &answered.text };
        let contact = card::read_tag(shown).and_then(|mark| self.contact_of(mark));
        let Some(contact) = contact else {
            self.note(chat, message.message_id, WHOSE).await;
            return Ok(());
        };
        let sender = message.from.as_ref().map_or(0, |from| from.id);
        let Some(content) = content::read(&message, sender) else { return Ok(()) };
        if content.text.starts_with('/') {
            return self.commanded(number, &message, &contact, &content.text).await;
        }
        let said = self.fetched(&contact, content).await?;
        let kind = EventKind::Operator(OperatorEvent::Said(said));
        let ack = self.submit(&contact, self.id(number), kind).await?;
        if ack.is_some_and(|ack| ack.status == Status::Blocked) {
            self.note(chat, message.message_id, "The contact has blocked the bot: this may not arrive.")
                .await;
        }
        Ok(())
    }

    async fn commanded(
        &self,
        number: i64,
        message: &Incoming,
        contact: &str,
        text: &str,
    ) -> Result<(), RuntimeError> {
        let word = text.split_whitespace().next().unwrap_or_default();
        let word = word.split_once('@').map_or(word, |(word, _)| word);
        let (command, words) = match word {
            "/pause" => (Command::Pause, "The bot is silent for this contact; /resume ends it."),
            "/resume" => (Command::Resume, "The bot leads this contact again."),
            _ => {
                self.note(message.chat.id, message.message_id, COMMANDS).await;
                return Ok(());
            }
        };
        self.submit(contact, self.id(number), EventKind::Command(command)).await?;
        self.note(message.chat.id, message.message_id, words).await;
        Ok(())
    }

    /// Somebody of the team pressed a button. Returns what the person is told.
    pub(super) async fn team_pressed(&self, number: i64, press: Press) -> Result<String, RuntimeError> {
        let Some((act, mark)) = card::read_button(&press.data) else { return Ok(String::new()) };
        let contact = self.contact_of(mark);
        let (Some(contact), Some(shown)) = (contact, press.message) else { return Ok(OLD.to_owned()) };
        let (name, place) = (press.from.name(), (shown.chat.id, shown.message_id));
        let id = self.id(number);
        match act {
            Act::Take => {
                if let Some(who) = self.bot.team.take(place, &name) {
                    let who = if who == name { "You have" } else { &format!("{who} has") };
                    return Ok(super::split::shortened(&format!("{who} taken this one already."), 200));
                }
                let kind = EventKind::Operator(OperatorEvent::Joined);
                if let Err(error) = self.submit(&contact, id, kind).await {
                    self.bot.team.release(place);
                    return Err(error);
                }
                self.rewrite(&shown, Now::Taken, mark, &format!("Taken by {name}")).await;
                Ok("It is yours: answer this card to write to the contact.".to_owned())
            }
            Act::Back => {
                self.submit(&contact, id, EventKind::Operator(OperatorEvent::Left)).await?;
                self.bot.team.release(place);
                self.rewrite(&shown, Now::Free, mark, &format!("Handed back by {name}")).await;
                Ok("The bot leads again.".to_owned())
            }
            Act::Own => {
                let Some(text) = shown.reply_markup.text_of(&press.data) else { return Ok(OLD.to_owned()) };
                let text = text.to_owned();
                let kind = EventKind::Operator(OperatorEvent::Pressed(text.clone()));
                self.submit(&contact, id, kind).await?;
                self.bot.team.release(place);
                self.rewrite(&shown, Now::Settled, mark, &format!("{text}: {name}")).await;
                Ok(String::new())
            }
        }
    }

    /// The contact that a mark names; only one that is known.
    fn contact_of(&self, mark: &str) -> Option<String> {
        if mark.starts_with('#') {
            return self.handle.find(|contact| card::mark(contact) == mark);
        }
        self.handle.knows(mark).then(|| mark.to_owned())
    }

    /// Writes on a card what was done with it. It is a courtesy: what was done is durable already.
    async fn rewrite(&self, shown: &Pressed, now: Now, mark: &str, line: &str) {
        if shown.text.is_empty() {
            return;
        }
        let own = shown
            .reply_markup
            .buttons()
            .filter(|button| matches!(card::read_button(&button.callback_data), Some((Act::Own, _))));
        let own: Vec<Vec<Key>> = own
            .map(|button| {
                vec![Key { text: button.text.clone(), act: KeyAct::Data(button.callback_data.clone()) }]
            })
            .collect();
        let mut keyboard = card::keyboard(mark, now == Now::Taken, &[]);
        if now != Now::Settled {
            keyboard.extend(own);
        }
        let params = json!({
            "chat_id": shown.chat.id,
            "message_id": shown.message_id,
            "text": card::with_line(&shown.text, line),
            "reply_markup": markup(&keyboard),
        });
        self.courtesy("editMessageText", &params).await;
    }

    /// Answers in the team's chat.
    async fn note(&self, chat: i64, message: i64, words: &str) {
        let answers = json!({ "message_id": message, "allow_sending_without_reply": true });
        self.courtesy("sendMessage", &json!({ "chat_id": chat, "text": words, "reply_parameters": answers }))
            .await;
    }

    async fn courtesy(&self, method: &str, params: &Value) {
        match self.bot.api.call(method, params).await {
            Err(error) if !error.mentions(&["message is not modified"]) => {
                tracing::warn!(channel = self.bot.name(), why = %error, "the team's chat was not told");
            }
            _ => {}
        }
    }
}
