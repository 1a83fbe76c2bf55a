//! A conversation with a program in virtual time: no clock, no network, no store.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::answers::Answers;
use super::transcript::{self, Line, Transcript, Who};
use super::{typed, why};
use crate::diagnostic::nearest;
use crate::engine::eval::{clock, from_wire, same_text};
use crate::engine::{
    ActionAnswer, ActionRequest, Contact, Effect, EffectKind, Event, EventKind, Known, Link, Machine, Mark,
    Message, ModelAnswer, OperatorEvent, Outcome, Record, Role, Standing, Turn,
};
use crate::ir::{Clock, Duration, Inbound, MediaKind, MediaRef, Time, Value, words};

/// The most model calls that one input may cause; a program that needs more is not waiting for anybody.
const CALLS_MAX: usize = 64;
/// The most timers that one wait may fire.
const TIMERS_MAX: usize = 10_000;
/// Where a conversation without a server could be read: the same for every one.
const LINK: &str = "https://flowc.example/t/test";
/// How many turns of the talk a model sees where the manifest does not say.
const CONTEXT: usize = 20;

/// A contact who talks with a program. Each method is one input: it takes the event, answers the model calls that it
/// causes, and stops where the contact waits, or where an action's result is needed ([`Conversation::actions`]).
/// What came of it is in [`Conversation::heard`] until the next input, and in the [`Conversation::transcript`].
#[derive(Debug, Clone)]
pub struct Conversation<A> {
    machine: Arc<Machine>,
    contact: Contact,
    now: Time,
    answers: A,
    transcript: Transcript,
    heard: Heard,
    actions: Vec<ActionRequest>,
    /// Buttons that were shown: text and id, newest last.
    buttons: Vec<(String, String)>,
    events: u64,
    /// Where time goes on to when the actions have answered.
    until: Option<Time>,
    journal: Vec<(Event, Outcome)>,
    /// The contact's events behind lines of the transcript.
    said: BTreeMap<usize, u64>,
    marks: BTreeSet<Mark>,
    forgets: bool,
}

/// What the last input caused.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heard {
    /// Effects in the order in which they arose.
    pub effects: Vec<Effect>,
    /// Records in their order.
    pub records: Vec<Record>,
    /// The first of its lines in the transcript; the input's own line is one.
    pub first_line: usize,
    /// Where the contact stood when a model was asked, by the request's number.
    pub asked: Vec<(u64, Option<Standing>)>,
}

/// What cannot be put in, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

impl<A: Answers> Conversation<A> {
    /// A conversation that begins at `now`. The contact's person, tags, fields and trackers may be set before.
    pub fn new(machine: Arc<Machine>, contact: Contact, now: Time, answers: A) -> Self {
        Conversation {
            machine,
            contact,
            now,
            answers,
            transcript: Transcript::default(),
            heard: Heard::default(),
            actions: Vec::new(),
            buttons: Vec::new(),
            events: 0,
            until: None,
            journal: Vec::new(),
            said: BTreeMap::new(),
            marks: BTreeSet::new(),
            forgets: false,
        }
    }

    /// Crashes after each commit: the state goes on from its encoded bytes.
    pub fn forgetting(mut self) -> Self {
        self.forgets = true;
        self
    }

    /// The program.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// The contact as it is now.
    pub fn contact(&self) -> &Contact {
        &self.contact
    }

    /// The virtual time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Everything that was said so far.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// What the last input caused.
    pub fn heard(&self) -> &Heard {
        &self.heard
    }

    /// Lines that the last input added, its own first.
    pub fn last_lines(&self) -> &[Line] {
        self.transcript.lines.get(self.heard.first_line..).unwrap_or_default()
    }

    /// Why: the records of the last input as sentences.
    pub fn why(&self) -> Vec<String> {
        self.heard.records.iter().filter_map(why::sentence).collect()
    }

    /// Actions that wait for [`Conversation::answer_action`], oldest first.
    pub fn actions(&self) -> &[ActionRequest] {
        &self.actions
    }

