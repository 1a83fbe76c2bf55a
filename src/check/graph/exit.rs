//! Where each statement may go on, and what must happen for it.

use std::fmt;

use crate::ir::{
    AiReply, Body, ButtonAct, Buttons, Choice, Delay, EventPattern, Expr, Handler, Node, NodeIx, Op, Program,
    Tail, Target, Template, Value, When, words,
};

/// A way on from a statement.
#[derive(Debug, Clone, Copy)]
pub struct Exit<'p> {
    /// Where it goes on.
    pub to: To,
    /// What decides for it; of the ways of one statement no two have the same.
    pub choice: Choice,
    /// What must happen, in the script's words; empty for what simply follows.
    pub label: Label<'p>,
    /// What brings it about.
    pub by: By,
    /// Whether the statement stays underneath: a handler's or button's body, a branch of an `ai reply`.
    pub covers: bool,
    /// Whether it can be taken a written number of times only.
    pub bounded: bool,
    /// The flow that must come back first, behind a visit.
    pub visited: Option<u32>,
}

impl Exit<'_> {
    /// The same way, for which this decides.
    fn by_choice(self, choice: Choice) -> Self {
        Exit { choice, ..self }
    }
}

/// Where a way leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A statement, or `None`: the end of the chain.
    Next(Option<NodeIx>),
    /// A step, by the places of its flow and its own.
    Step(u32, u32),
    /// The end of the flow.
    End,
}

/// What brings a contact from one statement to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Nothing: it follows in the same breath.
    Itself,
    /// What a model or an action answers, that it fails, or that it takes too long: this may come at once.
    Result,
    /// A change of the contact's data by the script itself, in the same event.
    Change,
    /// A message, a press or a start of the contact.
    Contact,
    /// A postback or a webhook.
    Inbound,
    /// A person of the team.
    Person,
    /// So many milliseconds; `None` is a moment, which may be past already.
    Time(Option<i64>),
}

impl By {
    /// Whether the contact, a person, the world outside or a length of time is waited for.
    pub fn waits(self) -> bool {
        match self {
            By::Itself | By::Result | By::Change => false,
            By::Contact | By::Inbound | By::Person => true,
            By::Time(length) => length.is_some_and(|length| length > 0),
        }
    }

    /// What brings an event about.
    pub fn event(event: &EventPattern) -> Self {
        match event {
            EventPattern::Message
            | EventPattern::MessageText(_)
            | EventPattern::MessageMatches(_)
            | EventPattern::Media(_)
            | EventPattern::Button(_)
            | EventPattern::Start(_)
            | EventPattern::OptOut
            | EventPattern::Blocked => By::Contact,
            EventPattern::Inbound(..) => By::Inbound,
            EventPattern::Silence { after, .. } => By::Time(Some(after.0)),
            EventPattern::TagAdded(_) | EventPattern::TagRemoved(_) | EventPattern::FieldChanged(_) => {
                By::Change
            }
            EventPattern::OperatorJoined | EventPattern::OperatorLeft => By::Person,
            EventPattern::AiDown | EventPattern::ActionFailed => By::Result,
        }
    }
}

/// What must happen for a way to be taken, in the script's words.
#[derive(Debug, Clone, Copy)]
pub enum Label<'p> {
    /// A word of the language, a name, or the words of a button or a meaning.
    Words(&'p str),
    /// The event of a handler.
    Handler(&'p Handler),
    /// The event that is waited for.
    Event(&'p EventPattern),
    /// So many times, and then this way.
    After(u32),
}

impl Label<'_> {
    /// Whether there is nothing to say: it simply follows.
    pub fn is_empty(&self) -> bool {
        matches!(self, Label::Words(""))
    }
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Words(words) => out.write_str(words),
            Label::Handler(handler) => out.write_str(&words::event(&handler.event)),
            Label::Event(event) => out.write_str(&words::event(event)),
            Label::After(times) => write!(out, "after {times} times"),
        }
    }
}

/// All ways on from a statement, what simply follows first.
pub fn exits(node: &Node) -> Vec<Exit<'_>> {
    let mut exits = Vec::new();
    each_exit(node, &mut |exit| exits.push(exit));
    exits
}

