//! An event is taken: looked up, stepped, committed, and only then answered.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::core::Live;
use super::error::RuntimeError;
use crate::engine::{
    Contact, ENGINE_VERSION, Effect, EffectKind, Event, EventKind, OperatorEvent, Outcome, Record, Status,
};
use crate::ir::Time;
use crate::store::{Body, Change, EffectHead, Head, KEPT_MS_MAX, OutboxKey, SeenId, Transition, WaitKey};

/// What a submitter gets when the event is durable.
#[derive(Debug, Clone, PartialEq)]
pub struct Ack {
    /// The contact's id.
    pub contact: String,
    /// Number of the contact's events, this one included.
    pub sequence: u64,
    /// `false`: the event's id was known, and nothing has happened.
    pub taken: bool,
    /// What was decided; it leaves by itself.
    pub effects: Vec<Effect>,
    /// What was counted.
    pub records: Vec<Record>,
    /// The contact's status after it.
    pub status: Status,
}

/// What waits behind the gate.
pub enum Work {
    /// An event.
    Take {
        /// It.
        event: Box<Event>,
        /// The effect that it answers.
        settles: Option<OutboxKey>,
        /// Who is told when it is durable.
        tell: oneshot::Sender<Result<Ack, RuntimeError>>,
    },
    /// The contact is to be forgotten.
    Erase {
        /// Who is told when it is.
        tell: oneshot::Sender<Result<(), RuntimeError>>,
    },
}

/// What one step made: the entry for the journal, and what the contact can be found by.
struct Stepped {
    transition: Transition,
    outcome: Outcome,
    found_by: Vec<WaitKey>,
    found_by_before: Vec<WaitKey>,
}

impl Live {
    /// Submits an event. `settles` names the effect that it answers.
    pub(super) async fn submit(
        &self,
        contact: &str,
        event: Event,
        settles: Option<OutboxKey>,
    ) -> Result<Ack, RuntimeError> {
        self.check()?;
        let (tell, told) = oneshot::channel();
        self.enter(contact, Work::Take { event: Box::new(event), settles, tell })?;
        told.await.unwrap_or(Err(RuntimeError::Stopping))
    }

    /// Forgets a contact when what came before is done.
    pub(super) async fn submit_erasure(&self, contact: &str) -> Result<(), RuntimeError> {
        self.check()?;
        let (tell, told) = oneshot::channel();
        self.enter(contact, Work::Erase { tell })?;
        told.await.unwrap_or(Err(RuntimeError::Stopping))
    }

    fn enter(&self, contact: &str, work: Work) -> Result<(), RuntimeError> {
        if self.gate.enter(contact, work)? {
            // Its own task: who submitted may go away, the contact goes on.
            let (live, contact) = (self.clone(), contact.to_string());
            tokio::spawn(async move { live.drain(&contact).await });
        }
        Ok(())
    }

    async fn drain(&self, contact: &str) {
        while let Some(work) = self.gate.next(contact) {
            match work {
                Work::Take { event, settles, tell } => {
                    let told = self.take_with_kept(contact, *event, settles).await;
                    if let Err(error) = &told {
                        tracing::warn!(%error, "an event was not taken");
                    }
                    let _ = tell.send(told);
                }
                Work::Erase { tell } => {
                    let _ = tell.send(self.erase(contact).await);
                }
            }
        }
    }

    /// Takes an event after those that were kept for the contact until it appeared.
    async fn take_with_kept(
        &self,
        contact: &str,
        event: Event,
        settles: Option<OutboxKey>,
    ) -> Result<Ack, RuntimeError> {
        let new = self.store.table().number(contact).is_none();
        let keys = match &event.kind {
            EventKind::Start { trackers, .. } => self.keys_of_start(contact, trackers),
            kind if new && begins(kind) => self.keys_of_start(contact, &Default::default()),
            _ => Vec::new(),
        };
        let (ack, mut found) = {
            let _door = self.waiting.lock(&keys).await;
            let kept = self.kept(&keys)?;
            for event in kept {
                self.take(contact, event, None, &[]).await?;
            }
            self.take(contact, event, settles, &keys).await?
        };
        // What a link's payload or a postback said may be known to somebody who called before.
        found.retain(|key| !keys.contains(key));
        while !found.is_empty() {
            let _door = self.waiting.lock(&found).await;
            let mut more = Vec::new();
            let mut kept = self.kept(&found)?.into_iter().peekable();
            while let Some(event) = kept.next() {
                let join = if kept.peek().is_none() { &found[..] } else { &[] };
                more.extend(self.take(contact, event, None, join).await?.1);
            }
            more.retain(|key| !found.contains(key));
            found = more;
        }
        Ok(ack)
    }

