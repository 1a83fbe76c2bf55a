//! Reminders: what `on silence` sends while a contact waits and does not answer.

use std::collections::{BTreeMap, VecDeque};

use super::super::longest::{Cost, Endless, Way, Ways, longest};
use super::super::timers::leads_away;
use super::cost::{Around, of_way};
use super::{Bounds, Measure};
use crate::check::graph::{By, Edge, EdgeKind, Station, Supergraph};
use crate::ir::{Choice, EventPattern, Handler, NodeIx};

/// The reminders of one place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reminders {
    /// After how long, how often, and what one of them costs.
    each: Vec<(Cost, Cost, Cost)>,
    /// When a contact who stays silent is led away.
    pub leaves: Option<Cost>,
}

impl Reminders {
    /// Those of these handlers.
    pub fn of(
        graph: &Supergraph<'_>,
        handlers: &[Handler],
        measure: Measure,
        visited: &[Option<Bounds>],
    ) -> Self {
        let mut found = Reminders::default();
        for handler in handlers {
            let EventPattern::Silence { after, times } = handler.event else { continue };
            let after = after.0.max(1) as Cost;
            if leads_away(graph.program, handler) {
                if handler.guard.is_none() {
                    found.leaves = Some(found.leaves.map_or(after, |leaves| leaves.min(after)));
                }
                continue;
            }
            let cost = handler.body.map_or(0, |body| most_of_block(graph, body, measure, visited));
            if cost > 0 {
                found.each.push((after, Cost::from(times.max(1)), cost));
            }
        }
        found
    }

    /// What they cost at most in a silence that lasts so long.
    pub fn within(&self, stay: Cost) -> Cost {
        let cost =
            |(after, times, cost): &(Cost, Cost, Cost)| cost.saturating_mul((*times).min(stay / after));
        self.each.iter().map(cost).fold(0, Cost::saturating_add)
    }
}

/// What a block costs at most.
fn most_of_block(graph: &Supergraph<'_>, body: NodeIx, measure: Measure, visited: &[Option<Bounds>]) -> Cost {
    let first = graph.number(Station::Node(body));
    let mut places = vec![first];
    let mut index = BTreeMap::from([(first, 0)]);
    let mut open = VecDeque::from([first]);
    let follows = |edge: &&Edge| {
        let stays = matches!(edge.kind, EdgeKind::Leaves | EdgeKind::Returns(_));
        stays && matches!(graph.station(edge.to), Station::Node(_))
    };
    while let Some(place) = open.pop_front() {
        for edge in graph.edges(place).iter().filter(follows) {
            index.entry(edge.to).or_insert_with(|| {
                places.push(edge.to);
                open.push_back(edge.to);
                places.len() as u32 - 1
            });
        }
    }
    let end = places.len() as u32;
    let around = Around { visited, stay: 0 };
    let ways = Ways::of(end + 1, |at, ways| {
        let Some(Station::Node(node)) = places.get(at as usize).map(|place| graph.station(*place)) else {
            return;
        };
        let node = graph.program.node(node);
        let mut way = |edge: &Edge, to| {
            let (_, cost) = of_way(graph.program, node, edge, measure, &around);
            ways.push(Way { to, cost, times: super::flow::times(node, edge) });
        };
        for edge in graph.edges(places[at as usize]).iter().filter(follows) {
            way(edge, index[&edge.to]);
        }
        way(
            &Edge { to: end, by: By::Itself, kind: EdgeKind::Leaves, bounded: false, choice: Choice::Next },
            end,
        );
    });
    longest(&ways, &[(0, 0)], Endless::Spreads).cost[end as usize].unwrap_or(0)
}
