//! Who takes an event?

use super::button::Pressed;
use super::contact::Mode;
use super::eval::{self, Arrival, same_text};
use super::frame::{FrameKind, Wait};
use super::run::Run;
use super::statement::{self, Taken};
use super::{EffectKind, Message, Record, operator, start, stop};
use crate::ir::{EventPattern, Handler, MediaKind, Op, words};

/// A message or a press.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    /// What the contact wrote; a press is the button's text.
    pub message: Message,
    /// Whether a button was pressed, or its text typed while it lives.
    pub pressed: bool,
    /// The numbers of the events that brought it.
    pub events: Vec<u64>,
}

/// A handler that takes an event.
pub(crate) struct Found<'a> {
    /// It.
    pub handler: &'a Handler,
    /// The run of the flow in which it is written; `None` at the top.
    pub owner: Option<u32>,
}

/// Handlers of one place.
pub(crate) struct Place<'a> {
    /// The frame whose text they are; `None` at the top.
    pub frame: Option<usize>,
    /// The run of the flow in which they are written; `None` at the top.
    pub owner: Option<u32>,
    /// What kind of place.
    pub kind: PlaceKind,
    /// They, in the order of the text.
    pub handlers: &'a [Handler],
}

/// Where handlers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    /// In a statement.
    Statement,
    /// In a step.
    Step,
    /// In a flow.
    Flow,
    /// At the top.
    Top,
}