/// The same, one by one.
pub fn each_exit<'p>(node: &'p Node, on: &mut impl FnMut(Exit<'p>)) {
    let next = To::Next(node.next);
    match &node.op {
        Op::Say(message) => {
            on(way(next, "", By::Itself));
            buttons(&message.buttons, on);
        }
        Op::Ask(ask) => {
            on(way(next, "", By::Contact));
            answered(&ask.tail, By::Contact, next, on);
            buttons(&ask.message.buttons, on);
        }
        Op::Wait(wait) => {
            let by = By::event(&wait.event);
            on(Exit { label: Label::Event(&wait.event), ..way(next, "", by) });
            answered(&wait.tail, by, next, on);
        }
        Op::AiReply(reply) => talk(reply, on),
        Op::Route(route) => {
            if route.otherwise.is_none() {
                on(way(next, "else", By::Result).by_choice(Choice::Else));
            }
            for when in &route.whens {
                on(body(when.body, when.label(), By::Result).by_choice(Choice::When(when.point)));
            }
            if let Some(otherwise) = route.otherwise {
                on(body(otherwise, "else", By::Result).by_choice(Choice::Else));
            }
        }
        Op::Read(read) => {
            on(way(next, "", By::Result));
            resulting(&read.tail, on);
        }
        Op::AiSay { .. } => on(way(next, "", By::Result)),
        Op::Branch { then, otherwise, .. } => {
            on(way(To::Next(*then), "if", By::Itself).by_choice(Choice::Then));
            on(way(To::Next(*otherwise), "else", By::Itself).by_choice(Choice::Else));
        }
        Op::Ab { arms, .. } => {
            for (nth, arm) in (0..).zip(arms) {
                on(body(arm.body, &arm.name, By::Itself).by_choice(Choice::Arm(nth)));
            }
        }
        Op::Delay(delay) => {
            on(way(next, "", By::Time(length(delay))));
            handlers(&delay.handlers, on);
        }
        Op::Call(call) => {
            on(way(next, "", By::Result));
            resulting(&call.tail, on);
        }
        Op::Handoff(handoff) => {
            on(way(next, "handed back", By::Person));
            for (nth, button) in (0..).zip(&handoff.buttons) {
                let pressed = body(button.body, words_of(&button.text), By::Person);
                on(pressed.by_choice(Choice::Button(nth)));
            }
            handlers(&handoff.handlers, on);
            late(&handoff.tail, next, on);
            if let (None, Some(otherwise)) = (handoff.tail.within, handoff.tail.otherwise) {
                on(body(otherwise, "else", By::Person).by_choice(Choice::Else));
            }
        }
        Op::Jump { target, bound } => {
            let to = match target {
                Target::Step(step) => node.place.flow.map_or(To::End, |flow| To::Step(flow, *step)),
                Target::Flow { flow, step, .. } => To::Step(*flow, *step),
                Target::End => To::End,
            };
            on(Exit { bounded: bound.is_some(), ..way(to, "", By::Itself) });
            if let Some((times, otherwise)) = bound {
                let beyond = body(*otherwise, "", By::Itself).by_choice(Choice::AtMost);
                on(Exit { label: Label::After(*times), ..beyond });
            }
        }
        Op::End(_) => on(way(To::End, "", By::Itself)),
        Op::Visit(visit) => {
            on(Exit { visited: Some(visit.flow), ..way(next, "", By::Itself) });
            late(&visit.tail, next, on);
            if let Some(otherwise) = visit.tail.otherwise {
                on(body(otherwise, "else", By::Itself).by_choice(Choice::Else));
            }
            let visits = way(To::Step(visit.flow, 0), "visit", By::Itself).by_choice(Choice::Visit);
            on(Exit { covers: true, ..visits });
        }
        Op::ForEach { body, .. } => {
            on(way(next, "", By::Itself));
            let turn = way(To::Next(*body), "each", By::Itself).by_choice(Choice::Each);
            on(Exit { bounded: true, ..turn });
        }
        Op::SendTemplate(_)
        | Op::AskAgain
        | Op::Set { .. }
        | Op::AddTag(_)
        | Op::RemoveTag(_)
        | Op::AddTo { .. }
        | Op::RemoveFrom { .. }
        | Op::Notify { .. }
        | Op::Reach(_) => on(way(next, "", By::Itself)),
    }
}

/// The ways that handlers open.
pub fn handlers<'p>(handlers: &'p [Handler], on: &mut impl FnMut(Exit<'p>)) {
    for handler in handlers {
        let by = By::event(&handler.event);
        let choice = Choice::Handler(handler.point);
        on(Exit { label: Label::Handler(handler), choice, ..covering(handler.body, "", by) });
    }
}

