//! The bound of one flow, or of one step, for one measure.

use super::super::longest::{Cost, ENDLESS, Endless, Longest, Way, Ways, longest};
use super::cost::{Around, asked_at_most, of_way};
use super::least::least;
use super::reminder::Reminders;
use super::{Bound, Bounds, Measure};
use crate::check::graph::{By, Edge, EdgeKind, Station, Supergraph, leading_on, leaving};
use crate::ir::{Node, NodeIx, Op};

/// What the bounds of all flows, or of all steps, have in common.
pub(super) struct Shared<'g, 'p> {
    pub graph: &'g Supergraph<'p>,
    /// From where an arrow or an end can be reached.
    leaving: Vec<bool>,
    /// The places of each piece: of a flow, or a step.
    places: Vec<Vec<u32>>,
    /// The piece of each place, and its number there.
    of: Vec<Option<(u32, u32)>>,
}

/// What is measured: a piece, with where it begins.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    /// Its number.
    pub number: u32,
    /// The flow that it is, or that it is a part of.
    pub flow: u32,
    /// The step with which it begins.
    pub first: u32,
}

impl<'g, 'p> Shared<'g, 'p> {
    /// The flows of a graph.
    pub fn of_flows(graph: &'g Supergraph<'p>) -> Self {
        Self::of(graph, leaving(graph), graph.program.flows.len(), |flow, _| Some(flow))
    }

    /// The steps of the graph, numbered through.
    pub fn of_steps(&self) -> Self {
        let mut steps = 0;
        let firsts = self.graph.program.flows.iter().map(|flow| {
            let first = steps;
            steps += flow.steps.len() as u32;
            first
        });
        let firsts: Vec<u32> = firsts.collect();
        Self::of(self.graph, self.leaving.clone(), steps as usize, |flow, step| {
            Some(firsts[flow as usize] + step?)
        })
    }

    fn of(
        graph: &'g Supergraph<'p>,
        leaving: Vec<bool>,
        count: usize,
        piece: impl Fn(u32, Option<u32>) -> Option<u32>,
    ) -> Self {
        let mut places = vec![Vec::new(); count];
        let of = (0..graph.count()).map(|place| {
            let piece = match graph.station(place) {
                Station::Node(at) => {
                    let place = graph.program.node(at).place;
                    piece(place.flow?, place.step)?
                }
                Station::Step(flow, step) | Station::InStep(flow, step) => piece(flow, Some(step))?,
                Station::InFlow(flow) => piece(flow, None)?,
                Station::Begin | Station::Anywhere | Station::Finished => return None,
            };
            let places: &mut Vec<u32> = &mut places[piece as usize];
            places.push(place);
            Some((piece, places.len() as u32 - 1))
        });
        let of = of.collect();
        Shared { graph, leaving, places, of }
    }
}

/// How often a way may be taken.
pub(super) fn times(node: &Node, edge: &Edge) -> Option<u32> {
    match &node.op {
        Op::Jump { bound: Some((times, _)), .. } if edge.bounded => Some(*times),
        Op::ForEach { most, .. } if edge.bounded => Some(*most),
        _ => None,
    }
}

/// One piece while it is measured.
struct Measured<'s, 'g, 'p> {
    shared: &'s Shared<'g, 'p>,
    piece: Piece,
    measure: Measure,
    visited: &'s [Option<Bounds>],
    /// The reminders of each step, of the flow, of the top.
    steps: Vec<Reminders>,
    around: [&'s Reminders; 2],
}

/// The bound of a piece; `top` are the reminders of the top.
pub(super) fn bound(
    shared: &Shared<'_, '_>,
    piece: Piece,
    measure: Measure,
    visited: &[Option<Bounds>],
    top: &Reminders,
) -> Bound {
    let graph = shared.graph;
    let written = &graph.program.flows[piece.flow as usize];
    if written.steps.is_empty() {
        return Bound::default();
    }
    let reminders = |handlers| Reminders::of(graph, handlers, measure, visited);
    let own = reminders(&written.handlers);
    let steps = written.steps.iter().map(|step| reminders(&step.handlers)).collect();
    let measured = Measured { shared, piece, measure, visited, steps, around: [&own, top] };
    let (shortest, furthest) = measured.ways();
    let Some((_, entry)) = shared.of[graph.number(Station::Step(piece.flow, piece.first)) as usize] else {
        return Bound::default();
    };
    let out = measured.places().len();
    let shortest = least(&shortest, entry);
    let furthest = longest(&furthest, &[(entry, 0)], Endless::Stops);
    let endless = furthest.endless.iter().copied().min_by_key(|place| (shortest[*place as usize], *place));
    // Where the flow is never left, what it takes until the place without a bound.
    let end = endless.into_iter().chain([out as u32]).max_by_key(|end| furthest.cost[*end as usize]);
    let least = shortest[out].or_else(|| endless.and_then(|place| shortest[place as usize])).unwrap_or(0);
    let most = end.and_then(|end| furthest.cost[end as usize]).unwrap_or(0);
    Bound {
        least,
        most: most.max(least),
        endless: endless.and_then(|place| measured.statement(place)),
        steps: end.map(|end| measured.steps_on(&furthest, end)).unwrap_or_default(),
    }
}

