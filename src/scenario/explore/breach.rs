//! What must hold whatever happens to a contact.

use std::any::Any;
use std::collections::BTreeSet;

use super::super::answers::Answers;
use super::super::conversation::Conversation;
use super::super::transcript::Who;
use crate::engine::eval::clock;
use crate::engine::{Contact, Effect, EffectKind, Event, EventKind, Machine, Outcome, Record, Status, step};
use crate::ir::{Program, Time, Value};

/// Shorter values are found in any text.
const SECRET_CHARS_MIN: usize = 6;

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// What is broken, in few words: the same for the same trouble.
    pub what: String,
    /// Where the contact stands: flow, step, statement; empty where that says nothing.
    pub place: String,
    /// More of it.
    pub detail: String,
}

impl Breach {
    fn new(what: &str, contact: &Contact, detail: impl Into<String>) -> Self {
        Breach { what: what.to_owned(), place: place(contact), detail: detail.into() }
    }

    /// A panic.
    pub(super) fn crash(panic: &(dyn Any + Send)) -> Self {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
        Breach { what: "it crashes".to_owned(), place: String::new(), detail: words.to_owned() }
    }

    /// Nothing leads on.
    pub(super) fn trap(contact: &Contact, tried: usize) -> Self {
        let detail = format!("it waits for no time, and none of {tried} things that were tried moved it");
        Breach::new("a contact is trapped", contact, detail)
    }

    /// Whether it is the same trouble.
    pub fn is_like(&self, other: &Breach) -> bool {
        self.what == other.what && self.place == other.place
    }
}

/// Where a contact stands, in words.
pub(super) fn place(contact: &Contact) -> String {
    match contact.current() {
        Some(standing) if standing.step.is_empty() => standing.what,
        Some(standing) => format!("flow {}, step {}, {}", standing.flow, standing.step, standing.what),
        None => String::new(),
    }
}

/// Looks at every event of a conversation, each run once more on a contact of its own.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    twin: Contact,
    /// How many events were looked at.
    seen: usize,
    /// When proactive messages left.
    sent: Vec<Time>,
    /// Values of private fields.
    pub secrets: BTreeSet<String>,
    /// Whether some statement may speak at any hour: then the night is nobody's.
    any_hour: bool,
}

impl Watch {
    /// Before the first event.
    pub fn new(machine: &Machine, contact: &Contact) -> Self {
        let any_hour = says_at_any_hour(machine.program());
        Watch { twin: contact.clone(), seen: 0, sent: Vec::new(), secrets: BTreeSet::new(), any_hour }
    }

    /// The first thing that is broken since this was last asked.
    pub fn look<A: Answers>(&mut self, machine: &Machine, talk: &Conversation<A>) -> Option<Breach> {
        let journal = talk.journal();
        let mut found = None;
        for (event, outcome) in journal.get(self.seen..).unwrap_or_default() {
            found = found.or(self.event(machine, event, outcome));
        }
        self.seen = journal.len();
        found.or_else(|| self.state(talk))
    }

    fn event(&mut self, machine: &Machine, event: &Event, outcome: &Outcome) -> Option<Breach> {
        let before = self.twin.clone();
        let again = step(machine, &mut self.twin, event);
        let after = self.twin.clone();
        let broken = |what: &str, detail: String| Some(Breach::new(what, &before, detail));
        if again != *outcome {
            return broken("the same event has other effects when it is replayed", format!("{event:?}"));
        }
        match Contact::decode(&after.encode()) {
            Ok(decoded) if decoded == after => {}
            _ => return broken("a state does not survive being stored", format!("{event:?}")),
        }
        for (nth, effect) in (0..).zip(&outcome.effects) {
            if effect.key.sequence != after.sequence || effect.key.index != nth {
                return broken("the keys of effects are out of order", effect.key.to_string());
            }
        }
        let limit = outcome.records.iter().find_map(|record| match record {
            Record::Limit { limit } => Some(limit.as_str()).filter(|limit| is_trouble(limit)),
            _ => None,
        });
        if let Some(limit) = limit {
            return broken("one event does more than a bot may", format!("the limit of {limit} was reached"));
        }
        if before.status() == Status::Stopped && !begins(event) && !outcome.effects.is_empty() {
            return broken("a contact who opted out hears something", format!("{event:?}"));
        }
        if repeats(machine.program(), event) {
            let mut twice = after.clone();
            let repeated = step(machine, &mut twice, event);
            if !repeated.effects.is_empty()
                || twice.points() != after.points()
                || twice.fields != after.fields
            {
                return broken("the same event twice changes something", format!("{event:?}"));
            }
        }
        let leak = outcome.effects.iter().find_map(|effect| self.leak(machine.program(), &after, effect));
        if let Some(secret) = leak {
            return broken("a private value leaves", secret);
        }
        self.proactive(machine, event, outcome, &after)
    }

