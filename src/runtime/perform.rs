//! An effect leaves: one attempt, and what comes of it.

use std::time::Duration as StdDuration;

use super::core::Live;
use super::error::RuntimeError;
use super::media::ContactMedia;
use super::outbox::{Retry, pause};
use super::peers::{ActionTry, Card, Delivery, Recipient};
use super::take::event_name;
use crate::engine::{
    ActionAnswer, ActionRequest, Effect, EffectKind, Event, EventKind, Machine, ModelAnswer, ModelRequest,
};
use crate::ir::{Duration, Unknown, Value};
use crate::store::{Change, OutboxKey, Progress, Reached};

/// Lines of the conversation on a card.
const CARD_LINES: usize = 6;
/// A peer that asks for a longer pause is asked again after this one.
const AFTER_MS_MAX: i64 = 3_600_000;

impl Live {
    /// Sends everything of a contact on its way that may leave now. With a virtual clock nothing leaves by itself.
    pub(super) fn pump(&self, contact: u32) {
        if !self.config.at_work || self.clock.is_virtual() || self.check().is_err() {
            return;
        }
        let ready = self.outbox.claim(&self.store.table(), contact, self.clock.now());
        for key in ready {
            let live = self.clone();
            tokio::spawn(async move { live.carry(key).await });
        }
    }

    async fn carry(&self, key: OutboxKey) {
        let call = |kind: &str| matches!(kind, "model" | "action");
        let slow = self.store.table().outbox().get(&key).is_some_and(|effect| call(&effect.kind));
        let permits = if slow { &self.outbox.calls } else { &self.outbox.deliveries };
        let permit = permits.acquire().await;
        let performed = self.perform(key).await;
        drop(permit);
        match performed {
            Ok(None) => self.pump(key.contact),
            Ok(Some(retry)) => {
                while self.clock.now() < retry.at && self.check().is_ok() {
                    tokio::select! {
                        () = self.clock.sleep_until(retry.at) => {}
                        () = self.stopped() => return,
                    }
                }
                self.pump(key.contact);
            }
            Err(RuntimeError::Stopping) => {}
            Err(error) => tracing::error!(%error, "an effect could not be carried on; the next start does"),
        }
    }

    /// Makes one attempt at a claimed effect. Returns when the next one is due, if there is to be one.
    pub(super) async fn perform(&self, key: OutboxKey) -> Result<Option<Retry>, RuntimeError> {
        let done = self.attempt(key).await;
        match &done {
            // What was erased meanwhile is not tried again.
            Ok(Some(retry)) if self.store.table().outbox().contains_key(&key) => {
                self.outbox.retry(key, *retry)
            }
            _ => self.outbox.forget(key),
        }
        self.outbox.release(key);
        done
    }

    async fn attempt(&self, key: OutboxKey) -> Result<Option<Retry>, RuntimeError> {
        self.check()?;
        let found = {
            let table = self.store.table();
            let row = table.row(key.contact).map(|row| row.id.to_string());
            row.zip(table.outbox().get(&key).map(|effect| (effect.effect.clone(), effect.attempts)))
        };
        let Some((contact, (bytes, attempts))) = found else { return Ok(None) };
        let effect: Effect =
            postcard::from_bytes(&bytes).map_err(|_| RuntimeError::Unreadable(format!("effect {key:?}")))?;
        let machine = self.active().machine;
        match effect.kind {
            EffectKind::Model(request) => self.ask(key, &contact, &machine, *request).await,
            EffectKind::Action(request) => {
                self.call(key, &contact, &machine, &effect.key, request, attempts).await
            }
            _ => {
                let to = self.recipient(key.contact, contact, attempts, &effect)?;
                self.deliver(key, &machine, to, &effect).await
            }
        }
    }