impl Measured<'_, '_, '_> {
    fn places(&self) -> &[u32] {
        &self.shared.places[self.piece.number as usize]
    }

    /// The ways of the piece with what they cost at least and at most. The place behind all others is outside.
    fn ways(&self) -> (Ways, Ways) {
        let out = self.places().len() as u32;
        let mut all = Vec::new();
        let mut each = |place: u32, ways: &mut Vec<Way>, at_most: bool| {
            all.clear();
            if let Some(station) = self.places().get(place as usize) {
                self.ways_from(*station, &mut all);
            }
            ways.extend(
                all.iter().map(|(way, most)| Way { cost: if at_most { *most } else { way.cost }, ..*way }),
            );
        };
        let shortest = Ways::of(out + 1, |place, ways| each(place, ways, false));
        let furthest = Ways::of(out + 1, |place, ways| each(place, ways, true));
        (shortest, furthest)
    }

    /// The ways from a place, each with what it costs at least, and beside it at most.
    fn ways_from(&self, from: u32, ways: &mut Vec<(Way, Cost)>) {
        let graph = self.shared.graph;
        let station = graph.station(from);
        let node = match station {
            Station::Node(at) => Some(graph.program.node(at)),
            _ => None,
        };
        let (stay, reminded) = node.map_or((ENDLESS, 0), |node| self.waits(node));
        let around = Around { visited: self.visited, stay };
        for edge in graph.edges(from).iter().filter(|edge| leading_on(graph, from, edge)) {
            let Some(to) = self.target(edge) else { continue };
            let (least, most) = match node {
                Some(node) => of_way(graph.program, node, edge, self.measure, &around),
                None => self.by_handler(edge),
            };
            let times = node.and_then(|node| times(node, edge));
            ways.push((Way { to, cost: least, times }, most.saturating_add(reminded)));
        }
    }

    /// Where a way of the piece leads; bodies that come back to where they were called are none of it.
    fn target(&self, edge: &Edge) -> Option<u32> {
        let piece = self.shared.of[edge.to as usize];
        let inside = piece.filter(|(piece, _)| *piece == self.piece.number).map(|(_, place)| place);
        match edge.kind {
            EdgeKind::Visits => None,
            EdgeKind::Listens => inside,
            EdgeKind::Covers => inside.filter(|_| self.shared.leaving[edge.to as usize]),
            EdgeKind::Leaves | EdgeKind::Returns(_) => inside.or(Some(self.places().len() as u32)),
        }
    }

    /// What a handler costs: how long the contact waited at most is counted where they wait.
    fn by_handler(&self, edge: &Edge) -> (Cost, Cost) {
        match (self.measure, edge.by) {
            (Measure::Time, By::Time(Some(length))) => (length.max(0) as Cost, 0),
            _ => (0, 0),
        }
    }

    /// How long one can stay at a wait, and what the reminders cost meanwhile.
    fn waits(&self, node: &Node) -> (Cost, Cost) {
        let (tail, sent) = match &node.op {
            Op::Ask(ask) => (&ask.tail, asked_at_most(ask)),
            Op::Wait(wait) => (&wait.tail, 1),
            _ => return (ENDLESS, 0),
        };
        let within = tail.within.map(|limit| limit.bound.0.max(0) as Cost);
        let step = node.place.step.map(|step| &self.steps[step as usize]);
        let places = || step.into_iter().chain(self.around);
        let led_away = places().filter_map(|reminders| reminders.leaves).min();
        let stay = within.unwrap_or(ENDLESS).min(led_away.unwrap_or(ENDLESS));
        // Each answer that does not fit begins a new silence.
        let once = places().map(|reminders| reminders.within(stay)).fold(0, Cost::saturating_add);
        (stay, if once == 0 { 0 } else { once.saturating_mul(sent) })
    }

    fn statement(&self, place: u32) -> Option<NodeIx> {
        let graph = self.shared.graph;
        let entry = |flow: u32, step: u32| graph.program.flows[flow as usize].steps[step as usize].entry;
        match graph.station(*self.places().get(place as usize)?) {
            Station::Node(at) => Some(at),
            Station::Step(flow, step) | Station::InStep(flow, step) => entry(flow, step),
            _ => entry(self.piece.flow, self.piece.first),
        }
    }

    fn steps_on(&self, furthest: &Longest, end: u32) -> Vec<u32> {
        let graph = self.shared.graph;
        let mut steps = Vec::new();
        for (place, _) in furthest.way_to(end) {
            let Some(station) = self.places().get(place as usize) else { continue };
            if let Station::Step(_, step) = graph.station(*station)
                && steps.last() != Some(&step)
            {
                steps.push(step);
            }
        }
        steps
    }
}
