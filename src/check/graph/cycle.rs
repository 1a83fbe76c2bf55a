//! Circles in which nothing waits: they would spin until the budget ends them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Label, Returning, each_exit, entry};
use crate::diagnostic::codes::graph::CYCLE_WITHOUT_WAIT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{NodeIx, Op, Program};

/// Tells every circle of statements without a wait, with one way around it.
pub fn check(program: &Program, sink: &mut Sink) {
    let returning = Returning::at_once(program);
    let at_once = |at: NodeIx| at_once(program, &returning, at);
    let mut graph: DiGraph<NodeIx, ()> = DiGraph::new();
    let places: Vec<_> = (0..program.nodes.len()).map(|at| graph.add_node(NodeIx(at as u32))).collect();
    for (at, from) in places.iter().enumerate() {
        for to in at_once(NodeIx(at as u32)) {
            graph.add_edge(*from, places[to.0 as usize], ());
        }
    }
    // Kosaraju's way keeps its own stack: a long script is no deep recursion.
    let mut circles: Vec<BTreeSet<NodeIx>> = kosaraju_scc(&graph)
        .into_iter()
        .filter(|part| part.len() > 1 || graph.contains_edge(part[0], part[0]))
        .map(|part| part.into_iter().map(|place| graph[place]).collect())
        .collect();
    circles.sort();
    for circle in circles {
        let Some(way) = around(&at_once, &circle) else { continue };
        let arrows: Vec<NodeIx> =
            way.iter().copied().filter(|at| matches!(program.node(*at).op, Op::Jump { .. })).collect();
        let Some((last, others)) = arrows.split_last() else { continue };
        let steps: Vec<String> = way.iter().filter_map(|at| step_name(program, *at)).collect();
        let mut names: Vec<String> = Vec::new();
        for step in steps {
            if names.last() != Some(&step) {
                names.push(step);
            }
        }
        let first = names.first().cloned().unwrap_or_default();
        if names.len() > 1 && names.last() == Some(&first) {
            names.pop();
        }
        names.push(first);
        let message = format!("nothing waits on the way {}", names.join(" -> "));
        let mut found = Diagnostic::new(&CYCLE_WITHOUT_WAIT, program.node(*last).span, message)
            .label("this leads back")
            .help("put a wait on the way, such as an `ask` or a `delay 1h`, or bound the arrow: `at most 3 times else -> …`");
        for at in others {
            found = found.also(program.node(*at).span, "then this way");
        }
        sink.push(found);
    }
}

/// The statements to which one goes on in the same breath.
fn at_once(program: &Program, returning: &Returning, at: NodeIx) -> Vec<NodeIx> {
    let mut to = Vec::new();
    each_exit(program.node(at), &mut |exit| {
        let is_heard = matches!(exit.label, Label::Handler(_));
        if !exit.by.waits() && !is_heard && !exit.bounded && returning.leads_on(&exit) {
            to.extend(entry(program, exit.to));
        }
    });
    to
}

/// A shortest way around from the first statement of a circle back to it.
fn around(at_once: &dyn Fn(NodeIx) -> Vec<NodeIx>, circle: &BTreeSet<NodeIx>) -> Option<Vec<NodeIx>> {
    let first = *circle.first()?;
    let mut from: BTreeMap<NodeIx, NodeIx> = BTreeMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(at) = open.pop_front() {
        for to in at_once(at).into_iter().filter(|to| circle.contains(to)) {
            if to == first {
                let mut way = vec![at];
                let mut back = at;
                while back != first {
                    back = *from.get(&back)?;
                    way.push(back);
                }
                way.reverse();
                return Some(way);
            }
            if to != first && !from.contains_key(&to) {
                from.insert(to, at);
                open.push_back(to);
            }
        }
    }
    None
}

fn step_name(program: &Program, at: NodeIx) -> Option<String> {
    let place = program.node(at).place;
    let flow = program.flows.get(place.flow? as usize)?;
    flow.steps.get(place.step? as usize).map(|step| format!("`{}`", step.name))
}