impl<'a> Run<'a> {
    /// The places of handlers in scope, inside out.
    pub fn places(&self) -> Vec<Place<'a>> {
        let program: &'a crate::ir::Program = self.program;
        let mut places = Vec::new();
        for (at, frame) in self.contact.frames.iter().enumerate().rev() {
            let owner = frame.owner;
            let mut place = |kind, handlers| places.push(Place { frame: Some(at), owner, kind, handlers });
            let node = self.machine.find(frame.point).map(|at| program.node(at));
            match node.map(|node| &node.op) {
                Some(Op::Delay(delay)) => place(PlaceKind::Statement, delay.handlers.as_slice()),
                Some(Op::AiReply(reply)) => place(PlaceKind::Statement, reply.handlers.as_slice()),
                Some(Op::Handoff(handoff)) => place(PlaceKind::Statement, handoff.handlers.as_slice()),
                _ => {}
            }
            if frame.kind == FrameKind::Flow
                && let Some(flow) = program.flow(&frame.flow)
            {
                if let Some(step) = flow.steps.iter().find(|step| step.name == frame.step) {
                    place(PlaceKind::Step, step.handlers.as_slice());
                }
                place(PlaceKind::Flow, flow.handlers.as_slice());
            }
        }
        places.push(Place {
            frame: None,
            owner: None,
            kind: PlaceKind::Top,
            handlers: program.handlers.as_slice(),
        });
        places
    }

    /// The first handler in scope whose event and guard fit. One whose block is on the stack is passed over.
    pub fn search(
        &self,
        fits: impl Fn(&EventPattern) -> bool,
        inbound: Option<&Arrival>,
    ) -> Option<Found<'a>> {
        self.places().into_iter().find_map(|place| self.search_in(&place, &fits, inbound))
    }

    /// The first handler of a place whose event and guard fit.
    pub fn search_in(
        &self,
        place: &Place<'a>,
        fits: impl Fn(&EventPattern) -> bool,
        inbound: Option<&Arrival>,
    ) -> Option<Found<'a>> {
        let handler = place.handlers.iter().find(|handler| {
            fits(&handler.event) && !self.is_open(handler) && self.guard_holds(handler, place.frame, inbound)
        })?;
        Some(Found { handler, owner: place.owner })
    }

    /// Whether the handler's block is on the stack.
    pub fn is_open(&self, handler: &Handler) -> bool {
        let open =
            |kind: &FrameKind| matches!(kind, FrameKind::Handler { point, .. } if *point == handler.point);
        self.contact.frames.iter().any(|frame| open(&frame.kind))
    }

    /// Whether the handler's guard holds.
    pub fn guard_holds(&self, handler: &Handler, frame: Option<usize>, inbound: Option<&Arrival>) -> bool {
        let holds = |guard| self.scoped(frame, inbound, |scope| eval::holds(guard, scope));
        handler.guard.as_ref().is_none_or(holds)
    }

    /// Begins the handler's block; `false` where the stack is full.
    pub fn enter_handler(&mut self, found: &Found<'a>, inbound: Option<Arrival>) -> bool {
        let silence = matches!(found.handler.event, EventPattern::Silence { .. });
        let kind = FrameKind::Handler { point: found.handler.point, silence };
        let pushed = self.push_block(kind, found.owner, crate::ir::Body(found.handler.body), inbound);
        if pushed {
            self.record(Record::Handler { event: words::event(&found.handler.event) });
            self.took(found.handler.point);
        }
        pushed
    }

    /// The contact wrote, or pressed a button that was sent with `id`.
    pub fn take_message(&mut self, message: Message, pressed: bool, id: &str) {
        let stops = self.is_stop_word(&message);
        if stops || start::command(&message.text).is_some() || self.is_command(&message, pressed, id) {
            self.close_window_for_command();
        }
        if stops && self.contact.mode != Mode::Stopped {
            if operator::is_manual(self.contact) {
                self.relay(&message);
            }
            return stop::opt_out(self, &message.text);
        }
        if let Some(payload) = start::command(&message.text)
            && !operator::is_manual(self.contact)
        {
            return start::start(self, payload);
        }
        match self.contact.mode {
            Mode::New => return start::meet_with(self, message),
            Mode::Stopped => return self.record(Record::Untaken { event: "message".into() }),
            Mode::Active => {}
        }
        self.awake();
        if self.contact.blocked {
            self.unblock();
        }
        if operator::is_manual(self.contact) {
            self.contact.given.note(&message);
            self.relay_gathered();
            self.relay_unheard();
            return self.relay(&message);
        }
        if !self.hear(&message, id) {
            let events = vec![self.contact.sequence];
            self.take_known(message, pressed, id, events);
        }
    }

    /// Takes a message whose words are known; `events` brought it.
    pub fn take_known(&mut self, message: Message, pressed: bool, id: &str, events: Vec<u64>) {
        if !self.is_command(&message, pressed, id) && self.gather(&message, &events) {
            return;
        }
        self.contact.given.note(&message);
        let wait = self.contact.frames.last().map(|frame| &frame.wait);
        if wait.is_some_and(|wait| wait.in_flight() && !wait.listens()) {
            return self.keep(message);
        }
        let pressed = match self.press(&message.text, id) {
            Pressed::Body(run) => {
                self.take(message);
                return self.press_body(run);
            }
            Pressed::Answer => true,
            Pressed::Stale => pressed,
        };
        self.offer_message(Incoming { message, pressed, events });
    }

    /// Whether it is an opt-out.
    pub fn is_stop_word(&self, message: &Message) -> bool {
        self.program.bot.stop_words.iter().any(|word| same_text(word, &message.text))
    }

    /// Whether a live button or a handler of its text takes the message before the statement that waits.
    fn is_command(&self, message: &Message, pressed: bool, id: &str) -> bool {
        self.program.bot.gather.is_some()
            && (!matches!(self.press(&message.text, id), Pressed::Stale)
                || self.search(self.commands(message, pressed), None).is_some())
    }

    /// The handlers that a message calls by its text.
    fn commands(&self, message: &Message, pressed: bool) -> impl Fn(&EventPattern) -> bool + use<'a> {
        let (machine, text) = (self.machine, message.text.clone());
        move |event| match event {
            EventPattern::MessageText(texts) => texts.iter().any(|own| same_text(own, &text)),
            EventPattern::MessageMatches(regex) => machine.regexes().finds(regex, &text),
            EventPattern::Button(own) => pressed && same_text(own, &text),
            _ => false,
        }
    }

    fn offer_message(&mut self, incoming: Incoming) {
        let command = self.commands(&incoming.message, incoming.pressed);
        let answers_own_ask = incoming.pressed && self.is_own_answer(&incoming.message.text);
        if !answers_own_ask && self.take_by_handler(command, &incoming) {
            return;
        }
        self.offer_to_position(incoming);
    }

    /// Offers a message to the statement that waits, then to handlers of its kind.
    pub fn offer_to_position(&mut self, incoming: Incoming) {
        match statement::take_message(self, &incoming) {
            Taken::Yes => return,
            Taken::OtherKind => {}
        }
        let any = |event: &EventPattern| match event {
            EventPattern::Message => true,
            EventPattern::Media(kind) => has_media(&incoming.message, *kind),
            _ => false,
        };
        if !self.take_by_handler(any, &incoming) {
            self.default_for_message(incoming);
        }
    }

    fn take_by_handler(&mut self, fits: impl Fn(&EventPattern) -> bool, incoming: &Incoming) -> bool {
        let Some(found) = self.search(fits, None) else { return false };
        let held = matches!(self.contact.frames.last().map(|frame| &frame.wait), Some(Wait::Held { .. }));
        if !self.enter_handler_on(&found, held) {
            return false;
        }
        self.take(incoming.message.clone());
        true
    }

    /// Begins a handler's block; a held position is awake and goes on after it.
    fn enter_handler_on(&mut self, found: &Found<'a>, held: bool) -> bool {
        if held && let Some(frame) = self.contact.frames.last_mut() {
            frame.wait = Wait::Ready;
        }
        self.enter_handler(found, None)
    }

    /// Nobody took the message: what the position does with it.
    fn default_for_message(&mut self, incoming: Incoming) {
        let Some(frame) = self.contact.frames.last() else {
            return self.record(Record::Untaken { event: "message".into() });
        };
        match frame.wait {
            Wait::Ask { .. } => {
                self.take(incoming.message);
                statement::ask::unfit(self);
            }
            Wait::Held { .. } => {
                self.keep(incoming.message);
                if let Some(frame) = self.contact.frames.last_mut() {
                    frame.wait = Wait::Ready;
                }
            }
            ref wait if wait.listens() => {
                self.keep(incoming.message);
                statement::ai_reply::heard(self);
            }
            _ => self.keep(incoming.message),
        }
    }

    /// The contact is awake: its message ends a silence, and what follows is no more proactive.
    pub fn awake(&mut self) {
        self.contact.proactive = false;
        self.contact.last_message = self.now;
    }

    /// The contact is awake, and this is what it gave last.
    pub fn note_message(&mut self, message: &Message) {
        self.awake();
        self.contact.given.note(message);
    }

    /// The message waits for the next `ai reply`.
    pub fn keep(&mut self, message: Message) {
        if self.contact.inbox.put(message, self.now, false) {
            self.limit("kept messages");
        }
    }

    /// Somebody took the message.
    pub fn take(&mut self, message: Message) {
        if self.contact.inbox.put(message, self.now, true) {
            self.limit("kept messages");
        }
    }

    /// The message goes to the person who leads.
    pub fn relay(&mut self, message: &Message) {
        self.emit(EffectKind::Relay { text: message.text.clone(), media: message.media.clone() });
    }

    /// The contact is back: it goes on at the same wait.
    pub fn unblock(&mut self) {
        self.contact.blocked = false;
        self.uncovered(false);
    }
}

/// Whether the message holds media of the kind; a round video note is a video.
pub(crate) fn has_media(message: &Message, kind: MediaKind) -> bool {
    let fits = |own: MediaKind| own == kind || (kind == MediaKind::Video && own == MediaKind::Note);
    message.media.iter().any(|media| fits(media.kind))
}
