//! A small engine and small peers for the tests of the runtime: what a contact writes is what it gets.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration as StdDuration;

use super::*;
use crate::engine::{
    ActionAnswer, ActionRequest, Command, Contact, Effect, EffectKey, EffectKind, Event, EventKind, Machine,
    Message, ModelAnswer, ModelRequest, Outcome, Outgoing, Record, Standing, Status, Talk, Task,
};
use crate::ir::{Bot, PointId, Program, Symbols, Time, Unknown, Value};

/// Obeys words of a message: `say X`, `burst` (three messages), `model`, `action`, `call NAME`, `in N` (a timer in N seconds), `stand
/// N` (at a point of that number), `panic`.
pub struct Parrot;

impl Stepper for Parrot {
    fn step(&self, _machine: &Machine, contact: &mut Contact, event: &Event) -> Outcome {
        contact.sequence += 1;
        let mut said = Vec::new();
        let say = |text: String| EffectKind::Say(Outgoing { text, ..Outgoing::default() });
        match &event.kind {
            EventKind::Start { trackers, .. } => {
                note(contact, trackers);
                said.push(say("hello".into()));
            }
            EventKind::Message(Message { text, .. }) => match text.split_once(' ').unwrap_or((text, "")) {
                ("say", words) => said.push(say(words.into())),
                ("burst", _) => said.extend((1..=3).map(|number| say(format!("burst {number}")))),
                ("model", _) => said.push(EffectKind::Model(Box::new(request(contact.sequence, event)))),
                ("action", tries) => said.push(EffectKind::Action(ActionRequest {
                    id: contact.sequence,
                    action: "crm.lead".into(),
                    args: Vec::new(),
                    tries: tries.parse().unwrap_or(1),
                })),
                ("call", action) => said.push(EffectKind::Action(ActionRequest {
                    id: contact.sequence,
                    action: action.into(),
                    args: Vec::new(),
                    tries: 3,
                })),
                ("in", seconds) => {
                    let due = Time(event.at.0 + 1_000 * seconds.parse::<i64>().unwrap());
                    contact.fields.insert("due".into(), Value::Time(due));
                }
                ("stand", point) => {
                    contact.fields.insert("point".into(), Value::Text(point.into()));
                }
                ("panic", _) => panic!("as told"),
                _ => {}
            },
            EventKind::Clock => {
                if self.next_due(contact).is_some_and(|due| due <= event.at) {
                    contact.fields.remove("due");
                    said.push(say(format!("tick at {}", event.at.0)));
                }
            }
            EventKind::Postback { name, trackers, .. } => {
                note(contact, trackers);
                said.push(say(format!("postback {name}")));
            }
            EventKind::Model { answer, .. } => said.push(say(format!("{answer:?}"))),
            EventKind::Action { answer, .. } => said.push(say(match answer {
                ActionAnswer::Done(_) => "done".into(),
                ActionAnswer::Failed(why) => why.clone(),
            })),
            EventKind::Command(Command::Restart { flow }) => {
                contact.fields.remove("point");
                said.push(say(format!("again {flow}")));
            }
            other => said.push(say(event_name(other).into())),
        }
        let id = contact.id.clone();
        let key = |index| EffectKey { contact: id.clone(), sequence: contact.sequence, index };
        let effects =
            said.into_iter().zip(0..).map(|(kind, index)| Effect { key: key(index), kind }).collect();
        Outcome { effects, records: vec![Record::Handler { event: event_name(&event.kind).into() }] }
    }

    fn next_due(&self, contact: &Contact) -> Option<Time> {
        match contact.fields.get("due") {
            Some(Value::Time(due)) => Some(*due),
            _ => None,
        }
    }

    fn status(&self, _contact: &Contact) -> Status {
        Status::Waiting
    }

    fn points(&self, contact: &Contact) -> Vec<Standing> {
        let Some(Value::Text(point)) = contact.fields.get("point") else { return Vec::new() };
        let point = PointId(point.parse().unwrap());
        vec![Standing { flow: "registration".into(), step: "proof".into(), point, what: "ask".into() }]
    }
}

fn note(contact: &mut Contact, trackers: &BTreeMap<String, String>) {
    for (name, value) in trackers {
        contact.trackers.insert(name.clone(), Value::Text(value.clone()));
    }
}

fn request(id: u64, event: &Event) -> ModelRequest {
    let EventKind::Message(message) = &event.kind else { unreachable!("models are asked by messages") };
    ModelRequest {
        id,
        at: event.at,
        zone: "UTC".into(),
        language: String::new(),
        talk: Talk::default(),
        knowledge: Vec::new(),
        values: Vec::new(),
        history: Vec::new(),
        messages: vec![message.clone()],
        task: Task::Open,
    }
}

