//! The ways on that an event or a time may open to a contact who is where the script has led them: all but `/start`,
//! which leads out of everything, and what happens only where a model or an action fails.

use super::exit::By;
use super::supergraph::{Edge, EdgeKind, Station, Supergraph};

/// Whether a way is one of those.
pub fn leading_on(graph: &Supergraph<'_>, from: u32, edge: &Edge) -> bool {
    let is_start = || edge.kind == EdgeKind::Leaves && from == graph.number(Station::Anywhere);
    let is_failure = || edge.by == By::Result && is_listening(graph.station(from));
    !is_start() && !is_failure()
}

/// Whether a place is one at which events are heard.
pub(super) fn is_listening(station: Station) -> bool {
    matches!(station, Station::Anywhere | Station::InFlow(_) | Station::InStep(..))
}

/// The places from which an arrow, or the end of a flow, can be reached: by their numbers.
pub fn leaving(graph: &Supergraph<'_>) -> Vec<bool> {
    let count = graph.count() as usize;
    let mut leaving = vec![false; count];
    let mut open = Vec::new();
    // The ways backwards: how many lead to each place, then from where.
    let mut first = vec![0u32; count + 1];
    let each = |on: &mut dyn FnMut(u32, &Edge)| {
        for from in 0..graph.count() {
            graph
                .edges(from)
                .iter()
                .filter(|edge| leading_on(graph, from, edge))
                .for_each(|edge| on(from, edge));
        }
    };
    each(&mut |from, edge| {
        first[edge.to as usize + 1] += 1;
        let ends = matches!(graph.station(edge.to), Station::Step(..) | Station::Finished);
        let is_arrow = edge.kind == EdgeKind::Leaves && matches!(graph.station(from), Station::Node(_));
        if ends && is_arrow && !leaving[from as usize] {
            leaving[from as usize] = true;
            open.push(from);
        }
    });
    for at in 0..count {
        first[at + 1] += first[at];
    }
    let mut back = vec![0u32; first[count] as usize];
    let mut next = first.clone();
    each(&mut |from, edge| {
        back[next[edge.to as usize] as usize] = from;
        next[edge.to as usize] += 1;
    });
    while let Some(at) = open.pop() {
        let at = at as usize;
        for from in &back[first[at] as usize..first[at + 1] as usize] {
            if !std::mem::replace(&mut leaving[*from as usize], true) {
                open.push(*from);
            }
        }
    }
    leaving
}

/// The places that a contact can come to, by their numbers.
pub fn reached(graph: &Supergraph<'_>) -> Vec<bool> {
    let mut reached = vec![false; graph.count() as usize];
    let mut open = vec![graph.number(Station::Begin), graph.number(Station::Anywhere)];
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at as usize], true) {
            open.extend(graph.edges(at).iter().map(|edge| edge.to));
        }
    }
    reached
}
