//! One event's run: from the event to the next wait.

use std::collections::{BTreeMap, VecDeque};

use super::contact::{Internal, Mode};
use super::eval::{self, Arrival, Scope, TEXT_CHARS_MAX};
use super::frame::Wait;
use super::limits::{EFFECTS_MAX, INTERNAL_EVENTS_MAX, KEPT_ARRIVALS_MAX, REST, STATEMENTS_MAX};
use super::trace::Trace;
use super::{Contact, Effect, EffectKey, EffectKind, Event, EventKind, Machine, Outcome, Record};
use super::{inbound, operator, statement};
use crate::ir::{Expr, Inbound, NodeIx, Place, Program, Template, Time, Value};

/// What is at hand while one event runs.
pub(crate) struct Run<'a> {
    /// The program, made ready.
    pub machine: &'a Machine,
    /// The program.
    pub program: &'a Program,
    /// The state, changed in place.
    pub contact: &'a mut Contact,
    /// The event's time.
    pub now: Time,
    /// The frame whose eyes see values and texts, where that is not the innermost one.
    pub viewer: Option<usize>,
    outcome: Outcome,
    changes: VecDeque<Internal>,
    statements: u32,
    internal: u32,
    exhausted: bool,
    pub(crate) trace: Trace<'a>,
}

/// What follows a statement.
pub(crate) enum Next {
    /// This statement, or the end of the chain.
    Go(Option<NodeIx>),
    /// The statement has set a wait, or moved the position.
    Stay,
}

impl<'a> Run<'a> {
    /// A run of one event at `now`.
    pub fn new(machine: &'a Machine, contact: &'a mut Contact, now: Time, trace: Trace<'a>) -> Self {
        Run {
            machine,
            program: machine.program(),
            contact,
            now,
            viewer: None,
            outcome: Outcome::default(),
            changes: VecDeque::new(),
            statements: 0,
            internal: 0,
            exhausted: false,
            trace,
        }
    }

    /// Timers that were due before the event are taken first: nobody can have sent them in between.
    pub fn catch_up(&mut self) {
        self.settle(|due, now| due < now);
    }

    /// Runs until the contact waits, then what waited for that: deferred events, watched changes, due timers.
    pub fn come_to_rest(&mut self) {
        self.settle(|due, now| due <= now);
    }

    fn settle(&mut self, is_due: fn(Time, Time) -> bool) {
        loop {
            self.advance();
            if self.exhausted || self.contact.mode != Mode::Active || self.contact.blocked {
                break;
            }
            let took = if self.is_busy() { self.take_in_handoff() } else { self.take_internal() };
            if took {
                continue;
            }
            if !self.take_due_timer(is_due) {
                break;
            }
            self.exhausted |= !self.spend();
        }
    }

    /// Changes that are still to be told to handlers are dropped.
    pub fn forget_changes(&mut self) {
        self.changes.clear();
    }

    /// Runs statements until the innermost frame waits.
    pub fn advance(&mut self) {
        while let Some(frame) = self.contact.frames.last() {
            if frame.wait != Wait::Ready || self.is_suspended() {
                return;
            }
            if self.give_kept_on_entry() {
                continue;
            }
            let Some(node) = self.contact.frames.last().and_then(|frame| self.machine.find(frame.point))
            else {
                return;
            };
            if !self.spend() {
                self.exhausted = true;
                return;
            }
            let next = statement::execute(self, node);
            self.follow(next);
        }
    }

    /// Moves the innermost frame as a statement said.
    pub fn follow(&mut self, next: Next) {
        match next {
            Next::Go(Some(node)) => self.go(node),
            Next::Go(None) => self.fall_off(),
            Next::Stay => {}
        }
    }

    /// Whether one more statement may run.
    fn spend(&mut self) -> bool {
        self.statements += 1;
        self.statements <= STATEMENTS_MAX
    }

    /// Whether a result is awaited, or a person leads: handlers wait.
    pub fn is_busy(&self) -> bool {
        let frame = self.contact.frames.last();
        operator::is_manual(self.contact) || frame.is_some_and(|frame| frame.wait.in_flight())
    }

    /// Whether nothing may run: a person leads, or the contact cannot be reached. Blocks of a handoff's own handlers run
    /// although a person leads.
    pub fn is_suspended(&self) -> bool {
        let covers_handoff =
            || statement::handoff::open(self.contact).is_some_and(|at| Some(at) != self.innermost());
        self.contact.blocked || (self.contact.person_leads && !covers_handoff())
    }

