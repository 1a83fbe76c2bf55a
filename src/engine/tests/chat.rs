//! A conversation with a program: events in, what was said out. Time moves by hand.

use std::collections::BTreeMap;

use super::script::Script;
use crate::engine::*;
use crate::ir::{MediaKind, MediaRef, Time, Value};

/// Noon on a Monday, in UTC.
pub const NOON: i64 = 1_763_985_600_000;

/// One contact and its program.
pub struct Chat {
    pub machine: Machine,
    pub contact: Contact,
    pub now: Time,
    /// The last event's effects.
    pub effects: Vec<EffectKind>,
    /// The last event's records.
    pub records: Vec<Record>,
}

impl Chat {
    pub fn new(script: Script) -> Self {
        let machine = Machine::new(script.program);
        let contact = Contact::new("web:1");
        Chat { machine, contact, now: Time(NOON), effects: Vec::new(), records: Vec::new() }
    }

    /// A contact that has pressed start.
    pub fn started(script: Script) -> Self {
        let mut chat = Chat::new(script);
        chat.start(None);
        chat
    }

    /// One event; its state must survive being stored, and the same event gives the same bytes twice.
    pub fn event(&mut self, kind: EventKind) -> &mut Self {
        let event = Event { id: format!("e{}", self.contact.sequence), at: self.now, kind };
        let mut twin = Contact::decode(&self.contact.encode()).expect("a state round-trips");
        assert_eq!(twin, self.contact);
        let again = step(&self.machine, &mut twin, &event);
        let outcome = step(&self.machine, &mut self.contact, &event);
        assert_eq!(outcome, again);
        assert_eq!(twin.encode(), self.contact.encode());
        self.effects = outcome.effects.into_iter().map(|effect| effect.kind).collect();
        self.records = outcome.records;
        self
    }

    pub fn start(&mut self, payload: Option<&str>) -> &mut Self {
        let (known, trackers) = (Known::default(), BTreeMap::new());
        self.event(EventKind::Start { payload: payload.map(Into::into), known, trackers })
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.event(EventKind::Message(Message { text: text.into(), media: Vec::new() }))
    }

    pub fn image(&mut self) -> &mut Self {
        let media = MediaRef { kind: MediaKind::Image, at: "sha256:00".into(), mime: "image/png".into() };
        self.event(EventKind::Message(Message { text: String::new(), media: vec![media] }))
    }

    pub fn press(&mut self, text: &str) -> &mut Self {
        self.event(EventKind::Button { text: text.into(), button: String::new() })
    }

    pub fn postback(&mut self, name: &str, amount: i64) -> &mut Self {
        let params = BTreeMap::from([("amount".into(), Value::Number(amount.into()))]);
        self.event(EventKind::Postback { name: name.into(), params, trackers: BTreeMap::new() })
    }

    pub fn operator(&mut self, event: OperatorEvent) -> &mut Self {
        self.event(EventKind::Operator(event))
    }

    /// The model answers the open request.
    pub fn model(&mut self, answer: ModelAnswer) -> &mut Self {
        let request = self.contact.requests;
        self.event(EventKind::Model { request, answer })
    }

    pub fn wrote(&mut self, text: &str) -> &mut Self {
        self.model(ModelAnswer::Wrote(text.into()))
    }

    pub fn judged(&mut self, until: Option<u16>, when: Option<u16>, covered: bool, reply: &str) -> &mut Self {
        self.model(ModelAnswer::Judged { until, when, saves: BTreeMap::new(), covered, reply: reply.into() })
    }

    pub fn replied(&mut self, reply: &str) -> &mut Self {
        self.judged(None, None, true, reply)
    }

    pub fn routed(&mut self, when: Option<u16>) -> &mut Self {
        self.model(ModelAnswer::Routed { when, saves: BTreeMap::new() })
    }

    pub fn down(&mut self) -> &mut Self {
        self.model(ModelAnswer::Down("down".into()))
    }

    pub fn action(&mut self, value: Option<Value>) -> &mut Self {
        let answer = value.map_or(ActionAnswer::Failed("no".into()), ActionAnswer::Done);
        let request = self.contact.requests;
        self.event(EventKind::Action { request, answer })
    }

    /// Time passes; every timer is taken when it is due. Effects and records are those of all of them.
    pub fn after(&mut self, ms: i64) -> &mut Self {
        let end = Time(self.now.0 + ms);
        let (mut effects, mut records) = (Vec::new(), Vec::new());
        let mut steps = 0;
        while let Some(due) = self.contact.next_due().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.event(EventKind::Clock);
            effects.append(&mut self.effects);
            records.append(&mut self.records);
            steps += 1;
            assert!(steps < 1000, "a hot loop of timers at {due}");
        }
        self.now = end;
        (self.effects, self.records) = (effects, records);
        self
    }

    /// Time passes while nothing runs; then one clock event takes what is due.
    pub fn outage(&mut self, ms: i64) -> &mut Self {
        self.now = Time(self.now.0 + ms);
        self.event(EventKind::Clock)
    }

    pub fn said(&self) -> Vec<&str> {
        let said = self.effects.iter().filter_map(|effect| match effect {
            EffectKind::Say(message) => Some(message.text.as_str()),
            _ => None,
        });
        said.collect()
    }

    pub fn asked_model(&self) -> Option<&ModelRequest> {
        self.effects.iter().rev().find_map(|effect| match effect {
            EffectKind::Model(request) => Some(&**request),
            _ => None,
        })
    }

    pub fn step(&self) -> String {
        self.contact.current().map(|standing| standing.step).unwrap_or_default()
    }

    pub fn what(&self) -> String {
        self.contact.current().map(|standing| standing.what).unwrap_or_default()
    }

    pub fn has_limit(&self, name: &str) -> bool {
        self.records.iter().any(|record| matches!(record, Record::Limit { limit } if limit == name))
    }

    pub fn dropped(&self) -> usize {
        self.records.iter().filter(|record| matches!(record, Record::Dropped { .. })).count()
    }
}
