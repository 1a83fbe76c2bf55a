//! Contacts who can never leave: a way round out of which nothing leads, and on which there is nothing to choose.

use std::cell::LazyCell;
use std::collections::{BTreeMap, VecDeque};

use super::events;
use super::exit::By;
use super::parts::Parts;
use super::supergraph::{Edge, Station, Supergraph};
use super::words::steps_round;
use crate::diagnostic::codes::graph::TRAPPED_CONTACT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op};

/// Tells every way round that a contact comes to and never leaves. A menu that is shown again and again is none of
/// them, nor is what an event of the world outside moves.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let reached = LazyCell::new(|| events::reached(graph));
    let parts = Parts::of(graph.count(), |from, ahead| {
        ahead.extend(on_from(graph, from).map(|edge| edge.to));
    });
    let mut part_of = vec![0; graph.count() as usize];
    for (number, part) in parts.iter().enumerate() {
        part.iter().for_each(|place| part_of[*place as usize] = number);
    }
    // By the parts' numbers: those that lead on to nothing else come first.
    let mut leads_out: Vec<bool> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let (mut goes_round, mut out) = (false, part.contains(&graph.number(Station::Finished)));
        for edge in part.iter().flat_map(|from| on_from(graph, *from)) {
            let to = part_of[edge.to as usize];
            goes_round |= to == number;
            out |= to != number && leads_out[to];
        }
        // Who has come here can go on: a way round is somewhere to be led to, too.
        leads_out.push(out || goes_round);
        if goes_round && !out && is_fixed(graph, part) && reached[part[0] as usize] {
            tell(graph, part.to_vec(), sink);
        }
    }
}

fn on_from<'g>(graph: &'g Supergraph<'_>, from: u32) -> impl Iterator<Item = &'g Edge> {
    graph.edges(from).iter().filter(move |edge| events::leading_on(graph, from, edge))
}

/// Whether nobody chooses anything on the way: it waits for time, or for an answer that leads on whatever it is.
fn is_fixed(graph: &Supergraph<'_>, places: &[u32]) -> bool {
    let mut waits = false;
    let fixed = places.iter().all(|place| match graph.station(*place) {
        Station::Begin | Station::Anywhere | Station::Finished | Station::InFlow(_) | Station::InStep(..) => {
            false
        }
        Station::Step(..) => true,
        Station::Node(at) => {
            let chosen = |edge: &Edge| matches!(edge.by, By::Contact | By::Inbound | By::Person);
            match &graph.program.node(at).op {
                Op::Ask(ask) => {
                    waits = true;
                    ask.message
                        .buttons
                        .iter()
                        .all(|button| !matches!(button.act, crate::ir::ButtonAct::Body(_)))
                }
                Op::Delay(_) => {
                    waits |= on_from(graph, *place).any(|edge| edge.by.waits());
                    !on_from(graph, *place).any(chosen)
                }
                Op::Route(_)
                | Op::Branch { .. }
                | Op::AiReply(_)
                | Op::Visit(_)
                | Op::Handoff(_)
                | Op::Read(_) => false,
                Op::Wait(wait) => By::event(&wait.event) == By::Contact,
                _ => !on_from(graph, *place).any(chosen),
            }
        }
    });
    fixed && waits
}

fn tell(graph: &Supergraph<'_>, mut places: Vec<u32>, sink: &mut Sink) {
    places.sort_unstable();
    let node = |place: u32| graph.node(place);
    let op = |at: NodeIx| &graph.program.node(at).op;
    let first = places
        .iter()
        .copied()
        .find(|place| node(*place).is_some_and(|at| matches!(op(at), Op::Ask(_) | Op::Delay(_))));
    let Some(way) = first.and_then(|first| around(graph, first, &places)) else { return };
    let way: Vec<NodeIx> = way.into_iter().filter_map(node).collect();
    let Some(first) = way.first() else { return };
    let message = format!("a contact never leaves the way {}", steps_round(graph.program, &way));
    let label = match op(*first) {
        Op::Ask(_) => "asked again and again",
        _ => "waits again and again",
    };
    let mut found = Diagnostic::new(&TRAPPED_CONTACT, graph.program.node(*first).span, message).label(label).help(
        "lead out of it: bound an arrow, `at most 3 times else -> end`, give the contact a choice, or put a handler with an arrow there",
    );
    for at in way.iter().filter(|at| matches!(op(**at), Op::Jump { .. })) {
        found = found.also(graph.program.node(*at).span, "this way");
    }
    sink.push(found);
}

/// A shortest way round from a place over places of a circle.
fn around(graph: &Supergraph<'_>, first: u32, places: &[u32]) -> Option<Vec<u32>> {
    let mut from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(at) = open.pop_front() {
        for edge in on_from(graph, at) {
            if edge.to == first {
                let mut way = vec![at];
                while let Some(before) = way.last().filter(|last| **last != first).map(|last| from[last]) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if places.binary_search(&edge.to).is_ok() && !from.contains_key(&edge.to) {
                from.insert(edge.to, at);
                open.push_back(edge.to);
            }
        }
    }
    None
}