    /// Takes a deferred event or a watched change; whether there was one.
    fn take_internal(&mut self) -> bool {
        let event = if self.contact.deferred.is_empty() {
            let Some(change) = self.changes.pop_front() else { return false };
            self.internal += 1;
            if self.internal > INTERNAL_EVENTS_MAX {
                self.limit("internal events per event");
                return true;
            }
            change
        } else {
            self.contact.deferred.remove(0)
        };
        match event {
            Internal::Arrival(arrival) => self.offer_arrival(arrival),
            change => self.offer_change(&change),
        }
        true
    }

    /// While the contact is a person's: takes the first event for which the handoff has a handler; the others wait on.
    fn take_in_handoff(&mut self) -> bool {
        while let Some(change) = self.changes.pop_front() {
            self.defer(change);
        }
        let deferred = self.contact.deferred.iter().enumerate();
        let taken =
            deferred.into_iter().find_map(|(at, event)| Some((at, statement::handoff::taker(self, event)?)));
        let Some((at, found)) = taken else { return false };
        let arrival = match &self.contact.deferred[at] {
            Internal::Arrival(arrival) => Some(arrival.clone()),
            _ => {
                self.internal += 1;
                None
            }
        };
        if self.internal > INTERNAL_EVENTS_MAX {
            self.limit("internal events per event");
            return false;
        }
        if !self.enter_handler(&found, arrival.clone()) {
            return false;
        }
        self.contact.proactive |= arrival.is_some();
        self.contact.deferred.remove(at);
        true
    }

    /// Queues a change that handlers watch.
    pub fn changed(&mut self, change: Internal) {
        if self.machine.is_watched(&change) {
            self.changes.push_back(change);
        }
    }

    /// Keeps an event until a result has come or a person has handed back.
    pub fn defer(&mut self, event: Internal) {
        if let Internal::Arrival(arrival) = &event {
            let same = |other: &Internal| {
                matches!(other, Internal::Arrival(other)
                    if other.inbound == arrival.inbound && other.name == arrival.name)
            };
            let deferred = &mut self.contact.deferred;
            if deferred.iter().filter(|other| same(other)).count() >= KEPT_ARRIVALS_MAX
                && let Some(oldest) = deferred.iter().position(same)
            {
                deferred.remove(oldest);
                self.dropped("a kept postback, the oldest of its name");
            }
        } else if self.contact.deferred.len() >= 2 * INTERNAL_EVENTS_MAX as usize {
            self.limit("internal events per event");
            return;
        }
        self.contact.deferred.push(event);
    }

    /// Decides an effect; `false` where the event has too many.
    pub fn emit(&mut self, kind: EffectKind) -> bool {
        let index = self.outcome.effects.len();
        if index >= EFFECTS_MAX {
            self.limit("effects per event");
            return false;
        }
        if let EffectKind::Say(message) = &kind {
            // Texts are cut where they are made; one that fills the bound was most likely longer.
            if message.text.len() >= TEXT_CHARS_MAX && message.text.chars().count() >= TEXT_CHARS_MAX {
                self.limit("characters of a text");
            }
            self.contact.inbox.said();
            if message.proactive {
                self.contact.proactive_sent.push(self.now);
            }
        }
        if let EffectKind::Handoff { operator, text, buttons } = &kind {
            self.contact.call_people(self.now, operator, text, buttons);
        }
        let contact = self.contact.id.clone();
        let key = EffectKey { contact, sequence: self.contact.sequence, index: index as u32 };
        self.outcome.effects.push(Effect { key, kind });
        true
    }

    /// Records.
    pub fn record(&mut self, record: Record) {
        self.outcome.records.push(record);
    }

    /// A statement that is written there went on by one of its ways.
    pub fn went(&mut self, place: Place, way: String) {
        let flow = place.flow.and_then(|flow| self.program.flows.get(flow as usize));
        let step = flow.zip(place.step).and_then(|(flow, step)| flow.steps.get(step as usize));
        let (flow, step) = (flow.map(|flow| flow.name.clone()), step.map(|step| step.name.clone()));
        self.record(Record::Way { flow: flow.unwrap_or_default(), step: step.unwrap_or_default(), way });
    }

    /// A limit was reached; told once per event.
    pub fn limit(&mut self, limit: &str) {
        let record = Record::Limit { limit: limit.to_owned() };
        if !self.outcome.records.contains(&record) {
            self.record(record);
        }
    }

    /// Something was dropped.
    pub fn dropped(&mut self, why: &str) {
        self.record(Record::Dropped { why: why.to_owned() });
    }