    fn kept(&self, keys: &[WaitKey]) -> Result<Vec<Event>, RuntimeError> {
        let table = self.store.table();
        let oldest = self.clock.now().0.saturating_sub(KEPT_MS_MAX);
        let kept = keys.iter().flat_map(|key| table.kept(*key));
        let mut kept: Vec<_> = kept.filter(|kept| kept.at.0 >= oldest).collect();
        kept.sort_by_key(|kept| (kept.at, kept.event_id));
        let decode = |bytes: &[u8]| postcard::from_bytes(bytes);
        let events = kept.iter().map(|kept| decode(&kept.event)).collect::<Result<_, _>>();
        events.map_err(|_| RuntimeError::Unreadable("a kept event".into()))
    }

    /// Takes one event. Also returns by what the contact can be found that it could not be found by before.
    async fn take(
        &self,
        contact: &str,
        event: Event,
        settles: Option<OutboxKey>,
        joined: &[WaitKey],
    ) -> Result<(Ack, Vec<WaitKey>), RuntimeError> {
        self.check()?;
        let known = self.store.table().number(contact);
        // An answer, a timer or an operator that comes too late for a contact that was erased.
        let late = settles.is_some_and(|key| known != Some(key.contact));
        if late || (known.is_none() && !begins(&event.kind)) {
            return Ok((self.known(contact, 0)?, Vec::new()));
        }
        let number = self.store.reserve(contact)?;
        // The number, too: whoever was erased and comes again is somebody new.
        let event_id = SeenId::new(&format!("{number}/{contact}"), &event.id);
        if self.store.table().seen(event_id) {
            return Ok((self.known(contact, number)?, Vec::new()));
        }
        let announced = self.committer.announce();
        let mut state = self.state(contact, number)?;
        let mut changes = self.give_link(number, &mut state, event.at)?;
        let Stepped { transition, outcome, found_by, found_by_before } =
            self.step(number, &mut state, &event, event_id, settles)?;
        let (sequence, status) = (transition.head.sequence, transition.head.status);
        changes.push(Change::Transition(Box::new(transition)));
        changes.extend(joined.iter().map(|key| Change::Join(*key)));
        self.commit(changes, announced).await?;
        let found = self.waiting.change(number, &found_by_before, &found_by);
        self.timers.notify_one();
        self.outbox.change();
        self.pump(number);
        let Outcome { effects, records } = outcome;
        let ack = Ack { contact: contact.to_string(), sequence, taken: true, effects, records, status };
        Ok((ack, found))
    }

    /// The contact learns the link to its conversation before the event that may say it.
    fn give_link(&self, number: u32, state: &mut Contact, at: Time) -> Result<Vec<Change>, RuntimeError> {
        let Some(event) = self.link_event(state, number, at)? else { return Ok(Vec::new()) };
        let event_id = SeenId::new(&format!("{number}/{}", state.id), &event.id);
        let stepped = self.step(number, state, &event, event_id, None)?;
        Ok(vec![Change::Transition(Box::new(stepped.transition))])
    }

    fn known(&self, contact: &str, number: u32) -> Result<Ack, RuntimeError> {
        let table = self.store.table();
        let (sequence, status) = table.row(number).map_or((0, Status::New), |row| (row.sequence, row.status));
        let contact = contact.to_string();
        Ok(Ack { contact, sequence, taken: false, effects: Vec::new(), records: Vec::new(), status })
    }