/// The first statement of where a way leads.
pub fn entry(program: &Program, to: To) -> Option<NodeIx> {
    match to {
        To::Next(next) => next,
        To::Step(flow, step) => program.flows.get(flow as usize)?.steps.get(step as usize)?.entry,
        To::End => None,
    }
}

pub(super) fn body(body: Body, label: &str, by: By) -> Exit<'_> {
    way(To::Next(body.0), label, by)
}

fn way(to: To, label: &str, by: By) -> Exit<'_> {
    let (label, choice) = (Label::Words(label), Choice::Next);
    Exit { to, choice, label, by, covers: false, bounded: false, visited: None }
}

fn covering(to: Option<NodeIx>, label: &str, by: By) -> Exit<'_> {
    Exit { covers: true, ..way(To::Next(to), label, by) }
}

/// The words of a button; one with holes has none that are known.
fn words_of(text: &Template) -> &str {
    text.as_literal().unwrap_or("button")
}

/// The length that a `delay` always waits; `None` where it waits until a moment.
fn length(delay: &Delay) -> Option<i64> {
    match &delay.until {
        Expr::Literal(Value::Duration(length)) => Some(length.0),
        _ => None,
    }
}

/// The tail of what waits for an answer. The last of its times takes its own body, else `else`, else the next
/// statement; so does a time that is over. Without a bound `else` takes the first unfit answer.
fn answered<'p>(tail: &Tail, by: By, next: To, on: &mut impl FnMut(Exit<'p>)) {
    if let Some(limit) = tail.times {
        on(limited(limit.body, tail, "at most", by, next).by_choice(Choice::AtMost));
    }
    late(tail, next, on);
    let waits_out = tail.within.is_some_and(|limit| limit.body.is_none());
    if let (None, false, By::Contact, Some(otherwise)) = (tail.times, waits_out, by, tail.otherwise) {
        on(body(otherwise, "else", by).by_choice(Choice::Else));
    }
}

/// The tail of what a model or an action answers: the clock of its `within` is that of the answer.
fn resulting<'p>(tail: &Tail, on: &mut impl FnMut(Exit<'p>)) {
    if let Some(limit) = tail.times.and_then(|limit| limit.body) {
        on(body(limit, "at most", By::Result).by_choice(Choice::AtMost));
    }
    if let Some(limit) = tail.within.and_then(|limit| limit.body) {
        on(body(limit, "within", By::Result).by_choice(Choice::Within));
    }
    if let Some(otherwise) = tail.otherwise {
        on(body(otherwise, "else", By::Result).by_choice(Choice::Else));
    }
}

/// The way of a `within` that is over.
fn late<'p>(tail: &Tail, next: To, on: &mut impl FnMut(Exit<'p>)) {
    if let Some(limit) = tail.within {
        let over = limited(limit.body, tail, "within", By::Time(Some(limit.bound.0)), next);
        on(over.by_choice(Choice::Within));
    }
}

fn limited<'p>(own: Option<Body>, tail: &Tail, word: &'static str, by: By, next: To) -> Exit<'p> {
    match (own, tail.otherwise) {
        (Some(own), _) => body(own, word, by),
        (None, Some(otherwise)) => body(otherwise, "else", by),
        (None, None) => way(next, word, by),
    }
}

fn buttons<'p>(buttons: &'p Buttons, on: &mut impl FnMut(Exit<'p>)) {
    for (nth, button) in (0..).zip(buttons) {
        if let ButtonAct::Body(body) = button.act {
            let pressed = covering(body.0, words_of(&button.text), By::Contact);
            on(pressed.by_choice(Choice::Button(nth)));
        }
    }
}

fn talk<'p>(reply: &'p AiReply, on: &mut impl FnMut(Exit<'p>)) {
    for when in reply.untils.iter().chain(&reply.whens) {
        on(branch(when));
    }
    if let Some(unanswered) = reply.unanswered {
        on(covering(unanswered.0, "unanswered", By::Contact).by_choice(Choice::Unanswered));
    }
    handlers(&reply.handlers, on);
}

/// A branch of a talk: a message of the contact leads to it.
fn branch(when: &When) -> Exit<'_> {
    covering(when.body.0, when.label(), By::Contact).by_choice(Choice::When(when.point))
}