/// Peers that note what reached them. Deliveries and actions answer from their lists, then with success.
#[derive(Default)]
pub struct World {
    /// What was delivered: the effect's key and text, in order of arrival.
    pub delivered: Mutex<Vec<(String, String)>>,
    /// Answers of the next deliveries.
    pub deliveries: Mutex<VecDeque<Delivery>>,
    /// Answers of the next calls.
    pub calls: Mutex<VecDeque<ActionTry>>,
    /// How long the next calls have to wait for their turn.
    pub turns: Mutex<VecDeque<StdDuration>>,
    /// Whether calls arrive and are never answered.
    pub silent: AtomicBool,
    /// Keys of all calls.
    pub called: Mutex<Vec<String>>,
    /// Whether the peer knows keys.
    pub knows_keys: bool,
    /// Attempts that the recipients were told of.
    pub attempts: Mutex<Vec<u32>>,
}

impl World {
    /// As the peers of a runtime.
    pub fn peers(self: &Arc<Self>) -> Peers {
        Peers { provider: self.clone(), actions: self.clone(), channels: self.clone() }
    }

    /// The texts in order of arrival.
    pub fn texts(&self) -> Vec<String> {
        self.delivered.lock().unwrap().iter().map(|(_, text)| text.clone()).collect()
    }
}

impl Provider for World {
    fn ask<'a>(
        &'a self,
        _machine: &'a Machine,
        request: &'a ModelRequest,
        _media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        let turns: Vec<&str> = request.history.iter().map(|turn| turn.text.as_str()).collect();
        let answer = ModelAnswer::Wrote(turns.join("|"));
        Box::pin(async { answer })
    }
}

impl Actions for World {
    fn call<'a>(
        &'a self,
        _machine: &'a Machine,
        _request: &'a ActionRequest,
        key: &'a EffectKey,
    ) -> Pending<'a, ActionTry> {
        self.called.lock().unwrap().push(key.to_string());
        if self.silent.load(Ordering::SeqCst) {
            return Box::pin(std::future::pending());
        }
        let answer = self.calls.lock().unwrap().pop_front().unwrap_or(ActionTry::Done(Value::Empty));
        Box::pin(async { answer })
    }

    fn unknown(&self, _machine: &Machine, request: &ActionRequest) -> Unknown {
        match request.action.rsplit_once('.') {
            Some((_, "once")) => Unknown::Failed,
            Some((_, "surely")) => Unknown::Done,
            _ => Unknown::Again,
        }
    }

    fn turn(&self, _machine: &Machine, _request: &ActionRequest, _key: &EffectKey) -> StdDuration {
        self.turns.lock().unwrap().pop_front().unwrap_or_default()
    }
}

impl Channels for World {
    fn deliver<'a>(
        &'a self,
        _machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        _media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        let text = match &effect.kind {
            EffectKind::Say(say) => say.text.clone(),
            other => effect_name(other).into(),
        };
        self.attempts.lock().unwrap().push(to.attempts);
        let answer = self.deliveries.lock().unwrap().pop_front().unwrap_or(Delivery::Accepted);
        if answer == Delivery::Accepted {
            self.delivered.lock().unwrap().push((effect.key.to_string(), text));
        }
        Box::pin(async { answer })
    }

    fn knows_keys(&self, _to: &Recipient) -> bool {
        self.knows_keys
    }
}

/// A program with statements at these points and nothing else.
pub fn program(points: &[u64]) -> Arc<Machine> {
    use crate::ir::{Node, Op, Place};
    let node = |point: &u64| Node {
        point: PointId(*point),
        place: Place::default(),
        op: Op::AskAgain,
        next: None,
        span: crate::source::Span::default(),
    };
    Arc::new(Machine::new(Program {
        bot: Bot { start: "greeting".into(), ..Bot::default() },
        symbols: Symbols {
            trackers: [("click_id".to_string(), crate::ir::Tracker { ty: crate::ir::Type::Text(None) })]
                .into(),
            ..Symbols::default()
        },
        nodes: points.iter().map(node).collect(),
        ..Program::new("parrot")
    }))
}

/// A message as an event.
pub fn message(id: &str, at: i64, text: &str) -> Event {
    Event {
        id: id.into(),
        at: Time(at),
        kind: EventKind::Message(Message { text: text.into(), media: Vec::new() }),
    }
}

/// A start through a link with a click's id.
pub fn start(id: &str, at: i64, click: &str) -> Event {
    let trackers = [("click_id".to_string(), click.to_string())].into();
    Event {
        id: id.into(),
        at: Time(at),
        kind: EventKind::Start { payload: None, known: Default::default(), trackers },
    }
}

/// A postback.
pub fn postback(id: &str, at: i64, name: &str) -> Event {
    let kind = EventKind::Postback { name: name.into(), params: BTreeMap::new(), trackers: BTreeMap::new() };
    Event { id: id.into(), at: Time(at), kind }
}
