//! Telegram: contacts through a bot, and the chat of the people of the team.
//!
//! What comes in becomes events that are durable before Telegram is told that it was taken; what goes out is paced, split
//! and repeated so that nothing is lost. The Bot API knows no keys: a message whose outcome nobody knows is sent again.

mod api;
mod card;
mod content;
mod duty;
mod outgoing;
mod pace;
mod polling;
mod receiver;
mod send;
mod split;
mod team;
mod trouble;
mod update;
mod webhook;

pub use api::ApiError;
pub use receiver::Receiver;

use serde_json::json;

use crate::engine::{Effect, EffectKind, Machine, Outgoing};
use crate::ir::{MediaKind, MediaRef, Outside, TelegramChannel, TelegramReceive};
use crate::outbound::{Environment, Filled, Outbound};
use crate::runtime::{Channels, Delivery, MediaBytes, Pending, Recipient};
use api::Api;
use outgoing::{Attachment, Key, KeyAct, Saying, Source, calls, rows};
use send::{Sender, Unsent};
use team::Team;

/// A bot.
#[derive(Debug)]
pub struct Telegram {
    name: String,
    api: Api,
    receive: TelegramReceive,
    secret: Option<Filled>,
    sender: Sender,
    team: Team,
}

impl Telegram {
    /// A bot of the manifest, by its channel's name.
    ///
    /// # Errors
    /// In words: a token, a secret or a chat that is none.
    pub fn new(
        name: &str,
        channel: &TelegramChannel,
        outside: &Outside,
        outbound: &Outbound,
        environment: &Environment,
    ) -> Result<Self, String> {
        let fill = |text: &str| environment.fill(text).map_err(|name| format!("${{{name}}} is not set"));
        let token = Filled::new(fill(&channel.token)?.expose().trim());
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
        let base = fill(channel.url.as_deref().unwrap_or(api::BASE))?;
        let secret = channel.secret.as_deref().map(fill).transpose()?;
        let secret_fits = |secret: &Filled| {
            let text = secret.expose();
            (1..=256).contains(&text.len())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        if secret.as_ref().is_some_and(|secret| !secret_fits(secret)) {
            return Err(format!(
                "channels.{name}.secret has 1 to 256 letters, digits, `-` or `_`: Telegram takes no others"
            ));
        }
        let api = Api::new(outbound.clone(), base, token.clone());
        if !token.expose().chars().all(fits) || api.bot_id().is_none() {
            return Err(format!(
                "channels.{name}.token is no token such as 123456:ABC-DEF, as @BotFather gives it"
            ));
        }
        Ok(Telegram {
            name: name.to_owned(),
            receive: channel.receive,
            secret,
            sender: Sender::new(api.clone()),
            team: Team::of(outside, name, environment)?,
            api,
        })
    }

    /// The channel's name in the manifest.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How updates come in.
    pub fn receive(&self) -> TelegramReceive {
        self.receive
    }

    /// The webhook's secret of the manifest, if there is one.
    pub fn secret(&self) -> Option<&Filled> {
        self.secret.as_ref()
    }

    /// The bot's user name.
    ///
    /// # Errors
    /// [`ApiError`]; 401 and 404 say that the token is not one.
    pub async fn username(&self) -> Result<String, ApiError> {
        let limit = std::time::Duration::from_secs(10);
        let me = self.api.call_within("getMe", &json!({}), limit).await?;
        Ok(me["username"].as_str().unwrap_or_default().to_owned())
    }

    /// The contact of a private chat.
    fn contact(&self, peer: i64) -> String {
        format!("{}:{peer}", self.name)
    }

    /// The private chat of a contact.
    fn peer(&self, contact: &str) -> Option<i64> {
        contact.strip_prefix(self.name.as_str())?.strip_prefix(':')?.parse().ok()
    }

    async fn say(
        &self,
        to: &Recipient,
        effect: &Effect,
        said: &Outgoing,
        media: &dyn MediaBytes,
    ) -> Delivery {
        let Some(chat) = self.peer(&to.contact) else {
            return Delivery::Refused(format!("`{}` is no contact of Telegram", to.contact));
        };
        if said.template.is_some() && said.text.is_empty() {
            return Delivery::Refused("Telegram has no approved templates".to_owned());
        }
        let (attachments, unreadable) = attachments(&said.media, media);
        if let Some(why) = unreadable.filter(|_| attachments.is_empty() && said.text.trim().is_empty()) {
            return Delivery::Refused(why);
        }
        let keys = said.buttons.iter().map(|button| Key {
            text: button.text.clone(),
            act: match &button.link {
                Some(link) => KeyAct::Link(link.clone()),
                None => KeyAct::Data(button.id.clone()),
            },
        });
        let saying = Saying {
            text: said.text.clone(),
            media: attachments,
            keyboard: rows(keys.collect()),
            ..Saying::default()
        };
        match self.sender.send(&effect.key, chat, said.proactive, calls(chat, saying)).await {
            Ok(_) => Delivery::Accepted,
            Err(unsent) => self.delivery(effect, unsent, true),
        }
    }

    async fn tell(
        &self,
        machine: &Machine,
        to: &Recipient,
        effect: &Effect,
        media: &dyn MediaBytes,
    ) -> Delivery {
        let (operator, relayed): (&str, &[MediaRef]) = match &effect.kind {
            EffectKind::Handoff { operator, .. } | EffectKind::Notify { operator, .. } => (operator, &[]),
            EffectKind::Relay { media, .. } => ("", media),
            EffectKind::Say(_) | EffectKind::Model(_) | EffectKind::Action(_) => return Delivery::Accepted,
        };
        let Some(chat) = self.team.chat(&machine.program().outside, operator) else {
            return Delivery::Refused(format!("the operator `{operator}` was not there when flowc started"));
        };
        let (attachments, _) = attachments(relayed, media);
        let is_card = !matches!(effect.kind, EffectKind::Relay { .. });
        let saying = team::saying(to, &effect.kind, attachments, self.team.card_of(&to.contact));
        match self.sender.send(&effect.key, chat, false, calls(chat, saying)).await {
            Ok(message) => {
                if let Some(message) = message.filter(|_| is_card) {
                    self.team.note_card(&to.contact, message);
                }
                Delivery::Accepted
            }
            Err(unsent) => self.delivery(effect, unsent, false),
        }
    }

    /// What an unsent message means for the effect. Only a contact blocks: a team's chat that cannot be written to is refused.
    fn delivery(&self, effect: &Effect, unsent: Unsent, to_contact: bool) -> Delivery {
        let error = match unsent {
            Unsent::NotYet { after } => {
                return Delivery::Later { why: "Telegram's pace".to_owned(), after };
            }
            Unsent::Failed(error) => error,
        };
        let delivery = match &error {
            ApiError::Said { code: 429, retry_after, .. } => {
                let after = retry_after.unwrap_or(std::time::Duration::from_secs(5));
                return Delivery::Later { why: error.to_string(), after };
            }
            ApiError::Said { code: 403, .. } if to_contact => Delivery::Blocked,
            ApiError::Said { code: 403, .. } => {
                Delivery::Refused(format!("{error}: is the bot a member of the operators' chat?"))
            }
            ApiError::Said { moved_to: Some(chat), .. } => Delivery::Refused(format!(
                "the operators' chat was made a supergroup: its number is {chat} now, give it to flowc"
            )),
            ApiError::Said { code: 400, .. } if error.mentions(&["message is not modified"]) => {
                Delivery::Accepted
            }
            ApiError::Said { code: 400 | 413, .. } | ApiError::Unsendable(_) => {
                Delivery::Refused(error.to_string())
            }
            // A token that is refused, another bot at the same work: mended by people, then it leaves.
            ApiError::Said { .. } | ApiError::Unknown(_) => return Delivery::again(error.to_string()),
        };
        self.sender.forget(&effect.key);
        delivery
    }
}

impl Channels for Telegram {
    fn deliver<'a>(
        &'a self,
        machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        Box::pin(async move {
            match &effect.kind {
                EffectKind::Say(said) => self.say(to, effect, said, media).await,
                _ => self.tell(machine, to, effect, media).await,
            }
        })
    }

