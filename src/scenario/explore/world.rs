//! One contact in virtual time, watched at every event.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::super::conversation::Conversation;
use super::super::typed;
use super::breach::{Breach, Watch};
use super::oracle::{Offline, Oracle};
use super::path::{Act, Input, Setup};
use super::rng::Rng;
use super::sample::Samples;
use crate::engine::eval::clock;
use crate::engine::{ActionAnswer, Contact, EffectKind, Machine, Mark, OperatorEvent};
use crate::ir::{Type, Value};

/// What came of an input.
pub(super) enum Step {
    /// It cannot happen here.
    Impossible,
    /// It happened, and this is what the model found in it.
    Happened(Input),
    /// It happened, and something is broken.
    Broke(Input, Breach),
}

/// A contact that walks about.
#[derive(Clone)]
pub(super) struct World<'a> {
    pub machine: Arc<Machine>,
    pub talk: Conversation<Oracle<'a>>,
    /// The buttons of the last handoff.
    pub people_buttons: Vec<String>,
    watch: Watch,
}

impl<'a> World<'a> {
    /// Before the first event.
    pub fn new(machine: &Arc<Machine>, setup: &Setup, offline: Offline<'a>, samples: &'a Samples) -> Self {
        let mut contact = Contact::new("test");
        contact.person.channel = setup.channel.clone();
        contact.person.first_name = setup.first_name.clone();
        contact.person.language = setup.language.clone();
        let now = clock::instant(setup.at, &clock::zone(&contact, machine));
        for (name, given) in &setup.trackers {
            contact.trackers.insert(name.clone(), given.at(now));
        }
        for (router, arm) in &setup.arms {
            contact.expose(router, arm, now);
        }
        let watch = Watch::new(machine, &contact);
        let oracle = Oracle::new(machine.clone(), offline, samples);
        let talk = Conversation::new(machine.clone(), contact, now, oracle);
        World { machine: machine.clone(), talk, people_buttons: Vec::new(), watch }
    }

    /// What it came through.
    pub fn marks(&self) -> &BTreeSet<Mark> {
        self.talk.marks()
    }

    /// Values that no model and no notice may hear.
    pub fn keep_secret(&mut self, value: &str) {
        self.watch.secrets.insert(value.to_owned());
    }

    /// Those values.
    pub fn secrets(&self) -> &BTreeSet<String> {
        &self.watch.secrets
    }

    /// Lets something happen; `walk` makes what the model finds in a message that does not say it.
    pub fn happen(&mut self, input: &Input, walk: Option<Rng>) -> Step {
        let done = catch_unwind(AssertUnwindSafe(|| {
            let possible = self.enter(input, walk);
            let said = self.talk.answers_mut().settle();
            (possible, said, self.watch.look(&self.machine, &self.talk))
        }));
        match done {
            Ok((false, ..)) => Step::Impossible,
            Ok((true, said, None)) => Step::Happened(input.clone().with(said)),
            Ok((true, said, Some(breach))) => Step::Broke(input.clone().with(said), breach),
            Err(panic) => Step::Broke(input.clone(), Breach::crash(&*panic)),
        }
    }

    /// `false`: it cannot happen here.
    fn enter(&mut self, input: &Input, walk: Option<Rng>) -> bool {
        let talk = &mut self.talk;
        let now = talk.now();
        // A call that waits for its result must be answered before anything else happens.
        if talk.actions().is_empty() == matches!(input, Input::Act(_)) {
            return false;
        }
        match input {
            Input::Start(payload) => talk.start(payload.as_deref()),
            Input::Write(text, said) => {
                talk.answers_mut().hear(said, now, walk);
                talk.write(text);
                talk.close_window();
            }
            Input::Send(kind, said) => {
                talk.answers_mut().hear(said, now, walk);
                talk.send(*kind, media(*kind), "");
                talk.close_window();
            }
            Input::Press(text) => return talk.press(text).is_ok() && self.hear_people(),
            Input::Inbound(inbound, name, args) => {
                let params = args.iter().map(|(name, given)| (name.clone(), given.at(now)));
                let params = params.filter(|(_, value)| *value != Value::Empty).collect();
                return talk.receive(*inbound, name, params).is_ok() && self.hear_people();
            }
            Input::Wait(length) => talk.wait(*length),
            Input::Joins => talk.operator(OperatorEvent::Joined),
            Input::Leaves => talk.operator(OperatorEvent::Left),
            Input::HandsBack(text) => {
                if !self.people_buttons.contains(text) {
                    return false;
                }
                talk.operator(OperatorEvent::Pressed(text.clone()));
            }
            Input::Act(act) => {
                let Some(action) = talk.actions().first() else { return false };
                let (id, answer) = (action.id, answer(&self.machine, &action.action, act, now));
                return talk.answer_action(id, answer).is_ok() && self.hear_people();
            }
            Input::AiDown => talk.answers_mut().go_down(),
            Input::Block => talk.block(),
        }
        self.hear_people()
    }

    /// Remembers the buttons of a handoff.
    fn hear_people(&mut self) -> bool {
        for effect in &self.talk.heard().effects {
            if let EffectKind::Handoff { buttons, .. } = &effect.kind {
                self.people_buttons.clone_from(buttons);
            }
        }
        true
    }
}

/// The file that stands for media of a kind.
pub(super) fn media(kind: crate::ir::MediaKind) -> &'static str {
    use crate::ir::MediaKind::*;
    match kind {
        Image => "picture.png",
        Voice => "voice.ogg",
        Video | Note => "video.mp4",
        File => "file.pdf",
        Location => "50.45,30.52",
    }
}

fn answer(machine: &Machine, action: &str, act: &Act, now: crate::ir::Time) -> ActionAnswer {
    let Act::Returns(fields) = act else { return ActionAnswer::Failed("explored".to_owned()) };
    let output = machine.program().outside.actions.get(action).and_then(|action| action.output.as_ref());
    let values = fields.iter().map(|(name, given)| (name.clone(), given.at(now)));
    let value = match (output.map(|output| &output.ty), fields.as_slice()) {
        (_, []) => Value::Empty,
        (Some(Type::Record(_)) | None, _) => {
            Value::Record(values.filter(|(_, value)| *value != Value::Empty).collect())
        }
        (Some(_), [(_, given), ..]) => given.at(now),
    };
    match output {
        Some(output) => {
            let zone = jiff::tz::TimeZone::UTC;
            ActionAnswer::Done(typed::typed(value, &output.ty, &zone, machine))
        }
        None => ActionAnswer::Done(value),
    }
}
