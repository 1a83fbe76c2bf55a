//! Circles in which nothing waits: they would spin until the budget ends them.
//!
//! What the script itself brings about is no wait: a handler of a change that the circle makes each time round, of an
//! action that fails, of a model that is down.

use std::collections::{BTreeMap, VecDeque};

use super::Returning;
use super::fires::{self, Cause, Fires};
use super::parts::Parts;
use super::supergraph::{EdgeKind, Station, Supergraph, is_wait};
use super::words::steps_round;
use crate::diagnostic::codes::graph::CYCLE_WITHOUT_WAIT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Place};

/// Tells every circle without a wait, with a shortest way around it.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let returning = Returning::at_once(graph.program);
    let fires = Fires::of(graph);
    let mut breath = Breath { graph, returning, fires, with_handlers: false };
    let mut told = vec![false; graph.count() as usize];
    for circle in breath.circles() {
        circle.iter().for_each(|place| told[*place as usize] = true);
        tell(&breath, &circle, None, sink);
    }
    if breath.fires.is_empty() {
        return;
    }
    breath.with_handlers = true;
    for circle in breath.circles() {
        if circle.iter().any(|place| told[*place as usize]) {
            continue;
        }
        if let Some(called) = breath.call_of(&circle) {
            tell(&breath, &circle, Some(called), sink);
        }
    }
}

/// What follows in the same breath.
struct Breath<'g, 'p> {
    graph: &'g Supergraph<'p>,
    returning: Returning,
    fires: Fires<'p>,
    /// Whether handlers that the script itself may call are followed.
    with_handlers: bool,
}

impl<'p> Breath<'_, 'p> {
    fn each(&self, from: u32, on: &mut dyn FnMut(u32)) {
        let station = self.graph.station(from);
        if !matches!(station, Station::Node(_) | Station::Step(..)) {
            return;
        }
        for edge in self.graph.edges(from) {
            let open = match edge.kind {
                // Handlers are called below.
                EdgeKind::Covers | EdgeKind::Listens => false,
                EdgeKind::Leaves | EdgeKind::Visits => true,
                EdgeKind::Returns(flow) => self.returning.has(flow),
            };
            if open && !edge.by.waits() && !edge.bounded {
                on(edge.to);
            }
        }
        if self.with_handlers
            && let Some((handler, _)) = self.called(from)
        {
            on(self.graph.number(Station::Node(handler)));
        }
    }

    fn called(&self, from: u32) -> Option<(NodeIx, Cause<'p>)> {
        let Station::Node(at) = self.graph.station(from) else { return None };
        self.fires.called(self.graph, self.graph.program.node(at))
    }

    /// The circles, each in the order of the statements.
    fn circles(&self) -> Vec<Vec<u32>> {
        let parts = Parts::of(self.graph.count(), |from, ahead| self.each(from, &mut |to| ahead.push(to)));
        let goes_round =
            |part: &&[u32]| part.len() > 1 || part.iter().any(|place| self.leads_to_itself(*place));
        let mut circles: Vec<Vec<u32>> = parts.iter().filter(goes_round).map(<[u32]>::to_vec).collect();
        circles.iter_mut().for_each(|circle| circle.sort_unstable());
        circles.sort();
        circles
    }

    fn leads_to_itself(&self, place: u32) -> bool {
        let mut itself = false;
        self.each(place, &mut |to| itself |= to == place);
        itself
    }

    /// The call of a handler that keeps a circle going.
    fn call_of(&self, circle: &[u32]) -> Option<(u32, Cause<'p>)> {
        let inside = |place: u32| circle.binary_search(&place).is_ok();
        let nodes: Vec<NodeIx> = circle.iter().filter_map(|place| self.graph.node(*place)).collect();
        let plain = Breath {
            graph: self.graph,
            returning: self.returning.clone(),
            fires: Fires::default(),
            with_handlers: false,
        };
        circle.iter().find_map(|place| {
            let (handler, cause) = self.called(*place)?;
            let at = self.graph.node(*place)?;
            if !inside(self.graph.number(Station::Node(handler))) {
                return None;
            }
            let mut leads = |from: NodeIx, to: NodeIx| {
                let (from, to) =
                    (self.graph.number(Station::Node(from)), self.graph.number(Station::Node(to)));
                way(&plain, from, &|place| inside(place), &|place| place == to).is_some()
            };
            let again = fires::is_made_each_time(self.graph, &nodes, (at, cause), &mut leads);
            (again && self.is_heard(&plain, *place, handler, cause)).then_some((*place, cause))
        })
    }

    /// Whether the contact comes to rest where the handler hears the change that was made.
    fn is_heard(&self, plain: &Breath<'_, '_>, from: u32, handler: NodeIx, cause: Cause<'_>) -> bool {
        let place = self.graph.program.node(handler).place;
        if place == Place::default() || matches!(cause, Cause::Failed | Cause::Down) {
            return true;
        }
        let rests = |at: u32| {
            let Some(node) = self.graph.node(at).map(|at| self.graph.program.node(at)) else { return false };
            is_wait(&node.op)
                && node.place.flow == place.flow
                && (place.step.is_none() || node.place.step == place.step)
        };
        way(plain, from, &|_| true, &rests).is_some()
    }
}

