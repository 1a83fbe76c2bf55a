//! Runs a test.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::answers::Answers;
use super::conversation::Conversation;
use super::expectation::{self, Unmet};
use super::failure::Failure;
use super::judge::{Finding, Judge};
use super::script::{Item, ItemKind, Mistake, Operator, Script, Trait, User, VerdictKind};
use super::transcript::Transcript;
use super::typed;
use super::unanswered::Unanswered;
use crate::engine::eval::{clock, same_text};
use crate::engine::{Contact, Event, EventKind, Machine, Mark, OperatorEvent, Outcome, Record};
use crate::ir::{Expr, Inbound, Symbols, Template, Time, Type, Value};
use crate::source::Span;

/// What came of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The test's words.
    pub test: String,
    /// The whole block.
    pub span: Span,
    /// Why it failed; `None` is passed.
    pub failure: Option<Failure>,
    /// The conversation.
    pub transcript: Transcript,
    /// Every event with what it caused.
    pub journal: Vec<(Event, Outcome)>,
    /// What it came through.
    pub marks: BTreeSet<Mark>,
}

impl Report {
    /// Whether it passed.
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }

    /// A test that cannot be run.
    pub fn unreadable(test: &str, span: Span, mistake: Mistake) -> Self {
        let failure = Failure {
            test: test.to_owned(),
            span: mistake.span,
            expected: mistake.message,
            found: String::new(),
            transcript: Transcript::default(),
            line: None,
            unanswered: None,
        };
        let test = test.to_owned();
        Report {
            test,
            span,
            failure: Some(failure),
            transcript: Transcript::default(),
            journal: Vec::new(),
            marks: BTreeSet::new(),
        }
    }
}

/// How a test is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// Crash after each commit: the state goes on from its encoded bytes.
    pub forgets: bool,
}

/// Runs a test in virtual time. It begins at noon of a Monday, the contact's time, unless its first `at` says otherwise;
/// where no verdict speaks, `offline` answers in the model's place.
pub fn run<A: Answers>(script: &Script, machine: &Arc<Machine>, offline: A, mode: Mode) -> Report {
    let mut run = Run::new(machine.clone(), offline, mode);
    let mut failure = None;
    for item in &script.items {
        if let Err(unmet) = run.item(item) {
            failure = Some((unmet.span.unwrap_or(item.span), unmet));
            break;
        }
    }
    if failure.is_none()
        && let Err(unmet) = run.settle()
    {
        failure = Some((unmet.span.unwrap_or(script.span), unmet));
    }
    let (transcript, journal, marks) = match run.stage {
        Stage::Set(_) => Default::default(),
        Stage::Playing(conversation) => {
            (conversation.transcript().clone(), conversation.journal().to_vec(), conversation.marks().clone())
        }
    };
    let failure = failure.map(|(span, unmet)| Failure {
        test: script.name.clone(),
        span,
        expected: unmet.expected,
        found: unmet.found,
        transcript: transcript.clone(),
        line: unmet.line,
        unanswered: unmet.unanswered.map(|unanswered| *unanswered),
    });
    Report { test: script.name.clone(), span: script.span, failure, transcript, journal, marks }
}

struct Run<A> {
    machine: Arc<Machine>,
    mode: Mode,
    stage: Stage<A>,
    /// Effects of the last input before this one have been expected.
    cursor: usize,
}

/// Before the first event, and from then on.
enum Stage<A> {
    Set(Box<Setting<A>>),
    Playing(Box<Conversation<Judge<A>>>),
}

struct Setting<A> {
    contact: Contact,
    at: Option<jiff::civil::DateTime>,
    clock: Option<crate::ir::Clock>,
    traits: Vec<(String, Expr, Span)>,
    arms: Vec<(String, String)>,
    judge: Option<Judge<A>>,
}

type Done = Result<(), Unmet>;

impl<A: Answers> Run<A> {
    fn new(machine: Arc<Machine>, offline: A, mode: Mode) -> Self {
        let mut contact = Contact::new("test");
        contact.person.channel = machine.program().bot.channels.first().cloned().unwrap_or_default();
        let judge = Some(Judge::new(machine.clone(), offline));
        let setting = Setting { contact, at: None, clock: None, traits: Vec::new(), arms: Vec::new(), judge };
        Run { machine, mode, stage: Stage::Set(Box::new(setting)), cursor: 0 }
    }

