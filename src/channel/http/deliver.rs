//! Effects leave: posted to `deliver`, in the form that the peer reads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Method;
use serde_json::Value as Json;

use super::format::{flowc, manychat, smartsender};
use super::{Callback, peer, recipe};
use crate::engine::{Effect, EffectKind, Machine, Outgoing};
use crate::ir::{Deliver, HttpChannel, MediaRef, WireFormat};
use crate::outbound::{
    Environment, Failure, Filled, Outbound, Reply, Request, SignedRequest, percent_encode, sign,
};
use crate::runtime::{Channels, Clock, Delivery, MediaBytes, Pending, Recipient};

/// The longest that one post may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The largest answer that is read.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// What SmartSender asks for when it is asked too often; each further breach makes it longer.
const SMARTSENDER_PENALTY: Duration = Duration::from_secs(60);

/// The way out of one channel.
pub struct Sender {
    name: String,
    secret: Filled,
    deliver: Option<Deliver>,
    /// The URL of the channel's events, for buttons that come back over it.
    events: Option<String>,
    outbound: Outbound,
    environment: Arc<Environment>,
    clock: Arc<dyn Clock>,
    /// How many posts of a message that needs several have been accepted.
    parts: Mutex<HashMap<String, usize>>,
}

impl Sender {
    /// The way out of a channel of the manifest. `base` is the address under which this server is reached.
    ///
    /// # Errors
    /// The name of a variable that was not looked up.
    pub fn new(
        name: &str,
        channel: &HttpChannel,
        base: Option<&str>,
        outbound: Outbound,
        environment: Arc<Environment>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, String> {
        Ok(Sender {
            name: name.to_owned(),
            secret: environment.fill(channel.secret.as_deref().unwrap_or_default())?,
            deliver: channel.deliver.clone(),
            events: base.map(|base| format!("{base}/v1/channels/{name}/events")),
            outbound,
            environment,
            clock,
            parts: Mutex::default(),
        })
    }

    async fn send(
        &self,
        machine: &Machine,
        to: &Recipient,
        effect: &Effect,
        media: &dyn MediaBytes,
    ) -> Delivery {
        let Some(deliver) = &self.deliver else {
            let why = format!(
                "the channel `{}` has no `deliver`: what is not said in an answer cannot leave",
                self.name
            );
            return Delivery::Refused(why);
        };
        let contact = peer(&self.name, &to.contact);
        let bytes = |of: &MediaRef| media.read(of).ok();
        match (&effect.kind, deliver.format) {
            (EffectKind::Model(_) | EffectKind::Action(_), _) => {
                Delivery::Refused("this is no message".to_owned())
            }
            (EffectKind::Say(said), WireFormat::Flowc) => {
                let key = effect.key.to_string();
                let body = flowc::message(&key, contact, said, &bytes);
                self.post(deliver, contact, &key, &body).await
            }
            (EffectKind::Say(said), WireFormat::Manychat) => {
                let callback = self.callback(contact);
                let body = manychat::send(contact, said, callback.as_ref(), deliver.messenger.as_deref());
                self.post(deliver, contact, &effect.key.to_string(), &body).await
            }
            (EffectKind::Say(said), WireFormat::Smartsender) => {
                self.send_parts(deliver, contact, effect, said).await
            }
            (_, WireFormat::Flowc) => {
                let key = effect.key.to_string();
                let outside = &machine.program().outside;
                let operator = match &effect.kind {
                    EffectKind::Notify { operator, .. } | EffectKind::Handoff { operator, .. } => {
                        outside.operator(operator)
                    }
                    _ => outside.operator(""),
                };
                let chat = operator.and_then(|(_, operator)| operator.chat.as_deref());
                let chat = chat.and_then(|chat| self.environment.fill(chat).ok());
                let chat = chat.as_ref().map(Filled::expose);
                let body = flowc::news(&key, &to.contact, effect, operator, chat, to.card.as_ref(), &bytes);
                self.post(deliver, &to.contact, &key, &body).await
            }
            (_, WireFormat::Manychat | WireFormat::Smartsender) => {
                Delivery::Refused(format!("the channel `{}` reaches contacts alone, no operators", self.name))
            }
        }
    }

    /// A message that is several posts: those that were accepted are not posted again.
    async fn send_parts(
        &self,
        deliver: &Deliver,
        contact: &str,
        effect: &Effect,
        said: &Outgoing,
    ) -> Delivery {
        let key = effect.key.to_string();
        let parts = smartsender::sends(said, self.clock.now().0 / 1_000);
        let done = self.parts().get(&key).copied().unwrap_or(0);
        for (at, part) in parts.iter().enumerate().skip(done) {
            match self.post(deliver, contact, &key, part).await {
                Delivery::Accepted => {
                    self.parts().insert(key.clone(), at + 1);
                }
                again @ Delivery::Again { .. } => return again,
                end => {
                    self.parts().remove(&key);
                    return end;
                }
            }
        }
        self.parts().remove(&key);
        Delivery::Accepted
    }

    fn parts(&self) -> std::sync::MutexGuard<'_, HashMap<String, usize>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn callback(&self, contact: &str) -> Option<Callback> {
        let url = self.events.clone()?;
        Some(Callback { url, secret: self.secret.expose().to_owned(), contact: contact.to_owned() })
    }

