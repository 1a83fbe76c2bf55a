//! The project's bots in Telegram: looked at before the start, received from after it.

use std::path::Path;
use std::sync::Arc;

use super::super::{Exit, Screen};
use crate::channel::telegram::{ApiError, Receiver, Telegram};
use crate::ir::TelegramReceive;
use crate::runtime::Runtime;
use crate::server::{Config, Secret, TelegramHook};

/// Asks who the bots are, and returns a line about each. One that cannot be reached now is told and tried again later.
///
/// # Errors
/// The exit of the command, told on the screen: a token that is none, a webhook without a public address.
pub async fn look(
    screen: &Screen,
    bots: &[Arc<Telegram>],
    public_url: Option<&str>,
) -> Result<Vec<String>, Exit> {
    let mut lines = Vec::new();
    for bot in bots {
        let webhook = bot.receive() == TelegramReceive::Webhook;
        if webhook && public_url.is_none() {
            let what =
                format!("channels.{} receives over a webhook, and Telegram must know where", bot.name());
            return Err(screen.fail(what, "name the address with --public-url, or leave `receive` out"));
        }
        let way = if webhook { "webhook" } else { "polling" };
        match bot.username().await {
            Ok(name) => lines.push(format!("@{name} is up ({way})")),
            Err(error @ ApiError::Said { code: 401 | 404, .. }) => {
                let what =
                    format!("channels.{}: Telegram does not know the bot's token ({error})", bot.name());
                return Err(screen.fail(what, "@BotFather gives the right one; `/token` shows it again"));
            }
            Err(error) => {
                lines.push(format!("{}: not reached yet ({error}); tried again and again", bot.name()))
            }
        }
    }
    Ok(lines)
}

/// Receivers that have not begun.
pub struct Receivers {
    polling: Vec<Arc<Receiver>>,
    webhooks: Vec<(String, Arc<Receiver>, Secret)>,
}

/// Makes the bots' receivers; those over a webhook get their place in the server.
///
/// # Errors
/// The exit of the command, told on the screen: a secret that cannot be kept.
pub fn receivers(
    screen: &Screen,
    bots: &[Arc<Telegram>],
    runtime: &Runtime,
    data: &Path,
    config: &mut Config,
) -> Result<Receivers, Exit> {
    let mut receivers = Receivers { polling: Vec::new(), webhooks: Vec::new() };
    for bot in bots {
        let receiver = Arc::new(Receiver::new(bot.clone(), runtime.handle()));
        if bot.receive() == TelegramReceive::Polling {
            receivers.polling.push(receiver);
            continue;
        }
        let secret = match bot.secret() {
            Some(secret) => Secret::new(secret.expose()),
            None => {
                let path = data.join(format!("telegram-secret-{}", bot.name()));
                Secret::load_or_make(&path).map_err(|error| {
                    screen.fail(format!("{}: {error}", path.display()), "remove it and a new one is made")
                })?
            }
        };
        let hook = TelegramHook { secret: secret.clone(), receiver: receiver.clone() };
        config.telegram.insert(bot.name().to_owned(), hook);
        receivers.webhooks.push((bot.name().to_owned(), receiver, secret));
    }
    Ok(receivers)
}

impl Receivers {
    /// Begins to receive; each ends with the runtime. `base` is the server's public address.
    pub fn begin(self, base: &str) {
        for receiver in self.polling {
            tokio::spawn(receiver.poll());
        }
        for (name, receiver, secret) in self.webhooks {
            let url = format!("{base}/v1/telegram/{name}");
            tokio::spawn(async move { receiver.register(&url, secret.reveal()).await });
        }
    }
}