/// A shortest way from a place to one that is wanted, at least one step long, over places that are allowed; the place
/// itself first.
fn way(
    breath: &Breath<'_, '_>,
    first: u32,
    allowed: &dyn Fn(u32) -> bool,
    wanted: &dyn Fn(u32) -> bool,
) -> Option<Vec<u32>> {
    let mut from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(at) = open.pop_front() {
        let mut end = None;
        breath.each(at, &mut |to| {
            if end.is_none() && wanted(to) {
                end = Some(to);
            } else if to != first && allowed(to) && !from.contains_key(&to) {
                from.insert(to, at);
                open.push_back(to);
            }
        });
        if end.is_some() {
            let mut way = vec![at];
            let mut back = at;
            while back != first {
                back = *from.get(&back)?;
                way.push(back);
            }
            way.reverse();
            return Some(way);
        }
    }
    None
}

fn tell(breath: &Breath<'_, '_>, circle: &[u32], called: Option<(u32, Cause<'_>)>, sink: &mut Sink) {
    let graph = breath.graph;
    // The way begins at the statement that calls the handler, else at the first one of the text.
    let first = called
        .map(|(place, _)| place)
        .or_else(|| circle.iter().copied().find(|place| graph.node(*place).is_some()));
    let Some(first) = first else { return };
    let inside = |place: u32| circle.binary_search(&place).is_ok();
    let Some(way) = way(breath, first, &inside, &|place| place == first) else { return };
    let way: Vec<NodeIx> = way.into_iter().filter_map(|place| graph.node(place)).collect();
    let arrows: Vec<NodeIx> =
        way.iter().copied().filter(|at| matches!(graph.program.node(*at).op, Op::Jump { .. })).collect();
    let Some((last, others)) = arrows.split_last() else { return };
    let names = steps_round(graph.program, &way);
    let (when, help) = match called.map(|(_, cause)| cause) {
        None => (
            "",
            "put a wait on the way, such as an `ask` or a `delay 1h`, or bound the arrow: `at most 3 times else -> …`",
        ),
        Some(Cause::Failed) => (
            " while the action fails",
            "let the `do` say what happens then: `else -> …`, or put a `delay 10m` on the way",
        ),
        Some(Cause::Down) => {
            (" while the model is down", "put a wait on the way, such as a `delay 10m`, or call a person")
        }
        Some(_) => (
            ": it makes the change anew that calls the handler",
            "let the handler make no change that it watches, or bound its arrow: `at most 3 times else -> …`",
        ),
    };
    let mut found = Diagnostic::new(
        &CYCLE_WITHOUT_WAIT,
        graph.program.node(*last).span,
        format!("nothing waits on the way {names}{when}"),
    )
    .label("this leads back")
    .help(help);
    if let Some(at) = called.and_then(|(place, _)| graph.node(place)) {
        found = found.also(graph.program.node(at).span, "this calls the handler");
    }
    for at in others {
        found = found.also(graph.program.node(*at).span, "then this way");
    }
    sink.push(found);
}