    fn fill(&self, text: &str) -> Result<Filled, String> {
        self.environment.fill(text).map_err(|name| format!("the variable {name} is not set"))
    }

    async fn post(&self, deliver: &Deliver, contact: &str, key: &str, body: &Json) -> Delivery {
        let request = match self.request(deliver, contact, key, body.to_string()) {
            Ok(request) => request,
            Err(why) => return Delivery::Refused(why),
        };
        match self.outbound.send(request).await {
            Ok(reply) => judge(deliver.format, &reply),
            Err(Failure::Refused(why)) => Delivery::Refused(why),
            // Whatever it answered at such length, it has read the request.
            Err(failure @ Failure::TooLarge(_)) => Delivery::Refused(failure.to_string()),
            Err(failure @ (Failure::Unreachable(_) | Failure::Broken(_) | Failure::Slow(_))) => {
                Delivery::again(failure.to_string())
            }
        }
    }

    fn request(&self, deliver: &Deliver, contact: &str, key: &str, body: String) -> Result<Request, String> {
        if matches!(contact, "." | "..") {
            return Err("the contact's id would lead to another path".to_owned());
        }
        let mut segment = String::new();
        percent_encode(contact, &mut segment);
        let url = self.fill(&deliver.url)?.expose().replace("{contact}", &segment);
        let mut headers = Vec::new();
        if deliver.format == WireFormat::Flowc {
            headers = self.signed(key, &body)?;
        }
        for (name, value) in &deliver.headers {
            headers.push((name.clone(), self.fill(value)?));
        }
        Ok(Request {
            method: Method::POST,
            url: Filled::new(url),
            headers,
            json: Some(body),
            timeout: TIMEOUT,
            bytes_max: ANSWER_BYTES_MAX,
        })
    }

    /// The headers of a signed post; its id is the effect's key, with `%XX` for what no header may hold.
    fn signed(&self, key: &str, body: &str) -> Result<Vec<(String, Filled)>, String> {
        let mut id = String::new();
        for part in key.split_inclusive(['/', ':']) {
            let (name, sign) = part.split_at(part.len() - usize::from(part.ends_with(['/', ':'])));
            percent_encode(name, &mut id);
            id.push_str(sign);
        }
        let at = self.clock.now().0.div_euclid(1_000).to_string();
        let named = [("webhook-id".to_owned(), id.clone()), ("webhook-timestamp".to_owned(), at)];
        let signed = SignedRequest { method: "POST", url: "", headers: &named, body: body.as_bytes() };
        let signature = sign(&recipe(self.secret.expose()), &self.secret, &signed)?;
        let mut headers = vec![
            ("webhook-signature".to_owned(), signature),
            ("idempotency-key".to_owned(), Filled::new(id)),
        ];
        headers.extend(named.map(|(name, value)| (name, Filled::new(value))));
        Ok(headers)
    }
}

