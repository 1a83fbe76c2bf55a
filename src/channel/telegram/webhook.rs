//! The webhook is made known to Telegram.

use serde_json::json;

use super::receiver::Receiver;
use super::trouble::Trouble;
use super::update::KINDS;

impl Receiver {
    /// Tells Telegram where to send updates, until it knows or the runtime ends.
    pub async fn register(&self, url: &str, secret: &str) {
        let params = json!({
            "url": url, "secret_token": secret, "allowed_updates": KINDS, "drop_pending_updates": false,
        });
        let set = async {
            let mut trouble = Trouble::new(self.bot.name());
            while let Err(error) = self.bot.api.call("setWebhook", &params).await {
                tokio::time::sleep(trouble.pause(&error)).await;
            }
            trouble.is_over();
        };
        tokio::select! {
            () = self.handle.ended() => {}
            () = set => {}
        }
    }
}