    fn item(&mut self, item: &Item) -> Done {
        if let Stage::Set(setting) = &mut self.stage {
            match &item.kind {
                ItemKind::Contact(traits) => {
                    for each in traits {
                        match each {
                            Trait::Tag(tag) => {
                                setting.contact.tags.insert(tag.clone());
                            }
                            Trait::Value(name, value) => {
                                setting.traits.push((name.clone(), value.clone(), item.span));
                            }
                        }
                    }
                    return Ok(());
                }
                ItemKind::Arm { router, arm } => {
                    setting.arms.push((router.clone(), arm.clone()));
                    return Ok(());
                }
                ItemKind::Channel(name) => {
                    setting.contact.person.channel = name.clone();
                    return Ok(());
                }
                ItemKind::At(moment) => {
                    setting.at = Some(*moment);
                    return Ok(());
                }
                ItemKind::AtClock(at) => {
                    setting.clock = Some(*at);
                    return Ok(());
                }
                ItemKind::AiDown => {
                    if let Some(judge) = &mut setting.judge {
                        judge.go_down();
                    }
                    return Ok(());
                }
                _ => self.open()?,
            }
        }
        let Stage::Playing(conversation) = &mut self.stage else { return Ok(()) };
        match &item.kind {
            ItemKind::Contact(_) | ItemKind::Arm { .. } | ItemKind::Channel(_) => {
                Err(Unmet::words("`contact`, `arm` and `channel` stand before the first event"))
            }
            ItemKind::AiDown => {
                conversation.answers_mut().go_down();
                Ok(())
            }
            ItemKind::Expect(expected) => {
                conversation.close_window();
                let met = expectation::expect(expected, conversation, &mut self.cursor);
                met.and_then(|()| mistakes(conversation))
            }
            input => {
                if let Some(action) = conversation.actions().first() {
                    let name = &action.action;
                    let words = format!("the result of `do {name}(…)` before this line");
                    let found = format!(
                        "it waits for one: write `expect do {name}(…) returns (…)`, or `fails`, above"
                    );
                    return Err(Unmet { expected: words, found, ..Unmet::default() });
                }
                self.cursor = 0;
                enter(input, conversation)?;
                mistakes(conversation)
            }
        }
    }

    /// The contact is complete: the conversation begins.
    fn open(&mut self) -> Done {
        let Stage::Set(setting) = &mut self.stage else { return Ok(()) };
        let contact = &mut setting.contact;
        let machine = &self.machine;
        // The zone first: times in the other traits are told in it.
        setting.traits.sort_by_key(|(name, _, _)| name != "timezone");
        for (name, value, span) in &setting.traits {
            let now = beginning(contact, machine, setting.at, setting.clock);
            let value = contact.look(machine, value, now);
            assign(contact, machine, name, value)
                .map_err(|message| Unmet { span: Some(*span), ..message })?;
        }
        let now = beginning(contact, machine, setting.at, setting.clock);
        for (router, arm) in &setting.arms {
            contact.expose(router, arm, now);
        }
        let Some(judge) = setting.judge.take() else { return Ok(()) };
        let mut conversation = Conversation::new(machine.clone(), contact.clone(), now, judge);
        if self.mode.forgets {
            conversation = conversation.forgetting();
        }
        self.stage = Stage::Playing(Box::new(conversation));
        Ok(())
    }

    /// The test is over: every verdict must have been asked for.
    fn settle(&mut self) -> Done {
        match &mut self.stage {
            Stage::Set(_) => Ok(()),
            Stage::Playing(conversation) => {
                conversation.close_window();
                mistakes(conversation)?;
                unasked(conversation)
            }
        }
    }
}

/// Noon of a Monday, unless the test says otherwise.
fn beginning(
    contact: &Contact,
    machine: &Machine,
    at: Option<jiff::civil::DateTime>,
    clock: Option<crate::ir::Clock>,
) -> Time {
    let zone = clock::zone(contact, machine);
    let start = clock::instant(at.unwrap_or(jiff::civil::datetime(2026, 1, 5, 12, 0, 0, 0)), &zone);
    match clock {
        Some(clock) => clock::next(start, clock, &zone),
        None => start,
    }
}