    /// A private value in what goes to a model or to the team. Only values that nobody wrote elsewhere are looked for.
    fn leak(&self, program: &Program, contact: &Contact, effect: &Effect) -> Option<String> {
        if self.secrets.is_empty() {
            return None;
        }
        let (to, text) = match &effect.kind {
            EffectKind::Model(request) => ("a model", serde_json::to_string(request).ok()?),
            EffectKind::Notify { text, .. } => ("a notice", text.clone()),
            EffectKind::Handoff { text, .. } => ("a handoff", text.clone()),
            _ => return None,
        };
        let private = |name: &String| program.symbols.fields.get(name).is_some_and(|field| field.private);
        let kept = contact.fields.iter().filter(|(name, _)| private(name));
        let secret = kept.into_iter().find_map(|(_, value)| match value {
            Value::Text(secret) if secret.chars().count() >= SECRET_CHARS_MIN => {
                (self.secrets.contains(secret) && text.contains(secret.as_str())).then_some(secret)
            }
            _ => None,
        });
        let told = secret?;
        Some(format!("{to} is told \"{told}\""))
    }

    /// Quiet hours and the cap.
    fn proactive(
        &mut self,
        machine: &Machine,
        event: &Event,
        outcome: &Outcome,
        after: &Contact,
    ) -> Option<Breach> {
        let bot = &machine.program().bot;
        let zone = clock::zone(after, machine);
        for effect in &outcome.effects {
            let EffectKind::Say(message) = &effect.kind else { continue };
            if !message.proactive {
                continue;
            }
            let shown = message.shown();
            if let Some(quiet) = bot.quiet
                && !self.any_hour
                && clock::is_quiet(event.at, quiet, &zone)
            {
                return Some(Breach::new("the bot speaks by itself in quiet hours", after, shown));
            }
            self.sent.push(event.at);
            if let Some(cap) = bot.cap {
                self.sent.retain(|sent| *sent + cap.per > event.at);
                if self.sent.len() > cap.messages as usize {
                    return Some(Breach::new(
                        "the bot speaks by itself more often than its cap",
                        after,
                        shown,
                    ));
                }
            }
        }
        None
    }

    /// What must hold between two inputs.
    fn state<A: Answers>(&self, talk: &Conversation<A>) -> Option<Breach> {
        let contact = talk.contact();
        if *contact != self.twin || contact.encode() != self.twin.encode() {
            return Some(Breach::new(
                "the same events lead to another state when they are replayed",
                contact,
                "",
            ));
        }
        let note =
            talk.last_lines().iter().find(|line| line.who == Who::Note && line.text.starts_with("more than"));
        if let Some(note) = note {
            return Some(Breach::new("it goes round and round", contact, note.text.clone()));
        }
        if talk.actions().is_empty() && contact.next_due().is_some_and(|due| due <= talk.now()) {
            return Some(Breach::new("a timer that is due is left behind", contact, ""));
        }
        let waits = matches!(contact.status(), Status::Waiting | Status::Auto);
        if waits && contact.points().is_empty() {
            return Some(Breach::new("a contact waits nowhere", contact, ""));
        }
        None
    }
}

/// Limits that a script should never reach; others are reached by whoever writes without end.
fn is_trouble(limit: &str) -> bool {
    matches!(limit, "statements per event" | "effects per event")
}

/// Whether a contact who opted out begins again by it.
fn begins(event: &Event) -> bool {
    match &event.kind {
        EventKind::Start { .. } => true,
        EventKind::Message(message) => message.text.trim_start().starts_with("/start"),
        EventKind::Button { text, .. } => text.trim_start().starts_with("/start"),
        _ => false,
    }
}

/// Whether the event is known again when it comes once more: an answer, a postback of the same transaction.
fn repeats(program: &Program, event: &Event) -> bool {
    match &event.kind {
        EventKind::Model { .. } | EventKind::Action { .. } => true,
        EventKind::Postback { name, params, .. } => {
            let signature = program.symbols.postbacks.get(name);
            let by = signature.and_then(|signature| signature.unique_by.as_ref());
            by.is_none_or(|by| params.contains_key(by))
        }
        EventKind::Webhook { name, params } => {
            let signature = program.symbols.webhooks.get(name);
            let by = signature.and_then(|signature| signature.unique_by.as_ref());
            by.is_some_and(|by| params.contains_key(by))
        }
        _ => false,
    }
}