    async fn ask(
        &self,
        key: OutboxKey,
        contact: &str,
        machine: &Machine,
        mut request: ModelRequest,
    ) -> Result<Option<Retry>, RuntimeError> {
        request.history = self.turns_before(key, machine, &request.messages)?;
        let media = self.media_of(key.contact);
        let answer = self.until_stopped(self.peers.provider.ask(machine, &request, &media)).await?;
        self.moment()?;
        if let ModelAnswer::Down(why) = &answer {
            tracing::warn!(request = %request.id, why, "the model is down");
        }
        let kind = EventKind::Model { request: request.id, answer };
        self.answer(key, contact, kind).await
    }

    async fn call(
        &self,
        key: OutboxKey,
        contact: &str,
        machine: &Machine,
        effect: &crate::engine::EffectKey,
        request: ActionRequest,
        attempts: u32,
    ) -> Result<Option<Retry>, RuntimeError> {
        let tries = self.outbox.tries(key) + 1;
        let unknown = self.peers.actions.unknown(machine, &request);
        if unknown != Unknown::Again && tries == 1 && attempts > 0 {
            let answer = match unknown {
                Unknown::Done => ActionAnswer::Done(Value::Empty),
                _ => {
                    let why = "its outcome is unknown: flowc ended in the middle of it";
                    ActionAnswer::Failed(format!("{}: {why}", request.action))
                }
            };
            tracing::warn!(effect = %effect.sequence, action = request.action, "an action is not repeated");
            return self.answer(key, contact, EventKind::Action { request: request.id, answer }).await;
        }
        // With a virtual clock nobody waits: it moves by events alone.
        if !self.clock.is_virtual() {
            let wait = self.peers.actions.turn(machine, &request, effect);
            if !wait.is_zero() {
                let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).max(1);
                return Ok(Some(Retry { at: self.clock.now() + Duration(wait), tries: tries - 1 }));
            }
        }
        if unknown != Unknown::Again {
            self.progress(key, Reached::Attempted).await?;
        }
        let call = self.peers.actions.call(machine, &request, effect);
        let tried = self.in_time(call).await?.unwrap_or_else(|| {
            let why = format!("{}: it took too long", request.action);
            match unknown {
                Unknown::Again => ActionTry::again(why),
                Unknown::Failed => ActionTry::Failed(why),
                Unknown::Done => ActionTry::Done(Value::Empty),
            }
        });
        self.moment()?;
        let answer = match tried {
            ActionTry::Again { after, .. } if tries < request.tries => {
                return Ok(Some(self.later(key, tries, after)));
            }
            ActionTry::Done(value) => ActionAnswer::Done(value),
            ActionTry::Again { why, .. } | ActionTry::Failed(why) => {
                tracing::warn!(effect = %effect.sequence, tries, why, "an action failed");
                ActionAnswer::Failed(why)
            }
        };
        self.answer(key, contact, EventKind::Action { request: request.id, answer }).await
    }

    /// Gives an answer back as an event; the same commit takes the effect out of the outbox.
    async fn answer(
        &self,
        key: OutboxKey,
        contact: &str,
        kind: EventKind,
    ) -> Result<Option<Retry>, RuntimeError> {
        let id = format!("{}/{}/{}", event_name(&kind), key.sequence, key.index);
        let ack = self.submit(contact, Event { id, at: self.clock.now(), kind }, Some(key)).await;
        match ack {
            Ok(ack) if !ack.taken => self.progress(key, Reached::Delivered).await?,
            Ok(_) => {}
            // The contact has too much to do; the answer is asked for again.
            Err(RuntimeError::Busy(_)) => return Ok(Some(self.later(key, self.outbox.tries(key) + 1, None))),
            Err(error) => return Err(error),
        }
        Ok(None)
    }

    async fn deliver(
        &self,
        key: OutboxKey,
        machine: &Machine,
        to: Recipient,
        effect: &Effect,
    ) -> Result<Option<Retry>, RuntimeError> {
        // What was recorded before the start counts as well, but leaves room: waits for the peer's pace are among it.
        let before = || to.attempts.min(self.config.attempts_max / 2);
        let tries = self.outbox.tried(key).unwrap_or_else(before) + 1;
        if !self.peers.channels.knows_keys(&to) {
            self.progress(key, Reached::Attempted).await?;
        }
        let media = self.media_of(key.contact);
        let delivery = self.peers.channels.deliver(machine, &to, effect, &media);
        let delivered = self.in_time(delivery).await?.unwrap_or_else(|| Delivery::again("it took too long"));
        self.moment()?;
        match delivered {
            Delivery::Accepted => self.progress(key, Reached::Delivered).await?,
            Delivery::Again { why, after } if tries < self.config.attempts_max => {
                tracing::warn!(effect = %effect.key.sequence, tries, why, "a delivery is tried again");
                return Ok(Some(self.later(key, tries, after)));
            }
            Delivery::Later { why, after } => {
                tracing::debug!(effect = %effect.key.sequence, why, "a delivery waits for its turn");
                let asked = i64::try_from(after.as_millis()).unwrap_or(i64::MAX).min(AFTER_MS_MAX);
                let at = self.clock.now() + Duration(asked);
                return Ok(Some(Retry { at, tries: tries - 1 }));
            }
            Delivery::Again { why, .. } | Delivery::Refused(why) => {
                tracing::error!(effect = %effect.key.sequence, tries, why, "a delivery was given up");
                self.progress(key, Reached::GivenUp).await?;
            }
            Delivery::Blocked => {
                return self.answer(key, &to.contact, EventKind::Blocked).await;
            }
        }
        Ok(None)
    }

    pub(super) async fn progress(&self, key: OutboxKey, reached: Reached) -> Result<(), RuntimeError> {
        let progress = Progress { key, at: self.clock.now(), reached };
        self.commit(vec![Change::Progress(progress)], self.committer.announce()).await
    }

    /// Who gets it, and what those who are told of the contact are shown.
    fn recipient(
        &self,
        number: u32,
        contact: String,
        attempts: u32,
        effect: &Effect,
    ) -> Result<Recipient, RuntimeError> {
        let person = self.state(&contact, number)?.person;
        let card = match effect.kind {
            EffectKind::Notify { .. } | EffectKind::Handoff { .. } | EffectKind::Relay { .. } => {
                let name = person.name().unwrap_or_else(|| contact.clone());
                let link = self.link(number, self.clock.now())?.map(|link| link.url);
                Some(Card { name, link, lines: self.transcript(number, CARD_LINES)? })
            }
            _ => None,
        };
        Ok(Recipient { contact, channel: person.channel, attempts, card })
    }

    /// When the next attempt is due: after the usual pause, or when the peer asked for it.
    fn later(&self, key: OutboxKey, tries: u32, after: Option<StdDuration>) -> Retry {
        let pause = pause(key, tries, self.config.retry_first, self.config.retry_longest);
        let asked = after.map_or(0, |after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
        let pause = pause.max(Duration(asked.min(AFTER_MS_MAX)));
        Retry { at: self.clock.now() + pause, tries }
    }

    async fn in_time<T>(&self, call: impl Future<Output = T>) -> Result<Option<T>, RuntimeError> {
        let limit: StdDuration = self.config.call_timeout;
        self.until_stopped(async { tokio::time::timeout(limit, call).await.ok() }).await
    }

    /// A call that is under way when flowc ends has a moment to come to its own end.
    async fn until_stopped<T>(&self, call: impl Future<Output = T>) -> Result<T, RuntimeError> {
        let end = async {
            self.stopped().await;
            tokio::time::sleep(self.config.end_grace).await;
        };
        tokio::select! {
            biased;
            answer = call => Ok(answer),
            () = end => Err(RuntimeError::Stopping),
        }
    }

    fn media_of(&self, contact: u32) -> ContactMedia {
        ContactMedia { store: self.store.clone(), project: self.config.project.clone(), contact }
    }
}