/// Sets a member of `contact`, a field, or a tracker field.
fn assign(contact: &mut Contact, machine: &Machine, name: &str, value: Value) -> Done {
    let symbols: &Symbols = &machine.program().symbols;
    let zone = clock::zone(contact, machine);
    let ty = symbols.fields.get(name).map(|field| &field.ty);
    let ty = ty.or_else(|| symbols.trackers.get(name).map(|tracker| &tracker.ty));
    if let Some(ty) = ty {
        let value = typed::typed(value, ty, &zone, machine);
        if value != Value::Empty && !typed::fits(&value, ty, machine) {
            return Err(Unmet::words(format!("`{name}` is {}", typed::words(ty))));
        }
        let fields =
            if symbols.fields.contains_key(name) { &mut contact.fields } else { &mut contact.trackers };
        if value == Value::Empty {
            fields.remove(name);
        } else {
            fields.insert(name.to_owned(), value);
        }
        return Ok(());
    }
    let text = match value {
        Value::Text(text) => text,
        Value::Empty => String::new(),
        Value::Number(number) => number.normalize().to_string(),
        _ => return Err(Unmet::words(format!("`{name}` is a text"))),
    };
    let person = &mut contact.person;
    match name {
        "id" => contact.id = text,
        "first_name" => person.first_name = text,
        "last_name" => person.last_name = text,
        "username" => person.username = text,
        "phone" => person.phone = text,
        "email" => person.email = text,
        "language" => person.language = text,
        "timezone" => person.timezone = text,
        "channel" => person.channel = text,
        _ => return Err(Unmet::words(format!("`{name}` cannot be set in a test"))),
    }
    Ok(())
}

/// Puts one event in.
fn enter<A: Answers>(input: &ItemKind, conversation: &mut Conversation<Judge<A>>) -> Done {
    let refused = |refused: super::Refused| Unmet::words(refused.to_string());
    match input {
        ItemKind::Start(payload) => {
            let payload = payload.as_ref().map(|payload| fill(payload, conversation));
            unasked(conversation)?;
            conversation.start(payload.as_deref());
        }
        ItemKind::User(user) => {
            unasked(conversation)?;
            write(user, conversation);
        }
        ItemKind::Press(text) => {
            unasked(conversation)?;
            let text = fill(text, conversation);
            conversation.press(&text).map_err(refused)?;
        }
        ItemKind::Inbound { inbound, name, args } => {
            let params = params(*inbound, name, args, conversation)?;
            conversation.receive(*inbound, name, params).map_err(refused)?;
        }
        ItemKind::After(span) => conversation.wait(*span),
        ItemKind::AtClock(at) => conversation.wait_until_clock(*at),
        ItemKind::At(moment) => {
            let zone = clock::zone(conversation.contact(), conversation.machine());
            let then = clock::instant(*moment, &zone);
            if then < conversation.now() {
                let now = clock::local(conversation.now(), &zone);
                return Err(Unmet::words(format!(
                    "that moment has passed: it is {} {}",
                    now.date(),
                    now.time()
                )));
            }
            conversation.wait_until(then);
        }
        ItemKind::Operator(does) => {
            let event = match does {
                Operator::Joins => OperatorEvent::Joined,
                Operator::Leaves => OperatorEvent::Left,
                Operator::Presses(text) => OperatorEvent::Pressed(fill(text, conversation)),
            };
            conversation.operator(event);
        }
        // Not inputs: the caller has taken them.
        ItemKind::Contact(_)
        | ItemKind::Arm { .. }
        | ItemKind::Channel(_)
        | ItemKind::AiDown
        | ItemKind::Expect(_) => {}
    }
    Ok(())
}

fn write<A: Answers>(user: &User, conversation: &mut Conversation<Judge<A>>) {
    let now = conversation.now();
    let value = |expr: &Expr| conversation.contact().look(conversation.machine(), expr, now);
    let finding = |kind: &VerdictKind| match kind {
        VerdictKind::Routed(meaning) => Finding::Routed(meaning.clone()),
        VerdictKind::Else => Finding::Else,
        VerdictKind::Unanswered => Finding::Unanswered,
        VerdictKind::Until { meaning, holds } => Finding::Until { meaning: meaning.clone(), holds: *holds },
        VerdictKind::Save(name, expr) => Finding::Save(name.clone(), value(expr)),
        VerdictKind::Read(name, expr) => Finding::Read(name.clone(), value(expr)),
        VerdictKind::Replies(text) => Finding::Replies(fill(text, conversation)),
    };
    let findings = user.verdicts.iter().map(|verdict| (finding(&verdict.kind), verdict.span)).collect();
    let text = fill(&user.text, conversation);
    conversation.answers_mut().judge(findings);
    match user.media {
        None => conversation.write(&text),
        Some(kind) => conversation.send(kind, &text, ""),
    }
    // A verdict is about the whole message: what a model finds in it ends the burst.
    if !user.verdicts.is_empty() {
        conversation.close_window();
    }
}

