//! Talks: conversations written line by line, for what a `test` block cannot say. Here results of models and actions
//! come when the talk says so, and a contact may block the bot.
//!
//! `== NAME` begins a talk. `> …` is an input, and the `< …` lines under it are all messages to the contact that it
//! caused, in order; `\n` is a new line. `= STATUS` is the contact's status then.
//!
//! Inputs: `start`, `start PAYLOAD`, `user TEXT`, `image FILE`, `file FILE`, `press TEXT`, `postback NAME PARAM=NUMBER …`,
//! `after 2h`, `person joins`, `person leaves`, `block`, `hold models`, `model when MEANING`, `model until MEANING`,
//! `model reply TEXT`, `model down`, `action done`, `action fails`. A held call's result comes with a `model` line, an
//! action's with an `action` line; the latest call is answered, so that a `model old …` line can answer the first.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use flowc::engine::{
    ActionAnswer, ActionRequest, Contact, EffectKind, Event, EventKind, Known, Machine, Message, ModelAnswer,
    ModelRequest, OperatorEvent, PatternSpec, Task, step,
};
use flowc::ir::{Duration, MediaKind, MediaRef, Time, Value};

use super::judge::by_example;

/// A talk of a page.
#[derive(Debug)]
pub struct Talk {
    /// Its name.
    pub name: String,
    /// Its lines: the page's line and the text.
    lines: Vec<(usize, String)>,
}

/// The talks of a block that begins at a page's line.
pub fn talks(text: &str, first_line: usize) -> Vec<Talk> {
    let mut talks: Vec<Talk> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("==") {
            talks.push(Talk { name: name.trim().to_owned(), lines: Vec::new() });
        } else if !line.is_empty() {
            let talk = talks.last_mut().expect("a talk begins with `== NAME`");
            talk.lines.push((first_line + at, line.to_owned()));
        }
    }
    talks
}

/// Plays a talk. An error tells the page's line, what was expected there, and what was said so far.
pub fn play(talk: &Talk, machine: &Arc<Machine>) -> Result<(), String> {
    let mut stage = Stage::new(machine.clone());
    let mut told = String::new();
    let mut lines = talk.lines.iter().peekable();
    while let Some((at, line)) = lines.next() {
        let wrong = |told: &str, what: String| format!("{told}line {at}: {line}\n    {what}");
        if let Some(input) = line.strip_prefix('>') {
            let said = stage.input(input.trim()).map_err(|what| wrong(&told, what))?;
            let mut wanted = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with('<')) {
                wanted.push(line.trim_start_matches('<').trim().replace("\\n", "\n"));
            }
            told.push_str(&format!("    {line}\n"));
            told.extend(said.iter().map(|text| format!("    < {text}\n")));
            if said != wanted {
                return Err(wrong(&told, format!("expected {wanted:?}, found {said:?}")));
            }
        } else if let Some(status) = line.strip_prefix('=') {
            let found = format!("{:?}", stage.contact.status()).to_lowercase();
            if found != status.trim() {
                return Err(wrong(&told, format!("expected the status {}, found {found}", status.trim())));
            }
        } else {
            return Err(wrong(&told, "a line begins with `>`, `<` or `=`".to_owned()));
        }
    }
    Ok(())
}

struct Stage {
    machine: Arc<Machine>,
    contact: Contact,
    now: Time,
    events: u64,
    holds: bool,
    models: Vec<ModelRequest>,
    actions: Vec<ActionRequest>,
    buttons: Vec<(String, String)>,
}