impl Channels for Sender {
    fn deliver<'a>(
        &'a self,
        machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        Box::pin(self.send(machine, to, effect, media))
    }

    fn knows_keys(&self, _to: &Recipient) -> bool {
        self.deliver.as_ref().is_none_or(|deliver| deliver.format == WireFormat::Flowc)
    }
}

/// What an answer means. A peer that is set up wrongly may be set right, so only what the request itself brought about is
/// final.
fn judge(format: WireFormat, reply: &Reply) -> Delivery {
    let status = reply.status;
    let why = match format {
        WireFormat::Flowc => None,
        WireFormat::Manychat => manychat_error(&reply.body),
        WireFormat::Smartsender => smartsender_error(&reply.body),
    };
    let words = || match &why {
        Some((code, words)) => format!("answered with status {status}, code {code}: {words}"),
        None => format!("answered with status {status}"),
    };
    match (status, &why) {
        (200..=299, None) => Delivery::Accepted,
        (429, _) if format == WireFormat::Smartsender => {
            Delivery::Again { why: words(), after: Some(reply.retry_after.unwrap_or(SMARTSENDER_PENALTY)) }
        }
        (200..=299, Some(_)) | (400 | 410 | 413 | 415 | 422, _) => Delivery::Refused(words()),
        _ => Delivery::Again { why: words(), after: reply.retry_after },
    }
}

/// `{"status":"error","code":3011,"message":"…"}`: the code alone, for its message may quote the contact.
fn manychat_error(body: &[u8]) -> Option<(i64, &'static str)> {
    let body: Json = serde_json::from_slice(body).ok()?;
    (body["status"] == "error").then(|| {
        let code = body["code"].as_i64().unwrap_or(0);
        (code, if code == 3011 { "the contact has not written for 24 hours" } else { "ManyChat refuses it" })
    })
}

/// `{"error":{"code":403,"message":"…"}}`
fn smartsender_error(body: &[u8]) -> Option<(i64, &'static str)> {
    let body: Json = serde_json::from_slice(body).ok()?;
    let error = body.get("error")?;
    Some((error["code"].as_i64().unwrap_or(0), "SmartSender refuses it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(format: WireFormat, status: u16, body: &str) -> Delivery {
        judge(format, &Reply { status, body: body.into(), retry_after: None })
    }

    #[test]
    fn what_the_message_itself_brought_about_is_final_and_nothing_else() {
        for status in [200, 202, 204] {
            assert_eq!(
                judged(WireFormat::Flowc, status, "{\"status\":\"error\"}"),
                Delivery::Accepted,
                "{status}"
            );
        }
        for status in [400, 410, 422] {
            assert!(matches!(judged(WireFormat::Flowc, status, ""), Delivery::Refused(_)), "{status}");
        }
        for status in [302, 401, 403, 404, 408, 429, 500, 503] {
            assert!(matches!(judged(WireFormat::Flowc, status, ""), Delivery::Again { .. }), "{status}");
        }
    }

    #[test]
    fn an_error_behind_a_status_of_success_is_seen() {
        let window = r#"{"status":"error","message":"Anna is gone","code":3011}"#;
        let Delivery::Refused(why) = judged(WireFormat::Manychat, 200, window) else { panic!("refused") };
        assert!(why.contains("24 hours") && !why.contains("Anna"), "{why}");
        let slow = judged(WireFormat::Smartsender, 429, r#"{"error":{"code":429,"message":"x"}}"#);
        assert!(matches!(slow, Delivery::Again { after: Some(SMARTSENDER_PENALTY), .. }), "{slow:?}");
        assert_eq!(judged(WireFormat::Manychat, 200, r#"{"status":"success"}"#), Delivery::Accepted);
    }
}