/// Parameters as the declaration wants them.
fn params<A: Answers>(
    inbound: Inbound,
    name: &str,
    args: &[(String, Expr)],
    conversation: &Conversation<Judge<A>>,
) -> Result<std::collections::BTreeMap<String, Value>, Unmet> {
    let machine = conversation.machine();
    let symbols = &machine.program().symbols;
    let signatures = match inbound {
        Inbound::Postback => &symbols.postbacks,
        Inbound::Webhook => &symbols.webhooks,
    };
    let declared = signatures.get(name).map(|signature| signature.params.as_slice()).unwrap_or_default();
    let zone = clock::zone(conversation.contact(), machine);
    let mut params = std::collections::BTreeMap::new();
    for (arg, expr) in args {
        let value = conversation.contact().look(machine, expr, conversation.now());
        if value == Value::Empty {
            continue;
        }
        let ty: Option<&Type> = declared.iter().find(|(param, _)| param == arg).map(|(_, ty)| ty);
        let value = match ty {
            Some(ty) => typed::typed(value, ty, &zone, machine),
            None => value,
        };
        if let Some(ty) = ty
            && !typed::fits(&value, ty, machine)
        {
            return Err(Unmet::words(format!("`{arg}` of {name} is {}", typed::words(ty))));
        }
        params.insert(arg.clone(), value);
    }
    Ok(params)
}

/// A text with its holes filled where the contact stands.
pub(super) fn fill<A: Answers>(template: &Template, conversation: &Conversation<A>) -> String {
    if let Some(text) = template.as_literal() {
        return text.to_owned();
    }
    let expr = Expr::Text(template.clone());
    match conversation.contact().look(conversation.machine(), &expr, conversation.now()) {
        Value::Text(text) => text,
        _ => String::new(),
    }
}

/// A question that nothing answers, or a verdict that named what is not there.
fn mistakes<A: Answers>(conversation: &mut Conversation<Judge<A>>) -> Done {
    if let Some(missing) = conversation.answers_mut().missing() {
        let said = conversation.journal().iter().rev().find_map(|(event, _)| match event.kind {
            EventKind::Message(_) => Some(true),
            EventKind::Model { .. } | EventKind::Action { .. } | EventKind::Clock => None,
            _ => Some(false),
        });
        let standing = conversation.asker(missing.request.id);
        let answerable = said.unwrap_or_default();
        let unanswered = Unanswered::of(&missing, standing, conversation.machine(), answerable);
        let words = Unmet::words("an answer of the model: neither the test nor a recording gives one");
        return Err(Unmet { unanswered: Some(Box::new(unanswered)), ..words });
    }
    match conversation.answers_mut().mistake() {
        Some(mistake) => Err(Unmet { span: Some(mistake.span), ..Unmet::words(mistake.message) }),
        None => Ok(()),
    }
}

/// A verdict that no call has asked for. A pattern that needs no model may have taken the message: then `routed` must
/// name its branch.
fn unasked<A: Answers>(conversation: &Conversation<Judge<A>>) -> Done {
    // Only what came since that message counts.
    let journal = conversation.journal();
    let message = journal.iter().rposition(|(event, _)| matches!(event.kind, EventKind::Message(_)));
    let since = journal.get(message.unwrap_or_default()..).unwrap_or_default();
    let taken = |wanted: &str| {
        let mut records = since.iter().flat_map(|(_, outcome)| &outcome.records);
        records.any(|record| match record {
            Record::Branch { branch, .. } => same_text(branch, wanted),
            _ => false,
        })
    };
    let unasked = conversation.answers().open().iter().find(|(finding, _)| match finding {
        Finding::Routed(meaning) => !taken(meaning),
        Finding::Else => !taken("else"),
        Finding::Unanswered => !taken("unanswered"),
        Finding::Until { holds: false, .. } => false,
        _ => true,
    });
    match unasked {
        None => Ok(()),
        Some((finding, span)) => {
            let what = match finding {
                Finding::Routed(_) | Finding::Else | Finding::Unanswered => "routed",
                Finding::Until { .. } => "until",
                Finding::Save(..) => "save",
                Finding::Read(..) => "read",
                Finding::Replies(_) => "replies",
            };
            let expected = format!("a model to be asked, so that `{what}` can be its answer");
            let found = "no statement asked one about this message".to_owned();
            Err(Unmet { span: Some(*span), expected, found, ..Unmet::default() })
        }
    }
}
