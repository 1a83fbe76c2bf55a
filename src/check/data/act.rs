//! What a way does to the contact's data: what it sets, empties and knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::graph::Station;
use crate::ir::{
    AskKind, Call, Choice, EventPattern, Expr, Handler, MediaKind, NodeIx, Op, Piece, PointId, Program, Read,
    Tail, Target, Type, Unknown, When,
};

use super::slot::Slot;

/// Something that happens on a way, in the order in which it does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act<'p> {
    /// The place has a value behind it.
    Set(Slot<'p>),
    /// The place is empty behind it.
    Clear(Slot<'p>),
    /// The place has a value behind it, or is empty.
    Either(Slot<'p>),
    /// The place may have lost what was in it.
    Thin(Slot<'p>),
    /// The place has the value of an expression.
    Copy(Slot<'p>, &'p Expr),
    /// The way is taken only where the place has a value.
    Full(Slot<'p>),
    /// The way is taken only where the condition holds, or where it does not.
    Holds(&'p Expr, bool),
    /// The contact has the tag behind it, or has it not.
    Tag(&'p str, bool),
}

/// What happens on the ways of a program.
#[derive(Debug)]
pub(super) struct Acts<'p> {
    program: &'p Program,
    handlers: BTreeMap<PointId, &'p Handler>,
    /// The flows that give a value wherever they end.
    gives: BTreeSet<u32>,
}

impl<'p> Acts<'p> {
    /// Of a program.
    pub fn of(program: &'p Program) -> Self {
        let steps = program.flows.iter().flat_map(|flow| &flow.steps);
        let of_flows = program.flows.iter().flat_map(|flow| &flow.handlers);
        let of_steps = steps.flat_map(|step| &step.handlers);
        let of_statements = program.nodes.iter().flat_map(|node| own_handlers(&node.op));
        let all = program.handlers.iter().chain(of_flows).chain(of_steps).chain(of_statements);
        let mut gives: BTreeSet<u32> = (0..program.flows.len() as u32).collect();
        for node in &program.nodes {
            if let (Op::End(None) | Op::Jump { target: Target::End, .. }, Some(flow)) =
                (&node.op, node.place.flow)
            {
                gives.remove(&flow);
            }
        }
        Acts { program, handlers: all.map(|handler| (handler.point, handler)).collect(), gives }
    }

    /// Whether nothing is left to come back to: who opts out has left everything.
    pub fn drops_all(&self, choice: Choice) -> bool {
        let Choice::Handler(point) = choice else { return false };
        self.handlers.get(&point).is_some_and(|handler| handler.event == EventPattern::OptOut)
    }

    /// What happens where a statement goes on this way, in the order in which it does.
    pub fn of_statement(&self, at: NodeIx, choice: Choice, on: &mut impl FnMut(Act<'p>)) {
        match choice {
            Choice::Handler(point) => self.heard(point, on),
            choice => of_op(self, &self.program.node(at).op, choice, on),
        }
    }

    /// What happens where a handler takes an event: its guard held, its captures are set.
    pub fn heard(&self, point: PointId, on: &mut impl FnMut(Act<'p>)) {
        let Some(handler) = self.handlers.get(&point) else { return };
        handler.guard.iter().for_each(|guard| on(Act::Holds(guard, true)));
        match &handler.event {
            EventPattern::Start(Some(link)) => {
                for piece in &link.0 {
                    if let Piece::Hole { expr: Expr::Field(name), .. } = piece {
                        on(Act::Set(Slot::Field(name)));
                    }
                }
            }
            EventPattern::TagAdded(tag) => on(Act::Tag(tag, true)),
            EventPattern::TagRemoved(tag) => on(Act::Tag(tag, false)),
            _ => {}
        }
    }
}

/// The handlers of a statement.
pub(super) fn own_handlers(op: &Op) -> &[Handler] {
    match op {
        Op::Delay(delay) => &delay.handlers,
        Op::Handoff(handoff) => &handoff.handlers,
        Op::AiReply(reply) => &reply.handlers,
        _ => &[],
    }
}

/// The handlers of a place.
pub(super) fn handlers(program: &Program, station: Station) -> &[Handler] {
    match station {
        Station::Node(at) => own_handlers(&program.node(at).op),
        Station::InStep(flow, step) => &program.flows[flow as usize].steps[step as usize].handlers,
        Station::InFlow(flow) => &program.flows[flow as usize].handlers,
        Station::Anywhere => &program.handlers,
        Station::Begin | Station::Step(..) | Station::Finished => &[],
    }
}

fn of_op<'p>(acts: &Acts<'p>, op: &'p Op, choice: Choice, on: &mut impl FnMut(Act<'p>)) {
    match (op, choice) {
        (Op::AiReply(reply), Choice::When(point)) => {
            on(Act::Set(Slot::Answer));
            found(reply.untils.iter().chain(&reply.whens).find(|when| when.point == point), on);
        }
        (Op::AiReply(_), Choice::Unanswered) => on(Act::Set(Slot::Answer)),
        (Op::Route(route), Choice::When(point)) => {
            // An empty answer fits no branch.
            on(Act::Full(Slot::Answer));
            found(route.whens.iter().find(|when| when.point == point), on);
        }
        (Op::Ask(ask), Choice::Next) => {
            let slot = ask.tail.save.as_ref().map(|slot| &slot.ty);
            let wants_image =
                ask.kind == Some(AskKind::Image) || matches!((ask.kind, slot), (None, Some(Type::Image)));
            answered(&ask.tail, wants_image, on);
        }
        (Op::Wait(wait), Choice::Next) => match &wait.event {
            EventPattern::Inbound(..) => {
                saved(&wait.tail, on, Act::Set);
                guarded(&wait.tail, on);
            }
            event => answered(&wait.tail, *event == EventPattern::Media(MediaKind::Image), on),
        },
        (Op::Ask(_) | Op::Wait(_), Choice::AtMost | Choice::Within | Choice::Else) => {
            on(Act::Clear(Slot::Answer));
            on(Act::Clear(Slot::AnswerImage));
            tail(op).into_iter().for_each(|tail| saved(tail, on, Act::Clear));
        }
        (Op::Read(read), choice) => of_read(read, choice == Choice::Next, on),
        (Op::Call(call), Choice::Next) => {
            saved(&call.tail, on, if fails_elsewhere(acts.program, call) { Act::Set } else { Act::Either });
        }
        (Op::Call(call), _) => saved(&call.tail, on, Act::Clear),
        (Op::Visit(visit), Choice::Within | Choice::Else) => saved(&visit.tail, on, Act::Clear),
        (Op::Visit(visit), Choice::Next) => {
            saved(&visit.tail, on, if acts.gives.contains(&visit.flow) { Act::Set } else { Act::Either });
        }
        (Op::Set { slot, value }, _) => {
            let Some(slot) = Slot::of(&slot.place) else { return };
            match value {
                Expr::Literal(value) if value.is_empty() => on(Act::Clear(slot)),
                Expr::List(items) if items.is_empty() => on(Act::Clear(slot)),
                value => on(Act::Copy(slot, value)),
            }
        }
        (Op::AddTo { slot, .. }, _) => Slot::of(&slot.place).into_iter().for_each(|slot| on(Act::Set(slot))),
        (Op::RemoveFrom { slot, .. }, _) => {
            Slot::of(&slot.place).into_iter().for_each(|slot| on(Act::Thin(slot)));
        }
        (Op::Branch { condition, .. }, choice) => on(Act::Holds(condition, choice == Choice::Then)),
        (Op::AddTag(tag), _) => on(Act::Tag(tag, true)),
        (Op::RemoveTag(tag), _) => on(Act::Tag(tag, false)),
        _ => {}
    }
}

/// A pattern is taken: its values were found.
fn found<'p>(when: Option<&'p When>, on: &mut impl FnMut(Act<'p>)) {
    let Some(when) = when else { return };
    when.saves.iter().filter_map(|slot| Slot::of(&slot.place)).for_each(|slot| on(Act::Set(slot)));
    when.guard.iter().for_each(|guard| on(Act::Holds(guard, true)));
}

fn answered<'p>(tail: &'p Tail, is_image: bool, on: &mut impl FnMut(Act<'p>)) {
    on(Act::Set(Slot::Answer));
    on(if is_image { Act::Set(Slot::AnswerImage) } else { Act::Either(Slot::AnswerImage) });
    saved(tail, on, Act::Set);
    guarded(tail, on);
}

fn of_read<'p>(read: &'p Read, goes_on: bool, on: &mut impl FnMut(Act<'p>)) {
    let slots = read.slots.iter().filter_map(|slot| Slot::of(&slot.slot.place));
    let finds = read.tail.otherwise.is_some();
    let act = match goes_on {
        true if finds => Act::Set,
        // Of several values some may have been found.
        false if read.slots.len() == 1 => Act::Clear,
        _ => Act::Either,
    };
    slots.for_each(|slot| on(act(slot)));
    if goes_on && finds {
        guarded(&read.tail, on);
    }
}

/// Whether what follows a call runs only where it has brought its value.
fn fails_elsewhere(program: &Program, call: &Call) -> bool {
    let action = program.outside.actions.get(&call.action);
    let taken_as_done = action.is_some_and(|action| action.retry.unknown == Unknown::Done);
    let given_up = call.tail.times.and_then(|limit| limit.body);
    !taken_as_done && given_up.or(call.tail.otherwise).is_some()
}

fn saved<'p>(tail: &'p Tail, on: &mut impl FnMut(Act<'p>), act: fn(Slot<'p>) -> Act<'p>) {
    tail.save.iter().filter_map(|slot| Slot::of(&slot.place)).for_each(|slot| on(act(slot)));
}

fn guarded<'p>(tail: &'p Tail, on: &mut impl FnMut(Act<'p>)) {
    tail.guard.iter().for_each(|guard| on(Act::Holds(guard, true)));
}

fn tail(op: &Op) -> Option<&Tail> {
    match op {
        Op::Ask(ask) => Some(&ask.tail),
        Op::Wait(wait) => Some(&wait.tail),
        _ => None,
    }
}
