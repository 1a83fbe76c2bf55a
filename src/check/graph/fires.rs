//! Handlers that the script itself calls: of a change that it has made, of an action that has failed, of a model that
//! is down.

use std::collections::BTreeMap;

use super::supergraph::{EdgeKind, Station, Supergraph};
use crate::ir::{Arithmetic, EventPattern, Expr, Handler, Node, NodeIx, Op, Place, SlotPlace, Target, Value};

/// What calls a handler without a word of the contact, and without time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause<'p> {
    /// A tag that was not there is added.
    Added(&'p str),
    /// A tag that was there is removed.
    Removed(&'p str),
    /// A field gets another value.
    Changed(&'p str),
    /// An action fails, and the statement says nothing about that.
    Failed,
    /// The model is down.
    Down,
}

/// The handlers of a program that a script itself may call, by their place and cause. `None` is one that may not
/// take the event, because of a guard: which one would is not known.
#[derive(Default)]
pub(super) struct Fires<'p>(BTreeMap<(Place, Cause<'p>), Option<NodeIx>>);

impl<'p> Fires<'p> {
    /// Those of a program.
    pub fn of(graph: &Supergraph<'p>) -> Self {
        let program = graph.program;
        let mut fires = Fires(BTreeMap::new());
        fires.add(Place::default(), &program.handlers);
        for (at, flow) in program.flows.iter().enumerate() {
            let place = Place { flow: Some(at as u32), step: None };
            fires.add(place, &flow.handlers);
            for (step_at, step) in flow.steps.iter().enumerate() {
                fires.add(Place { step: Some(step_at as u32), ..place }, &step.handlers);
            }
        }
        fires
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, place: Place, handlers: &'p [Handler]) {
        for handler in handlers {
            let cause = match &handler.event {
                EventPattern::TagAdded(tag) => Cause::Added(tag),
                EventPattern::TagRemoved(tag) => Cause::Removed(tag),
                EventPattern::FieldChanged(field) => Cause::Changed(field),
                EventPattern::ActionFailed => Cause::Failed,
                EventPattern::AiDown => Cause::Down,
                _ => continue,
            };
            let body = handler.body.filter(|_| handler.guard.is_none());
            self.0.entry((place, cause)).or_insert(body);
        }
    }

    /// The handler that a statement may call, with what calls it.
    pub fn called(&self, graph: &Supergraph<'p>, node: &'p Node) -> Option<(NodeIx, Cause<'p>)> {
        let cause = cause(node)?;
        let step = Some(node.place).filter(|place| place.step.is_some());
        let flow = node.place.flow.map(|flow| Place { flow: Some(flow), step: None });
        let own = step.into_iter().chain(flow).find_map(|place| self.0.get(&(place, cause)));
        let taker = match own {
            Some(own) => *own,
            // Who visits the flow is asked before the top.
            None if node.place.flow.is_some_and(|flow| is_visited(graph, flow)) => None,
            None => self.0.get(&(Place::default(), cause)).copied().flatten(),
        }?;
        // A model that is down is told once in a run of a flow: only an arrow to a flow begins a new one.
        let begins_anew = || {
            let body = &graph.program.node(taker).op;
            matches!(body, Op::Jump { target: Target::Flow { .. }, bound: None })
        };
        (cause != Cause::Down || begins_anew()).then_some((taker, cause))
    }
}

/// What a statement may cause.
fn cause(node: &Node) -> Option<Cause<'_>> {
    match &node.op {
        Op::AddTag(tag) => Some(Cause::Added(tag)),
        Op::RemoveTag(tag) => Some(Cause::Removed(tag)),
        Op::Set { slot, .. } => match &slot.place {
            SlotPlace::Field(field) => Some(Cause::Changed(field)),
            SlotPlace::Local(_) | SlotPlace::Contact(_) => None,
        },
        Op::Call(call) => {
            let unsaid =
                call.tail.otherwise.is_none() && call.tail.times.is_none_or(|times| times.body.is_none());
            unsaid.then_some(Cause::Failed)
        }
        Op::AiSay { .. } => Some(Cause::Down),
        Op::Ask(ask) if ask.ai => Some(Cause::Down),
        _ => None,
    }
}

fn is_visited(graph: &Supergraph<'_>, flow: u32) -> bool {
    let edges = graph.edges(graph.number(Station::InFlow(flow)));
    let anywhere = graph.number(Station::Anywhere);
    edges.iter().any(|edge| edge.kind == EdgeKind::Listens && edge.to != anywhere)
}

/// Whether what a circle does makes the change anew each time round: a tag that it adds is one that it removes, a
/// field gets another value than it had. `leads` says whether one statement of the circle is followed by another one
/// before the handler is called.
pub(super) fn is_made_each_time(
    graph: &Supergraph<'_>,
    circle: &[NodeIx],
    (at, cause): (NodeIx, Cause<'_>),
    leads: &mut dyn FnMut(NodeIx, NodeIx) -> bool,
) -> bool {
    let undone = |op: &Op| match cause {
        Cause::Failed | Cause::Down => false,
        Cause::Added(tag) => matches!(op, Op::RemoveTag(other) if other == tag),
        Cause::Removed(tag) => matches!(op, Op::AddTag(other) if other == tag),
        Cause::Changed(field) => sets_other(op, field, &graph.program.node(at).op),
    };
    match (cause, &graph.program.node(at).op) {
        (Cause::Failed | Cause::Down, _) => true,
        (Cause::Changed(field), Op::Set { value, .. }) if counts_on(value, field) => true,
        _ => {
            let before = circle.iter().copied().filter(|at| undone(&graph.program.node(*at).op));
            before.take(TRIED_MAX).any(|before| leads(before, at))
        }
    }
}

/// So many statements that undo a change are looked at.
const TRIED_MAX: usize = 16;

/// Whether a statement sets the field to another literal than `set` does.
fn sets_other(op: &Op, field: &str, set: &Op) -> bool {
    let (Op::Set { slot, value: Expr::Literal(other) }, Op::Set { value: Expr::Literal(value), .. }) =
        (op, set)
    else {
        return false;
    };
    matches!(&slot.place, SlotPlace::Field(name) if name == field) && other != value
}
/// Whether a value is the field's own and one more, or one less.
fn counts_on(value: &Expr, field: &str) -> bool {
    let Expr::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, left, right) = value else { return false };
    let own = |side: &Expr| matches!(side, Expr::Field(name) if name == field);
    let step = |side: &Expr| matches!(side, Expr::Literal(Value::Number(number)) if !number.is_zero());
    own(left) && step(right) || own(right) && step(left)
}