    fn knows_keys(&self, _to: &Recipient) -> bool {
        false
    }
}

/// Media ready to be sent, and why some of it is not: the words that go with it are said all the same.
fn attachments(media: &[MediaRef], bytes: &dyn MediaBytes) -> (Vec<Attachment>, Option<String>) {
    let (mut ready, mut unreadable) = (Vec::new(), None);
    for one in media {
        match attachment(one, bytes) {
            Ok(attachment) => ready.push(attachment),
            Err(why) => {
                tracing::error!(why, "a message leaves without its media");
                unreadable = Some(why);
            }
        }
    }
    (ready, unreadable)
}

fn attachment(media: &MediaRef, bytes: &dyn MediaBytes) -> Result<Attachment, String> {
    let kind = media.kind;
    let source = if kind == MediaKind::Location {
        let place = media.at.split_once(',').and_then(|(latitude, longitude)| {
            Some(Source::Place(latitude.trim().parse().ok()?, longitude.trim().parse().ok()?))
        });
        place.ok_or_else(|| format!("`{}` is no place such as 50.45,30.52", media.at))?
    } else if media.at.contains("://") {
        Source::Url(media.at.clone())
    } else {
        let name = outgoing::file_name(&media.at, kind, &media.mime);
        Source::Bytes { name, mime: media.mime.clone(), bytes: bytes.read(media)? }
    };
    Ok(Attachment { kind, source })
}