    /// A statement of the program. It outlives the borrow of the run.
    pub fn node(&self, at: NodeIx) -> &'a crate::ir::Node {
        let program: &'a Program = self.program;
        program.node(at)
    }

    /// The statement at which the innermost frame stands.
    pub fn standing(&self) -> Option<&'a crate::ir::Node> {
        let frame = self.contact.frames.last()?;
        self.machine.find(frame.point).map(|at| self.node(at))
    }

    /// What an expression written in the frame's text can see; `None` is the top.
    pub fn scoped<T>(
        &self,
        frame: Option<usize>,
        inbound: Option<&Arrival>,
        look: impl FnOnce(&Scope<'_>) -> T,
    ) -> T {
        let none = BTreeMap::new();
        let frames = &self.contact.frames;
        let own = frame.and_then(|at| frames.get(at));
        let holder = frame.and_then(|at| frames.get(self.holder(at)));
        let in_flow = frames.iter().filter(|frame| frame.kind == super::frame::FrameKind::Flow);
        let flows: Vec<&str> = in_flow.map(|frame| frame.flow.as_str()).collect();
        let scope = Scope {
            machine: self.machine,
            contact: self.contact,
            locals: holder.map_or(&none, |frame| &frame.locals),
            item: own.and_then(|frame| frame.running.as_ref()).map(|running| &running.item),
            inbound: inbound
                .or_else(|| own.and_then(|frame| frame.inbound.as_ref()))
                .or_else(|| holder.and_then(|frame| frame.inbound.as_ref())),
            latest: &self.contact.latest,
            answer: &self.contact.given.answer,
            answer_image: self.contact.given.answer_image.as_ref(),
            now: self.now,
            flows: &flows,
        };
        look(&scope)
    }

    /// The value of an expression of the innermost frame, or the viewer's.
    pub fn value(&self, expr: &Expr) -> Value {
        self.scoped(self.viewer.or(self.innermost()), None, |scope| eval::evaluate(expr, scope))
    }

    /// Whether a condition of the innermost frame holds.
    pub fn holds(&self, expr: &Expr) -> bool {
        self.scoped(self.innermost(), None, |scope| eval::holds(expr, scope))
    }

    /// A text of the innermost frame, or the viewer's.
    pub fn text(&self, template: &Template) -> String {
        self.scoped(self.viewer.or(self.innermost()), None, |scope| eval::render(template, scope))
    }

    /// The end of the run. One that spent its budget is undone: the contact stays at its last wait and rests, a person
    /// is told.
    pub fn finish(mut self, before: Contact, event: &Event) -> Outcome {
        if self.exhausted {
            self.trace.undo();
            let sequence = self.contact.sequence;
            *self.contact = before;
            self.contact.sequence = sequence;
            self.contact.rest_until = Some(self.now + REST);
            self.outcome = Outcome::default();
            self.limit("statements per event");
            self.note_data(&event.kind);
            if self.contact.gathers_until().is_some_and(|until| until <= self.now) {
                self.spill();
            }
            // Its words may have come with this very event.
            self.keep_unheard();
            let text = format!("{}: a run was ended after {STATEMENTS_MAX} statements", self.contact.id);
            self.emit(EffectKind::Notify { operator: String::new(), text });
        } else if self.contact.mode == Mode::Active {
            // Handlers of what changed wait for the result, too.
            while let Some(change) = self.changes.pop_front() {
                self.defer(change);
            }
        }
        self.spill_lost();
        self.prune();
        self.contact.settle_charge(self.now);
        self.contact.due = self.next_timer();
        self.outcome
    }

    /// What an event brought is known although its run was undone.
    fn note_data(&mut self, kind: &EventKind) {
        self.changes.clear();
        let none = BTreeMap::new();
        let arrival = match kind {
            EventKind::Message(message) => {
                self.note_message(message);
                return self.keep(message.clone());
            }
            EventKind::Postback { name, params, trackers } => {
                inbound::note(self, Inbound::Postback, name, params, trackers)
            }
            EventKind::Webhook { name, params } => inbound::note(self, Inbound::Webhook, name, params, &none),
            _ => None,
        };
        if let Some(arrival) = arrival {
            self.keep_arrival(arrival);
        }
    }

    /// Forgets what can have no effect any more.
    fn prune(&mut self) {
        if self.contact.rest_until.is_some_and(|until| until <= self.now) {
            self.contact.rest_until = None;
        }
        let contact = &mut *self.contact;
        let (frames, buttons) = (&contact.frames, &mut contact.buttons);
        buttons.retain(|button| super::button::is_live(frames, button));
        if let Some(cap) = self.program.bot.cap {
            contact.proactive_sent.retain(|sent| *sent + cap.per > self.now);
        } else {
            contact.proactive_sent.clear();
        }
    }
}
