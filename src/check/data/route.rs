//! A way in the words of the script.

use crate::check::graph::Station;
use crate::ir::{Choice, Op, Program, words};
use crate::source::Span;

use super::act;
use super::surely::SurelySet;
use super::way::{Change, Kind};
use super::witness::Stretch;

/// How many steps of a way are named.
const STEPS_SHOWN: usize = 6;
/// How many arrows of a way are shown.
const ARROWS_SHOWN: usize = 3;

/// What is told of a way.
#[derive(Debug)]
pub(super) struct Route {
    /// The last steps and events on it, from where the place is empty on.
    stops: Vec<String>,
    /// Whether there are more before these.
    is_cut: bool,
    /// Whether the place was set before, or could have been.
    emptied: bool,
    /// Places on it, with their words.
    pub marks: Vec<(Span, String)>,
}

/// Something on a way that is worth telling.
enum Stop {
    /// A step of a flow.
    Step(u32, u32),
    /// An event is heard.
    Event(String),
}

impl Route {
    /// The way to a place that is empty at its end.
    pub fn of(set: &SurelySet<'_, '_>, column: u32, way: &[Stretch]) -> Self {
        let ways = &set.ways;
        let program = ways.graph.program;
        let full_before = way.iter().rposition(|stretch| !stretch.empty);
        let cleared = way.iter().rposition(|stretch| clears(set, column, stretch));
        let source = full_before.map(|at| at + 1).max(cleared);
        let mut route =
            Route { stops: Vec::new(), is_cut: false, emptied: source.is_some(), marks: Vec::new() };
        let mut first = None;
        if let Some(source) = source {
            let from = ways.graph.station(way[source].from);
            first = step_of(program, from);
            if let Station::Node(at) = from {
                let node = program.node(at);
                let slot = ways.columns.slot(column, node.place.flow);
                let name = slot.map_or("", |slot| slot.name());
                route.marks.push((node.span, emptied(&node.op, name, way[source].way.is_none())));
            }
        }
        // A way may be as long as the program: it is looked at from its end, as far as it is shown.
        let mut stops = Vec::new();
        let mut arrows = Vec::new();
        for stretch in way[source.map_or(0, |at| at + 1)..].iter().rev() {
            if let Station::Step(flow, step) = ways.graph.station(stretch.to) {
                stops.push(Stop::Step(flow, step));
                if let Station::Node(at) = ways.graph.station(stretch.from)
                    && arrows.len() < ARROWS_SHOWN
                {
                    arrows.push((program.node(at).span, "on this way".to_owned()));
                }
            }
            stops.extend(heard(set, stretch).map(Stop::Event));
            if stops.len() > STEPS_SHOWN {
                break;
            }
        }
        if stops.len() <= STEPS_SHOWN {
            stops.extend(first.map(|(flow, step)| Stop::Step(flow, step)));
        }
        stops.reverse();
        route.is_cut = stops.len() > STEPS_SHOWN;
        let cut = stops.len().saturating_sub(STEPS_SHOWN);
        let mut flow = None;
        let words = stops.iter().map(|stop| match stop {
            Stop::Step(at, step) => step_words(program, *at, *step, &mut flow),
            Stop::Event(event) => format!("on {event}"),
        });
        route.stops = words.skip(cut).collect();
        route.marks.extend(arrows.into_iter().rev());
        route
    }

    /// Where the place was not set, as a remark at its reader.
    pub fn words(&self, name: &str) -> String {
        let dots = if self.is_cut { "… -> " } else { "" };
        let way = format!("`{dots}{}`", self.stops.join(" -> "));
        match (self.emptied, self.stops.len()) {
            (true, _) => format!("on the way {way} it is left empty"),
            (false, 0) => format!("nothing has set `{name}` yet"),
            (false, _) => format!("on the way {way} nothing sets it"),
        }
    }
}

/// Whether the place is left empty on a stretch, whatever was in it.
fn clears(set: &SurelySet<'_, '_>, column: u32, stretch: &Stretch) -> bool {
    let Some(nth) = stretch.way else { return false };
    let way = &set.ways.from(stretch.from)[nth as usize];
    let mut own = set.ways.changes(&way.changes).iter().filter(|change| change.column() == column);
    stretch.empty
        && own.any(|change| matches!(change, Change::Clear(_) | Change::Either(_) | Change::Copy(..)))
}

/// How a statement leaves a place empty.
fn emptied(op: &Op, name: &str, by_another: bool) -> String {
    match op {
        _ if by_another => format!("while this waits, `{name}` may be emptied"),
        Op::Set { .. } | Op::RemoveFrom { .. } => format!("here `{name}` becomes empty"),
        Op::Ask(_) | Op::Wait(_) => format!("without an answer to this, `{name}` is empty"),
        Op::Visit(_) => format!("behind this visit `{name}` may be empty"),
        _ => format!("where this brings nothing, `{name}` is empty"),
    }
}

/// The event by which a stretch began, if it is one of a handler.
fn heard(set: &SurelySet<'_, '_>, stretch: &Stretch) -> Option<String> {
    let way = &set.ways.from(stretch.from)[stretch.way? as usize];
    let (Choice::Handler(point), Kind::Covers) = (way.choice, way.kind) else { return None };
    let handlers = act::handlers(set.ways.graph.program, set.ways.graph.station(way.decided_at));
    let handler = handlers.iter().find(|handler| handler.point == point)?;
    Some(words::event(&handler.event))
}

fn step_of(program: &Program, station: Station) -> Option<(u32, u32)> {
    match station {
        Station::Node(at) => program.node(at).place.flow.zip(program.node(at).place.step),
        Station::Step(flow, step) | Station::InStep(flow, step) => Some((flow, step)),
        _ => None,
    }
}

/// A step as an arrow names it.
fn step_words(program: &Program, flow: u32, step: u32, last: &mut Option<u32>) -> String {
    let entered = &program.flows[flow as usize];
    let step = entered.steps.get(step as usize).map_or("", |step| step.name.as_str());
    match last.replace(flow) == Some(flow) {
        true => step.to_owned(),
        false => format!("flow {} step {step}", entered.name),
    }
}
