//! What is due, and when?

use super::contact::{Fired, Mode};
use super::frame::Wait;
use super::run::{Next, Run};
use super::statement;
use super::take::{Found, PlaceKind};
use crate::ir::{Body, Choice, Duration, EventPattern, Handler, Limit, Op, Tail, Time};

/// A timer that counts now.
struct Timer<'a> {
    at: Time,
    kind: Kind<'a>,
}

/// In the order in which timers of one instant are taken.
enum Kind<'a> {
    Silence(Silence<'a>),
    Within(&'a Tail, Limit<Duration>),
    /// The `within` of a visit, whose frame stands at this place of the stack.
    Visited(usize, &'a Tail, Limit<Duration>),
    /// A `delay`, the end of a hold.
    Over,
    /// The end of a burst.
    Window,
    /// A model that is down is asked again.
    Retry,
    /// The same for one that listens.
    Listen,
}

/// An `on silence` in scope.
struct Silence<'a> {
    handler: &'a Handler,
    frame: Option<usize>,
    owner: Option<u32>,
    since: Time,
    after: Duration,
    times: u32,
}

impl<'a> Run<'a> {
    /// When the next timer is due.
    pub fn next_timer(&self) -> Option<Time> {
        let due = self.timers().into_iter().map(|timer| timer.at).min()?;
        Some(self.contact.rest_until.map_or(due, |rest| due.max(rest)))
    }

    /// Takes the earliest timer that is due; whether there was one.
    pub fn take_due_timer(&mut self, is_due: fn(Time, Time) -> bool) -> bool {
        let now = self.now;
        if self.contact.rest_until.is_some_and(|rest| !is_due(rest, now)) {
            return false;
        }
        let mut due: Vec<Timer<'a>> =
            self.timers().into_iter().filter(|timer| is_due(timer.at, now)).collect();
        // Stable: what is equal stays as it was found, inner before outer, then in the order of the text.
        due.sort_by_key(|timer| (timer.at, timer.kind.rank()));
        if due.is_empty() {
            return false;
        }
        match due.remove(0) {
            Timer { kind: Kind::Silence(first), .. } => {
                let other = |timer: &Timer<'_>| !matches!(timer.kind, Kind::Silence(_));
                let end = due.iter().position(other).unwrap_or(due.len());
                let rest = due.drain(..end).filter_map(|timer| match timer.kind {
                    Kind::Silence(silence) => Some(silence),
                    _ => None,
                });
                let silences = std::iter::once(first).chain(rest).collect();
                self.fire_silence(silences);
            }
            Timer { kind: Kind::Within(tail, limit), .. } => self.time_is_over(tail, limit),
            Timer { kind: Kind::Visited(at, tail, limit), .. } => {
                self.cut(at);
                self.time_is_over(tail, limit);
            }
            Timer { kind: Kind::Over, .. } => self.goes_on(),
            Timer { kind: Kind::Window, .. } => self.close_window(),
            Timer { kind: Kind::Retry, .. } => self.ask_again_while_down(),
            Timer { kind: Kind::Listen, .. } => self.ask_for_words(),
        }
        true
    }

    /// The timers that count now, inner before outer, in the order of the text.
    fn timers(&self) -> Vec<Timer<'a>> {
        let contact = &*self.contact;
        if contact.mode != Mode::Active || self.is_suspended() {
            return Vec::new();
        }
        let down = contact.hearing.as_ref().map(|hearing| hearing.down);
        let listen = down.flatten().and_then(|down| down.retry);
        let mut timers: Vec<Timer<'a>> =
            listen.map(|at| Timer { at, kind: Kind::Listen }).into_iter().collect();
        let Some(frame) = contact.frames.last() else { return timers };
        if down == Some(None) && matches!(frame.wait, Wait::Ask { .. } | Wait::Event { .. } | Wait::Reply) {
            // The contact has spoken: what else the wait counts is looked at when it is known what.
            return timers;
        }
        if let Some(at) = self.open_window() {
            // The contact has written: what else the wait counts is looked at when it is known what.
            return vec![Timer { at, kind: Kind::Window }];
        }
        let op = self.standing().map(|node| &node.op);
        let tail = op.and_then(Op::tail);
        let within = |since: Time| {
            let tail = tail?;
            let limit = tail.within?;
            Some(Timer { at: since + limit.bound, kind: Kind::Within(tail, limit) })
        };
        match &frame.wait {
            Wait::Ask { since, .. } | Wait::Event { since, .. } => {
                self.silences(&mut timers);
                timers.extend(within(*since));
            }
            Wait::Reply => self.silences(&mut timers),
            Wait::Handoff { since, .. } => timers.extend(within(*since)),
            Wait::Delay { until } | Wait::Held { until } => {
                timers.push(Timer { at: *until, kind: Kind::Over });
            }
            Wait::Result(flight) => {
                if matches!(op, Some(Op::Call(_) | Op::Read(_))) {
                    timers.extend(within(flight.since));
                }
                if let Some(retry) = flight.down.and_then(|down| down.retry) {
                    timers.push(Timer { at: retry, kind: Kind::Retry });
                }
            }
            Wait::Ready | Wait::Visit { .. } => {}
        }
        timers.extend(self.visits());
        timers
    }

    /// The `within` of visits: of what is covered they alone run on, but for the time in which a person leads. Inner
    /// before outer.
    fn visits(&self) -> impl Iterator<Item = Timer<'a>> {
        let frames = self.contact.frames.iter().enumerate().rev();
        frames.filter_map(|(at, frame)| {
            let Wait::Visit { since } = frame.wait else { return None };
            if self.contact.person_leads {
                return None;
            }
            let node = self.machine.find(frame.point).map(|node| self.node(node))?;
            let tail = node.op.tail()?;
            let limit = tail.within?;
            Some(Timer { at: since + limit.bound, kind: Kind::Visited(at, tail, limit) })
        })
    }

    /// The silences that count: of the innermost frame's places, which nothing covers, and of the top.
    fn silences(&self, timers: &mut Vec<Timer<'a>>) {
        if self.contact.person_leads {
            return;
        }
        let innermost = self.innermost();
        for place in self.places() {
            if place.frame.is_some() && place.frame != innermost {
                continue;
            }
            for handler in place.handlers {
                let EventPattern::Silence { after, times } = handler.event else { continue };
                if self.is_open(handler) {
                    continue;
                }
                let since = self.silence_since(place.kind);
                let (frame, owner) = (place.frame, place.owner);
                let silence = Silence { handler, frame, owner, since, after, times: times.max(1) };
                let fired = self.fired(&silence);
                if fired < silence.times {
                    let at = since + multiple(after, fired + 1);
                    timers.push(Timer { at, kind: Kind::Silence(silence) });
                }
            }
        }
    }

    /// When the silence began that handlers of the place count: the last message, the entry, the return.
    fn silence_since(&self, place: PlaceKind) -> Time {
        let Some(frame) = self.contact.frames.last() else { return self.contact.last_message };
        let entered = match place {
            PlaceKind::Statement => frame.statement_entered,
            PlaceKind::Step => frame.step_entered,
            PlaceKind::Flow => frame.entered,
            PlaceKind::Top => self.contact.person.created,
        };
        entered.max(self.contact.last_message).max(frame.resumed)
    }

    fn fired(&self, silence: &Silence<'_>) -> u32 {
        let fired = self.contact.silences.get(&silence.handler.point);
        fired.filter(|fired| fired.since == silence.since).map_or(0, |fired| fired.times)
    }

    /// Of several silences that are due together the last one fires, once; the others are passed over.
    fn fire_silence(&mut self, silences: Vec<Silence<'a>>) {
        let mut last: Option<(Time, Silence<'a>)> = None;
        for silence in silences {
            let already = self.fired(&silence);
            let times = self.elapsed(&silence).max(already + 1);
            let fired = Fired { since: silence.since, times };
            self.contact.silences.insert(silence.handler.point, fired);
            if !self.guard_holds(silence.handler, silence.frame, None) {
                continue;
            }
            for _ in already + 1..times {
                self.dropped("a reminder that was due together with a later one");
            }
            let at = silence.since + multiple(silence.after, times);
            if last.as_ref().is_none_or(|(latest, _)| at > *latest) {
                if last.is_some() {
                    self.dropped("a reminder that was due together with a later one");
                }
                last = Some((at, silence));
            } else {
                self.dropped("a reminder that was due together with a later one");
            }
        }
        if let Some((_, silence)) = last {
            self.contact.proactive = true;
            let found = Found { handler: silence.handler, owner: silence.owner };
            self.enter_handler(&found, None);
        }
    }

    /// How many multiples of the silence have passed, at most as many as it may fire.
    fn elapsed(&self, silence: &Silence<'_>) -> u32 {
        let passed = self.now.0.saturating_sub(silence.since.0) / silence.after.0.max(1);
        u32::try_from(passed).unwrap_or(0).min(silence.times)
    }

    /// What fell due of a silence while its own reminder ran is passed over.
    pub fn pass_over(&mut self, point: crate::ir::PointId) {
        let mut timers = Vec::new();
        self.silences(&mut timers);
        for timer in timers {
            let Kind::Silence(silence) = timer.kind else { continue };
            if silence.handler.point != point {
                continue;
            }
            let already = self.fired(&silence);
            let times = self.elapsed(&silence);
            if times > already && already > 0 {
                for _ in already..times {
                    self.dropped("a reminder that was due together with a later one");
                }
                self.contact.silences.insert(point, Fired { since: silence.since, times });
            }
        }
    }

    /// A `within` is over: its own body, else `else`, else the next statement, the value empty.
    fn time_is_over(&mut self, tail: &'a Tail, limit: Limit<Duration>) {
        // A result that is late began with what made the request; everything else begins here.
        let late = matches!(self.contact.frames.last().map(|frame| &frame.wait), Some(Wait::Result(_)));
        self.contact.proactive |= !late;
        let Some(node) = self.standing() else { return };
        statement::empty_slots(self, &node.op);
        // A result that is too late is one that failed.
        let failed = matches!(node.op, Op::Call(_) | Op::Read(_)) && limit.body.is_none();
        self.chose(node.point, if failed { Choice::Else } else { Choice::Within });
        let next = match limit.body.or(tail.otherwise) {
            Some(Body(body)) => body,
            None => node.next,
        };
        self.follow(Next::Go(next));
    }

    /// A delay is over, or a held position may speak.
    fn goes_on(&mut self) {
        let next = self.standing().and_then(|node| node.next);
        match self.contact.frames.last_mut() {
            Some(frame) if matches!(frame.wait, Wait::Held { .. }) => frame.wait = Wait::Ready,
            Some(_) => {
                self.contact.proactive = true;
                self.chose_here(Choice::Next);
                self.follow(Next::Go(next));
            }
            None => {}
        }
    }
}

impl Kind<'_> {
    fn rank(&self) -> u8 {
        match self {
            Kind::Silence(_) => 0,
            Kind::Within(..) | Kind::Visited(..) => 1,
            Kind::Over => 2,
            Kind::Retry => 3,
            Kind::Listen => 4,
            Kind::Window => 5,
        }
    }
}

fn multiple(after: Duration, times: u32) -> Duration {
    Duration(after.0.max(1).saturating_mul(i64::from(times)))
}
