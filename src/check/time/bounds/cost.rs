//! What a way out of a statement costs.

use super::super::clock;
use super::super::longest::{Cost, ENDLESS};
use super::{Bounds, Measure};
use crate::check::graph::{By, Edge, EdgeKind};
use crate::ir::{Ask, AskKind, Choice, Delay, Expr, Node, Op, Pattern, Program, ReadFrom, Type, Value, When};

/// At least and at most.
pub(super) type Span = (Cost, Cost);

/// What a statement's ways hang on beside the statement.
pub(super) struct Around<'b> {
    /// The bounds of the flows that are visited; none of one that visits back.
    pub visited: &'b [Option<Bounds>],
    /// How long a silent contact can stay at a wait.
    pub stay: Cost,
}

/// What a way out of a statement costs, the statement with it.
pub(super) fn of_way(
    program: &Program,
    node: &Node,
    edge: &Edge,
    measure: Measure,
    around: &Around<'_>,
) -> Span {
    match (measure, &node.op) {
        (_, Op::Visit(visit)) => {
            of_visit(visit.flow, edge, measure, around, visit.tail.within.map(|within| within.bound.0))
        }
        (Measure::Messages, op) => match op {
            Op::Say(_) | Op::SendTemplate(_) | Op::AiSay { .. } => (1, 1),
            Op::Ask(ask) => asked(ask, edge.choice),
            Op::AiReply(_) => (0, ENDLESS),
            _ => (0, 0),
        },
        (Measure::AiCalls, op) => match op {
            Op::AiSay { .. } => (1, 1),
            Op::Ask(ask) if ask.ai => asked(ask, edge.choice),
            Op::Read(read) if read.from == ReadFrom::Image => (0, 1),
            Op::Read(_) => (1, 1),
            Op::Route(route) => {
                let judged = Cost::from(route.whens.iter().any(has_meaning));
                (judged_at_least(&mut route.whens.iter(), edge.choice), judged)
            }
            Op::AiReply(reply) => {
                let mut whens = reply.untils.iter().chain(&reply.whens);
                (judged_at_least(&mut whens, edge.choice), ENDLESS)
            }
            _ => (0, 0),
        },
        (Measure::Time, op) => lasting(program, op, edge, around),
    }
}

fn lasting(program: &Program, op: &Op, edge: &Edge, around: &Around<'_>) -> Span {
    let delay = |until| match until {
        By::Time(Some(length)) => (length.max(0) as Cost, length.max(0) as Cost),
        _ => (0, 0),
    };
    match op {
        Op::Ask(_) | Op::Wait(_) => match edge.by {
            By::Time(_) => delay(edge.by),
            _ => (0, around.stay),
        },
        Op::AiReply(_) => match edge.by {
            By::Time(Some(length)) => (length.max(0) as Cost, ENDLESS),
            _ => (0, ENDLESS),
        },
        // Who joined leads as long as it takes.
        Op::Handoff(_) => match (edge.by, edge.kind) {
            (By::Time(_), EdgeKind::Leaves) => delay(edge.by),
            _ => (0, ENDLESS),
        },
        Op::Delay(written) => match (edge.by, edge.kind) {
            (By::Time(Some(_)), EdgeKind::Leaves) => delay(edge.by),
            _ => (0, most_of_delay(program, written)),
        },
        _ => (0, 0),
    }
}

fn most_of_delay(program: &Program, delay: &Delay) -> Cost {
    match &delay.until {
        Expr::Literal(Value::Duration(length)) => length.0.max(0) as Cost,
        until => clock::longest_until(program, until),
    }
}

fn of_visit(flow: u32, edge: &Edge, measure: Measure, around: &Around<'_>, within: Option<i64>) -> Span {
    let visited = around.visited[flow as usize].as_ref().map(|bounds| bounds.of(measure));
    let (least, most) = visited.map_or((0, ENDLESS), |bound| (bound.least, bound.whole()));
    let within = within.map(|within| within.max(0) as Cost);
    match (edge.kind, edge.by, measure) {
        (EdgeKind::Returns(_), _, Measure::Time) => (least, most.min(within.unwrap_or(ENDLESS))),
        (EdgeKind::Returns(_), ..) => (least, most),
        (_, By::Time(_), Measure::Time) => (within.unwrap_or(0), within.unwrap_or(0)),
        (_, By::Time(_), _) => (0, most),
        // What cannot be visited any more takes `else` at once.
        _ => (0, 0),
    }
}

/// How often a question is sent.
fn asked(ask: &Ask, choice: Choice) -> Span {
    let most = asked_at_most(ask);
    (if choice == Choice::AtMost { most } else { 1 }, most)
}

/// How often a question is sent at most.
pub(super) fn asked_at_most(ask: &Ask) -> Cost {
    let tail = &ask.tail;
    if let Some(times) = tail.times {
        return Cost::from(times.bound.max(1));
    }
    let gives_up = tail.otherwise.is_some() && tail.within.is_none_or(|within| within.body.is_some());
    if gives_up || takes_any_text(ask) { 1 } else { ENDLESS }
}

/// Whether every text is an answer.
fn takes_any_text(ask: &Ask) -> bool {
    let any = |ty: &Type| matches!(ty, Type::Text(None));
    matches!(ask.kind, None | Some(AskKind::Text))
        && ask.choices.is_none()
        && ask.tail.guard.is_none()
        && ask.tail.save.as_ref().is_none_or(|slot| any(&slot.ty))
}

fn has_meaning(when: &When) -> bool {
    when.patterns.iter().any(|pattern| matches!(pattern, Pattern::Meaning(_)))
}

/// Whether a branch is taken by what a model says alone.
fn judged_at_least<'p>(whens: &mut impl Iterator<Item = &'p When>, choice: Choice) -> Cost {
    let Choice::When(point) = choice else { return 0 };
    let when = whens.find(|when| when.point == point);
    let alone = |when: &When| when.patterns.iter().all(|pattern| matches!(pattern, Pattern::Meaning(_)));
    Cost::from(when.is_some_and(alone))
}