    fn step(
        &self,
        number: u32,
        state: &mut Contact,
        event: &Event,
        event_id: SeenId,
        settles: Option<OutboxKey>,
    ) -> Result<Stepped, RuntimeError> {
        let active = self.active();
        let stepper = &self.config.stepper;
        let found_by_before = self.found_by(&active.machine, state);
        let contact = state.id.clone();
        let stepped = catch_unwind(AssertUnwindSafe(|| stepper.step(&active.machine, state, event)));
        let outcome = stepped.map_err(|_| RuntimeError::Panicked(contact.clone()))?;
        let heads = outcome.effects.iter();
        let heads = heads.map(|effect| EffectHead {
            kind: effect_name(&effect.kind).into(),
            message: effect.kind.is_message(),
        });
        let head = Head {
            contact: number,
            sequence: state.sequence,
            at: event.at,
            engine: ENGINE_VERSION,
            deployment: active.deployment,
            event: event_name(&event.kind).into(),
            event_id,
            settles: settles.map(|key| (key.sequence, key.index)),
            effects: heads.collect(),
            records: outcome.records.clone(),
            points: stepper.points(state).iter().map(|standing| standing.point).collect(),
            due: stepper.next_due(state),
            status: stepper.status(state),
            previous: 0,
        };
        let body = Body {
            id: contact,
            event: encode(event),
            state: state.encode(),
            effects: outcome.effects.iter().map(encode).collect(),
        };
        let found_by = self.found_by(&active.machine, state);
        Ok(Stepped { transition: Transition { head, body }, outcome, found_by, found_by_before })
    }

    /// The contact's state; a fresh one for a contact not yet met.
    pub(super) fn state(&self, contact: &str, number: u32) -> Result<Contact, RuntimeError> {
        let state = self.store.table().row(number).map(|row| row.state.clone());
        let unreadable = |_| RuntimeError::Unreadable(format!("the state of contact {number}"));
        state.map_or_else(|| Ok(Contact::new(contact)), |state| Contact::decode(&state).map_err(unreadable))
    }
}

/// The bytes of an event or an effect in the journal.
pub(super) fn encode<T: serde::Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("events and effects are plain data")
}

/// Whether an event may be a contact's first.
fn begins(kind: &EventKind) -> bool {
    match kind {
        EventKind::Start { .. }
        | EventKind::Profile { .. }
        | EventKind::Message(_)
        | EventKind::Button { .. }
        | EventKind::Postback { .. }
        | EventKind::Webhook { .. } => true,
        EventKind::Operator(_)
        | EventKind::Clock
        | EventKind::Model { .. }
        | EventKind::Action { .. }
        | EventKind::Blocked
        | EventKind::Command(_)
        | EventKind::Link(_) => false,
    }
}

/// What journals and counts call an event.
pub fn event_name(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Start { .. } => "start",
        EventKind::Profile { .. } => "profile",
        EventKind::Message(_) => "message",
        EventKind::Button { .. } => "button",
        EventKind::Postback { .. } => "postback",
        EventKind::Webhook { .. } => "webhook",
        EventKind::Operator(OperatorEvent::Joined) => "operator joined",
        EventKind::Operator(OperatorEvent::Took(_)) => "operator took",
        EventKind::Operator(OperatorEvent::Left) => "operator left",
        EventKind::Operator(OperatorEvent::Pressed(_)) => "operator pressed",
        EventKind::Operator(OperatorEvent::Said(_)) => "operator said",
        EventKind::Clock => "clock",
        EventKind::Model { .. } => "model",
        EventKind::Action { .. } => "action",
        EventKind::Blocked => "blocked",
        EventKind::Command(_) => "command",
        EventKind::Link(_) => "link",
    }
}

/// What journals call an effect.
pub fn effect_name(kind: &EffectKind) -> &'static str {
    match kind {
        EffectKind::Say(_) => "say",
        EffectKind::Model(_) => "model",
        EffectKind::Action(_) => "action",
        EffectKind::Notify { .. } => "notify",
        EffectKind::Handoff { .. } => "handoff",
        EffectKind::Relay { .. } => "relay",
    }
}