    /// The texts of the buttons that were shown, the newest last.
    pub fn shown_buttons(&self) -> Vec<&str> {
        self.buttons.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// Every event so far with what it caused.
    pub fn journal(&self) -> &[(Event, Outcome)] {
        &self.journal
    }

    /// Where the contact stood when it asked a model, if that was since the last input.
    pub fn asker(&self, request: u64) -> Option<&Standing> {
        self.heard.asked.iter().find(|(id, _)| *id == request)?.1.as_ref()
    }

    /// What it came through.
    pub fn marks(&self) -> &BTreeSet<Mark> {
        &self.marks
    }

    /// What answers the model's calls.
    pub fn answers(&self) -> &A {
        &self.answers
    }

    /// The same, to change it.
    pub fn answers_mut(&mut self) -> &mut A {
        &mut self.answers
    }

    /// The contact opens the chat, or comes through a link.
    pub fn start(&mut self, payload: Option<&str>) {
        let text = payload.map_or("/start".to_owned(), |payload| format!("/start {payload}"));
        self.begin(Who::Contact, text);
        let person = &self.contact.person;
        let known = Known {
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            username: person.username.clone(),
            language: person.language.clone(),
            timezone: person.timezone.clone(),
            channel: person.channel.clone(),
            ..Known::default()
        };
        let payload = payload.map(str::to_owned);
        self.take(EventKind::Start { payload, known, trackers: BTreeMap::new() });
    }

    /// The contact writes.
    pub fn write(&mut self, text: &str) {
        self.begin(Who::Contact, text.to_owned());
        self.take(EventKind::Message(Message { text: text.to_owned(), media: Vec::new() }));
    }

    /// The contact sends media; `place` is a file's path, a URL, or for a location `LAT,LON`.
    pub fn send(&mut self, kind: MediaKind, place: &str, caption: &str) {
        let at = match kind {
            MediaKind::Location => place.to_owned(),
            _ if place.contains("://") || place.starts_with("sha256:") => place.to_owned(),
            _ => format!("file:{place}"),
        };
        let media = MediaRef { kind, at, mime: mime(place).to_owned() };
        let text = [transcript::media(&media), caption.to_owned()].join(" ").trim().to_owned();
        self.begin(Who::Contact, text);
        self.take(EventKind::Message(Message { text: caption.to_owned(), media: vec![media] }));
    }

    /// The contact presses a button that some message has shown.
    ///
    /// # Errors
    /// No message has shown one of this text.
    pub fn press(&mut self, text: &str) -> Result<(), Refused> {
        let shown = self.buttons.iter().rev().find(|(shown, _)| same_text(shown, text)).cloned();
        let Some((text, button)) = shown else {
            let texts = self.buttons.iter().map(|(text, _)| text.as_str());
            return Err(Refused(match nearest(text, texts) {
                Some(near) => format!("no message has shown a button \"{text}\"; there was \"{near}\""),
                None => format!("no message has shown a button \"{text}\""),
            }));
        };
        self.begin(Who::Contact, format!("[{text}]"));
        self.take(EventKind::Button { text, button });
        Ok(())
    }

    /// A postback or webhook with typed parameters. One that repeats its unique parameter, or a second postback of one
    /// that counts once per contact, changes nothing.
    ///
    /// # Errors
    /// It is not declared, or the parameter that makes it unique is missing.
    pub fn receive(
        &mut self,
        inbound: Inbound,
        name: &str,
        params: BTreeMap<String, Value>,
    ) -> Result<(), Refused> {
        let (kind, signatures) = match inbound {
            Inbound::Postback => ("postback", &self.machine.program().symbols.postbacks),
            Inbound::Webhook => ("webhook", &self.machine.program().symbols.webhooks),
        };
        let Some(signature) = signatures.get(name) else {
            let known = nearest(name, signatures.keys().map(String::as_str));
            let hint = known.map(|near| format!("; there is `{near}`")).unwrap_or_default();
            return Err(Refused(format!("no {kind} `{name}` is declared{hint}")));
        };
        if let Some(unique) = &signature.unique_by
            && params.get(unique).is_none_or(Value::is_empty)
        {
            return Err(Refused(format!("`{unique}` makes a {name} unique: it needs a value")));
        }
        let shown: Vec<String> =
            params.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
        self.begin(Who::World, format!("{kind} {name}({})", shown.join(", ")));
        let name = name.to_owned();
        let event = match inbound {
            Inbound::Postback => EventKind::Postback { name, params, trackers: BTreeMap::new() },
            Inbound::Webhook => EventKind::Webhook { name, params },
        };
        self.take(event);
        Ok(())
    }

    /// [`Conversation::receive`] with parameters as a request brings them: `amount=50`.
    ///
    /// # Errors
    /// As there, or a parameter that is not declared or does not fit its type.
    pub fn receive_written(
        &mut self,
        inbound: Inbound,
        name: &str,
        written: &[(String, String)],
    ) -> Result<(), Refused> {
        let symbols = &self.machine.program().symbols;
        let signatures = match inbound {
            Inbound::Postback => &symbols.postbacks,
            Inbound::Webhook => &symbols.webhooks,
        };
        let declared = signatures.get(name).map(|signature| signature.params.as_slice()).unwrap_or_default();
        let mut params = BTreeMap::new();
        // Of an undeclared postback nothing is declared: `receive` says so.
        for (param, text) in written.iter().filter(|_| signatures.contains_key(name)) {
            let Some((_, ty)) = declared.iter().find(|(name, _)| name == param) else {
                let near = nearest(param, declared.iter().map(|(name, _)| name.as_str()));
                let hint = near.map(|near| format!("; there is `{near}`")).unwrap_or_default();
                return Err(Refused(format!("{name} has no `{param}`{hint}")));
            };
            let Some(value) = from_wire(text, ty, self.machine.regexes()) else {
                return Err(Refused(format!("`{param}` of {name} is {}", typed::words(ty))));
            };
            params.insert(param.clone(), value);
        }
        self.receive(inbound, name, params)
    }

    /// A person of the team does something in the chat.
    pub fn operator(&mut self, event: OperatorEvent) {
        let text = match &event {
            OperatorEvent::Joined => "joins".to_owned(),
            OperatorEvent::Took(name) => format!("joins: {name}"),
            OperatorEvent::Left => "leaves".to_owned(),
            OperatorEvent::Pressed(text) => format!("presses [{text}]"),
            OperatorEvent::Said(message) => message.text.clone(),
        };
        self.begin(Who::Team, text);
        self.take(EventKind::Operator(event));
    }

    /// The contact blocks the bot.
    pub fn block(&mut self) {
        self.begin(Who::Contact, "blocks the bot".to_owned());
        self.take(EventKind::Blocked);
    }

    /// Time passes; every timer that falls due is taken at its own time.
    pub fn wait(&mut self, span: Duration) {
        self.wait_until(self.now + span);
    }

    /// Time passes until the contact's clock shows this.
    pub fn wait_until_clock(&mut self, at: Clock) {
        let zone = clock::zone(&self.contact, &self.machine);
        self.wait_until(clock::next(self.now, at, &zone));
    }

    /// Time passes until then; a time that has passed is now. It stands still where a timer begins an action, until
    /// [`Conversation::answer_action`].
    pub fn wait_until(&mut self, then: Time) {
        let then = then.max(self.now);
        self.begin(Who::World, format!("{} pass", words::length(Duration(then.0 - self.now.0))));
        self.pass(then);
    }

    /// Time passes until what the contact wrote in short order is read. It adds to what the last input caused.
    pub fn close_window(&mut self) {
        while let Some(until) = self.contact.gathers_until()
            && self.contact.next_due() == Some(until)
        {
            self.pass(until);
        }
    }

    fn pass(&mut self, then: Time) {
        let waiting = self.actions.len();
        for _ in 0..TIMERS_MAX {
            match self.contact.next_due() {
                Some(due) if due <= then => self.now = due.max(self.now),
                _ => {
                    self.now = then;
                    return;
                }
            }
            self.take(EventKind::Clock);
            if self.actions.len() > waiting {
                // An action answers at once: time stands still until it has, or its own `within` would pass.
                self.until = Some(then);
                return;
            }
        }
        self.line(Who::Note, format!("more than {TIMERS_MAX} timers: time stands still"), Vec::new());
    }

    /// An action answers. It adds to what the last input caused; time that stood still for it goes on.
    ///
    /// # Errors
    /// No such action waits.
    pub fn answer_action(&mut self, request: u64, answer: ActionAnswer) -> Result<(), Refused> {
        let Some(place) = self.actions.iter().position(|action| action.id == request) else {
            return Err(Refused("no action waits for this answer".to_owned()));
        };
        let action = self.actions.remove(place);
        let text = match &answer {
            ActionAnswer::Done(value) if value.is_empty() => format!("{} returned nothing", action.action),
            ActionAnswer::Done(value) => format!("{} returned ({})", action.action, plain(value)),
            ActionAnswer::Failed(why) => format!("{} failed: {why}", action.action),
        };
        self.line(Who::Note, text, Vec::new());
        self.take(EventKind::Action { request, answer });
        if self.actions.is_empty()
            && let Some(then) = self.until.take()
        {
            self.pass(then);
        }
        Ok(())
    }

    /// Opens an input: what the last one caused is forgotten.
    fn begin(&mut self, who: Who, text: String) {
        self.until = None;
        self.heard = Heard { first_line: self.transcript.lines.len(), ..Heard::default() };
        self.line(who, text, Vec::new());
    }

    /// Takes an event and everything that models answer to it.
    fn take(&mut self, kind: EventKind) {
        let mut queue = VecDeque::from([kind]);
        let mut calls = 0;
        while let Some(kind) = queue.pop_front() {
            for effect in self.step(kind) {
                match effect.kind {
                    EffectKind::Model(mut request) if calls < CALLS_MAX => {
                        calls += 1;
                        request.history = self.history(&request.messages);
                        self.heard.asked.push((request.id, self.contact.current()));
                        let answer = self.answers.answer(&request);
                        match &answer {
                            ModelAnswer::Down(why) => {
                                self.line(Who::Note, format!("the model is down: {why}"), Vec::new());
                            }
                            ModelAnswer::Heard(text) if text.is_empty() => {
                                self.line(Who::Note, "nothing was heard".to_owned(), Vec::new());
                            }
                            ModelAnswer::Heard(text) => {
                                self.line(Who::Note, format!("heard: {text}"), Vec::new());
                            }
                            _ => {}
                        }
                        queue.push_back(EventKind::Model { request: request.id, answer });
                    }
                    EffectKind::Model(_) => {
                        let text =
                            format!("more than {CALLS_MAX} model calls for one input: no more are made");
                        self.line(Who::Note, text, Vec::new());
                    }
                    EffectKind::Action(request) => self.actions.push(request),
                    _ => {}
                }
            }
        }
    }

    /// One event: the commit, then its effects.
    fn step(&mut self, kind: EventKind) -> Vec<Effect> {
        let asks = self.machine.reads_link() && self.contact.link_until().is_none();
        if asks && !matches!(kind, EventKind::Link(_)) {
            self.step(EventKind::Link(Link { url: LINK.to_owned(), until: Time(i64::MAX) }));
        }
        self.events += 1;
        let event = Event { id: format!("e{}", self.events), at: self.now, kind };
        let mut marks = Vec::new();
        let outcome = crate::engine::traced(&self.machine, &mut self.contact, &event, &mut marks);
        self.marks.extend(marks);
        if matches!(event.kind, EventKind::Message(_)) {
            self.said.insert(self.heard.first_line, self.contact.sequence);
        }
        if self.forgets {
            self.contact = Contact::decode(&self.contact.encode()).expect("a state that was encoded decodes");
        }
        for effect in &outcome.effects {
            self.show(&effect.kind);
        }
        self.heard.effects.extend(outcome.effects.iter().cloned());
        self.heard.records.extend(outcome.records.iter().cloned());
        let effects = outcome.effects.clone();
        self.journal.push((event, outcome));
        effects
    }

    fn show(&mut self, effect: &EffectKind) {
        match effect {
            EffectKind::Say(message) => {
                for button in &message.buttons {
                    self.buttons.push((button.text.clone(), button.id.clone()));
                }
                let buttons = message.buttons.iter().map(|button| match &button.link {
                    Some(link) => format!("{} → {link}", button.text),
                    None => button.text.clone(),
                });
                self.line(Who::Bot, transcript::words(message), buttons.collect());
            }
            EffectKind::Action(request) => {
                let args: Vec<String> =
                    request.args.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
                self.line(Who::Note, format!("do {}({})", request.action, args.join(", ")), Vec::new());
            }
            EffectKind::Notify { operator, text } => {
                let to = if operator.is_empty() { "operators" } else { operator };
                self.line(Who::Note, format!("notify {to}: {text}"), Vec::new());
            }
            EffectKind::Handoff { operator, text, buttons } => {
                let to = if operator.is_empty() { "a person" } else { operator };
                self.line(Who::Note, format!("handoff to {to}: {text}"), buttons.clone());
            }
            EffectKind::Relay { text, media } => {
                let mut words: Vec<String> = media.iter().map(transcript::media).collect();
                words.push(text.clone());
                self.line(
                    Who::Note,
                    format!("passed on to the person: {}", words.join(" ").trim()),
                    Vec::new(),
                );
            }
            EffectKind::Model(_) => {}
        }
    }

    fn line(&mut self, who: Who, text: String, buttons: Vec<String>) {
        let at = clock::local(self.now, &clock::zone(&self.contact, &self.machine));
        self.transcript.lines.push(Line { at, who, text, buttons });
    }

    /// The turns before the messages that a call is about.
    fn history(&self, messages: &[Message]) -> Vec<Turn> {
        let model = self.machine.program().outside.models.get("talk");
        let context = model.map_or(CONTEXT, |model| model.context as usize);
        let lines: usize = messages.iter().map(|message| message.text.lines().count().max(1)).sum();
        let mut turns = self.transcript.turns(context + lines);
        // The messages themselves are the last turns of the contact; one that was gathered is several.
        for message in messages.iter().rev() {
            let mut rest = Some(message.text.as_str());
            while let Some(text) = rest
                && let Some(last) = turns.iter().rposition(|(_, turn)| turn.role == Role::Contact)
            {
                let (_, turn) = turns.remove(last);
                rest = text.strip_suffix(turn.text.as_str()).and_then(|before| before.strip_suffix('\n'));
            }
        }
        let excess = turns.len().saturating_sub(context);
        turns.drain(..excess);
        turns.into_iter().map(|(line, turn)| self.public(line, turn)).collect()
    }

    /// A turn without what no model may see.
    fn public(&self, line: usize, turn: Turn) -> Turn {
        let program = self.machine.program();
        let text = match self.said.get(&line) {
            Some(event) => self.contact.said_to_model(program, *event, &turn.text),
            None => self.contact.told_to_model(program, &turn.text),
        };
        Turn { text, ..turn }
    }
}

/// A value in few words, for lines of a transcript.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Empty => "empty".to_owned(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Time(at) => at.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Duration(span) => words::length(*span),
        Value::Media(media) => transcript::media(media),
        Value::List(items) => format!("({})", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", plain(value)));
            fields.collect::<Vec<_>>().join(", ")
        }
    }
}

fn mime(place: &str) -> &'static str {
    match place.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        _ => "",
    }
}