/// Whether some statement says `at any hour`. Looked for in the plain data, so that no statement can be forgotten.
fn says_at_any_hour(program: &Program) -> bool {
    let plain = serde_json::to_value(&program.nodes).expect("a program is plain data");
    let mut open = vec![&plain];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(members) => {
                if members.get("any_hour") == Some(&serde_json::Value::Bool(true)) {
                    return true;
                }
                open.extend(members.values());
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{EffectKey, Message, Outgoing};
    use crate::lower::build;
    use crate::project::Memory;

    const SCRIPT: &str = r#"
bot "B" { start f  guardrails "None."  quiet hours 22:00 to 09:00  at most 1 messages per 1d  stop words "stop" }
field email: text private
flow f { step s { ask email "Your e-mail?" save email within 1d -> end  say "Thank you."  -> end } }
"#;
    const NOON: Time = Time(1_767_614_400_000);
    const NIGHT: Time = Time(NOON.0 + 11 * 3_600_000);

    fn machine() -> Machine {
        let built = build(&Memory::new([("p/b.flow", SCRIPT)]), "p").expect("there is a script");
        Machine::new(built.program.unwrap_or_else(|| panic!("{:#?}", built.findings)))
    }

    fn event(at: Time, kind: EventKind) -> Event {
        Event { id: "e".to_owned(), at, kind }
    }

    fn said(text: &str, proactive: bool) -> Outcome {
        let message = Outgoing { text: text.to_owned(), proactive, ..Outgoing::default() };
        let key = EffectKey { contact: "test".to_owned(), sequence: 1, index: 0 };
        Outcome { effects: vec![Effect { key, kind: EffectKind::Say(message) }], records: Vec::new() }
    }

    #[test]
    fn the_night_and_the_cap_are_kept_by_what_the_bot_says_of_itself() {
        let (machine, contact) = (machine(), Contact::new("test"));
        let watch = || Watch::new(&machine, &contact);
        let look = |watch: &mut Watch, at, proactive| {
            let breach =
                watch.proactive(&machine, &event(at, EventKind::Clock), &said("Hi", proactive), &contact);
            breach.map(|breach| breach.what)
        };
        assert_eq!(look(&mut watch(), NIGHT, false), None);
        let night = Some("the bot speaks by itself in quiet hours".to_owned());
        assert_eq!(look(&mut watch(), NIGHT, true), night);
        let mut twice = watch();
        assert_eq!(look(&mut twice, NOON, true), None);
        assert_eq!(look(&mut twice, Time(NOON.0 + 86_400_000), true), None, "the window has moved on");
        let often = Some("the bot speaks by itself more often than its cap".to_owned());
        assert_eq!(look(&mut twice, Time(NOON.0 + 86_400_001), true), often);
    }

    #[test]
    fn a_private_value_may_not_leave() {
        let (machine, mut contact) = (machine(), Contact::new("test"));
        let mut watch = Watch::new(&machine, &contact);
        let notice = |text: &str| Effect {
            key: EffectKey { contact: "test".to_owned(), sequence: 1, index: 0 },
            kind: EffectKind::Notify { operator: String::new(), text: text.to_owned() },
        };
        let email = "private7@example.com".to_owned();
        contact.fields.insert("email".to_owned(), Value::Text(email.clone()));
        let leak = |watch: &Watch, text| watch.leak(machine.program(), &contact, &notice(text));
        assert_eq!(leak(&watch, "private7@example.com"), None, "it may be known from elsewhere");
        watch.secrets.insert(email);
        assert!(leak(&watch, "write to private7@example.com").is_some());
        assert_eq!(leak(&watch, "write to them"), None);
    }

    #[test]
    fn who_opted_out_hears_nothing_and_what_is_replayed_is_the_same() {
        let (machine, mut contact) = (machine(), Contact::new("test"));
        let mut watch = Watch::new(&machine, &contact);
        let write = |text: &str| {
            event(NOON, EventKind::Message(Message { text: text.to_owned(), media: Vec::new() }))
        };
        for text in ["hi", "stop", "hello?"] {
            let outcome = step(&machine, &mut contact, &write(text));
            assert_eq!(watch.event(&machine, &write(text), &outcome), None, "{text}");
        }
        assert_eq!(contact.status(), Status::Stopped);
        let breach = watch.event(&machine, &write("again"), &said("Hi", false)).map(|breach| breach.what);
        assert_eq!(breach, Some("the same event has other effects when it is replayed".to_owned()));
        assert!(begins(&write("/start")) && !begins(&write("hi")));
    }
}