impl Stage {
    fn new(machine: Arc<Machine>) -> Self {
        let noon: jiff::Timestamp = "2026-01-05T12:00:00Z".parse().expect("a moment");
        Stage {
            machine,
            contact: Contact::new("talk"),
            now: Time(noon.as_millisecond()),
            events: 0,
            holds: false,
            models: Vec::new(),
            actions: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// One input; gives what was said to the contact.
    fn input(&mut self, input: &str) -> Result<Vec<String>, String> {
        let (word, rest) = input.split_once(' ').unwrap_or((input, ""));
        let media = |kind| {
            EventKind::Message(Message {
                text: String::new(),
                media: vec![MediaRef { kind, at: format!("file:{rest}"), mime: String::new() }],
            })
        };
        let event = match word {
            "start" => {
                let payload = (!rest.is_empty()).then(|| rest.to_owned());
                EventKind::Start { payload, known: Known::default(), trackers: BTreeMap::new() }
            }
            "user" => EventKind::Message(Message { text: rest.to_owned(), media: Vec::new() }),
            "image" => media(MediaKind::Image),
            "file" => media(MediaKind::File),
            "press" => {
                let shown = self.buttons.iter().rev().find(|(text, _)| text == rest);
                let (text, button) = shown.cloned().ok_or("no message has shown this button")?;
                EventKind::Button { text, button }
            }
            "postback" => {
                let mut words = rest.split(' ');
                let name = words.next().unwrap_or_default().to_owned();
                let param = |word: &str| {
                    let (name, value) = word.split_once('=')?;
                    Some((name.to_owned(), Value::Number(value.parse().ok()?)))
                };
                let params: Option<BTreeMap<String, Value>> = words.map(param).collect();
                let params = params.ok_or("a parameter is PARAM=NUMBER")?;
                EventKind::Postback { name, params, trackers: BTreeMap::new() }
            }
            "after" => return self.after(rest),
            "person" if rest == "joins" => EventKind::Operator(OperatorEvent::Joined),
            "person" if rest == "leaves" => EventKind::Operator(OperatorEvent::Left),
            "block" => EventKind::Blocked,
            "hold" => {
                self.holds = true;
                return Ok(Vec::new());
            }
            "model" => self.model(rest)?,
            "action" => {
                let request = self.actions.pop().ok_or("no action waits")?.id;
                let answer = match rest {
                    "done" => ActionAnswer::Done(Value::Empty),
                    _ => ActionAnswer::Failed("as the talk says".to_owned()),
                };
                EventKind::Action { request, answer }
            }
            _ => return Err("no such input".to_owned()),
        };
        Ok(self.take(event))
    }

    /// The result of a held call.
    fn model(&mut self, says: &str) -> Result<EventKind, String> {
        let (old, says) = says.strip_prefix("old ").map_or((false, says), |says| (true, says));
        let call =
            if old && !self.models.is_empty() { Some(self.models.remove(0)) } else { self.models.pop() };
        let call = call.ok_or("no model's call waits")?;
        let (word, rest) = says.split_once(' ').unwrap_or((says, ""));
        let number = |patterns: &[PatternSpec]| {
            let named =
                patterns.iter().find(|pattern| pattern.meanings.iter().any(|meaning| meaning == rest));
            named.map(|pattern| pattern.number).ok_or(format!("no branch means {rest}"))
        };
        let saves = BTreeMap::new();
        let answer = match (&call.task, word) {
            (_, "none") => by_example(&call),
            (_, "down") => ModelAnswer::Down("as the talk says".to_owned()),
            (Task::Route { whens }, "when") => ModelAnswer::Routed { when: Some(number(whens)?), saves },
            (Task::Judge { untils, whens }, _) => ModelAnswer::Judged {
                until: if word == "until" { Some(number(untils)?) } else { None },
                when: if word == "when" { Some(number(whens)?) } else { None },
                saves,
                covered: true,
                reply: if word == "reply" { rest.to_owned() } else { String::new() },
            },
            _ => return Err(format!("this is not what was asked: {:?}", call.task)),
        };
        Ok(EventKind::Model { request: call.id, answer })
    }

    fn after(&mut self, length: &str) -> Result<Vec<String>, String> {
        let unit = length.chars().last().ok_or("how long?")?;
        let number: i64 = length.trim_end_matches(unit).parse().map_err(|_| "a number and a unit")?;
        let seconds = match unit {
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => return Err("m, h or d".to_owned()),
        };
        let then = self.now + Duration(number * seconds * 1000);
        let mut said = Vec::new();
        for _ in 0..1000 {
            match self.contact.next_due() {
                Some(due) if due <= then => self.now = due.max(self.now),
                _ => break,
            }
            said.extend(self.take(EventKind::Clock));
        }
        self.now = then;
        Ok(said)
    }

    /// An event, and what the models answer unless they are held.
    fn take(&mut self, kind: EventKind) -> Vec<String> {
        let mut said = Vec::new();
        let mut queue = VecDeque::from([kind]);
        while let Some(kind) = queue.pop_front() {
            self.events += 1;
            let event = Event { id: format!("e{}", self.events), at: self.now, kind };
            for effect in step(&self.machine, &mut self.contact, &event).effects {
                match effect.kind {
                    EffectKind::Say(message) => {
                        let buttons = message.buttons.iter();
                        self.buttons.extend(buttons.map(|button| (button.text.clone(), button.id.clone())));
                        said.push(message.text);
                    }
                    EffectKind::Model(request) if self.holds => self.models.push(*request),
                    EffectKind::Model(request) => {
                        let answer = by_example(&request);
                        queue.push_back(EventKind::Model { request: request.id, answer });
                    }
                    EffectKind::Action(request) => self.actions.push(request),
                    EffectKind::Notify { .. } | EffectKind::Handoff { .. } | EffectKind::Relay { .. } => {}
                }
            }
        }
        said
    }
}
