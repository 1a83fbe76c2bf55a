//! Long polling: updates are asked for, and confirmed when all of them are durable.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::api::ApiError;
use super::receiver::Receiver;
use super::trouble::Trouble;
use super::update::KINDS;

/// How long Telegram holds a request for which there is nothing yet.
const HOLD: Duration = Duration::from_secs(25);
const SLACK: Duration = Duration::from_secs(15);

impl Receiver {
    /// Asks for updates until the runtime ends.
    pub async fn poll(self: Arc<Self>) {
        tokio::select! {
            () = self.handle.ended() => {}
            () = self.clone().ask() => {}
        }
    }

    async fn ask(self: Arc<Self>) {
        let mut trouble = Trouble::new(self.bot.name());
        // A webhook that is still set would take everything away.
        while let Err(error) =
            self.bot.api.call("deleteWebhook", &json!({ "drop_pending_updates": false })).await
        {
            tokio::time::sleep(trouble.pause(&error)).await;
        }
        let mut offset: Option<i64> = None;
        loop {
            let mut params = json!({ "limit": 100, "timeout": HOLD.as_secs(), "allowed_updates": KINDS });
            if let Some(offset) = offset {
                params["offset"] = Value::from(offset);
            }
            match self.bot.api.call_within("getUpdates", &params, HOLD + SLACK).await {
                Ok(Value::Array(updates)) => {
                    trouble.is_over();
                    let last = updates.iter().filter_map(|update| update["update_id"].as_i64()).max();
                    if self.clone().take_all(updates).await {
                        offset = last.map(|last| last + 1).or(offset);
                    } else {
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
                Ok(_) => {
                    let strange =
                        ApiError::Unknown("the Bot API answers with something else than updates".into());
                    tokio::time::sleep(trouble.pause(&strange)).await;
                }
                Err(error) => tokio::time::sleep(trouble.pause(&error)).await,
            }
        }
    }

    /// Takes a batch: what is of one chat in order, chats at the same time. `false`: some have to come again; those that
    /// were taken change nothing then.
    async fn take_all(self: Arc<Self>, updates: Vec<Value>) -> bool {
        let mut chats: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
        for update in updates {
            chats.entry(chat(&update)).or_default().push(update);
        }
        let mut tasks = JoinSet::new();
        for (_, updates) in chats {
            let own = self.clone();
            tasks.spawn(async move {
                for update in updates {
                    own.take(&update).await?;
                }
                Ok::<(), crate::runtime::RuntimeError>(())
            });
        }
        let mut all = true;
        while let Some(done) = tasks.join_next().await {
            match done {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!(channel = self.bot.name(), %error, "updates of Telegram are taken again");
                    all = false;
                }
                Err(_) => all = false,
            }
        }
        all
    }
}

fn chat(update: &Value) -> i64 {
    let places = ["/message/chat/id", "/callback_query/message/chat/id", "/my_chat_member/chat/id"];
    places.iter().find_map(|place| update.pointer(place)?.as_i64()).unwrap_or(0)
}
