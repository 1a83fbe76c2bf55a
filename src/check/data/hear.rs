//! What may have changed at a place while a contact stood there: by handlers, buttons and branches that come back to it,
//! and by flows that are visited.
//!
//! This is coarse: what a body does counts in whatever order it stands, where the body can come back at all.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::graph::{EdgeKind, Returning, Station, To, each_exit};
use crate::ir::{Choice, NodeIx, Op};

use super::act;
use super::way::Ways;

/// Who changes things for whom. A unit is a place of the graph, or behind all places a flow while it is visited.
#[derive(Debug)]
pub(super) struct Hearing {
    /// What happens at a unit by itself: changes in [`Ways::changes`].
    pub own: Vec<(u32, Range<u32>)>,
    /// What happens at the second happens at the first; where the flag stands, but for locals.
    pub includes: Vec<(u32, u32, bool)>,
    /// How many units there are.
    pub count: u32,
    /// The bodies that come back.
    pub bodies: Vec<Body>,
}

/// A body that covers a place and can come back to it.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// The place at which it is heard.
    pub heard_at: u32,
    /// The place whose statement or handler decides for it.
    pub decided_at: u32,
    /// What decides for it.
    pub choice: Choice,
    /// What is done as it begins, in [`Ways::changes`].
    pub begins: Range<u32>,
    /// Its first statement; `None` for an empty block.
    pub entry: Option<NodeIx>,
    /// The statements from which it can come back.
    pub statements: Vec<NodeIx>,
}

impl Hearing {
    /// Who hears what in a program.
    pub fn of(ways: &mut Ways<'_, '_>) -> Self {
        let graph = ways.graph;
        let program = graph.program;
        let flow_unit = |flow: u32| graph.count() + flow;
        let mut hearing = Hearing {
            own: Vec::new(),
            includes: Vec::new(),
            count: graph.count() + program.flows.len() as u32,
            bodies: Vec::new(),
        };
        let returning = Returning::at_all(program);
        for (at, node) in program.nodes.iter().enumerate() {
            let at = NodeIx(at as u32);
            let number = graph.number(Station::Node(at));
            let heard_at = graph.heard_at(node.place);
            let mut covers = Vec::new();
            each_exit(node, &mut |exit| {
                if let (true, To::Next(entry)) = (exit.covers, exit.to) {
                    covers.push((exit.choice, entry));
                }
            });
            for (choice, entry) in covers {
                let at = if let Choice::Button(_) = choice { heard_at } else { number };
                hearing.body(ways, &returning, (at, number), choice, entry);
            }
            if let Some(flow) = node.place.flow {
                hearing.own.push((flow_unit(flow), ways.of_statement[at.0 as usize].clone()));
                if let Op::Visit(visit) = &node.op {
                    hearing.includes.push((flow_unit(flow), flow_unit(visit.flow), true));
                }
            }
            if stands(&node.op) {
                hearing.includes.push((number, heard_at, false));
            }
        }
        for number in 0..graph.count() {
            let station = graph.station(number);
            if matches!(station, Station::Node(_)) {
                continue;
            }
            for handler in act::handlers(program, station) {
                hearing.body(
                    ways,
                    &returning,
                    (number, number),
                    Choice::Handler(handler.point),
                    handler.body,
                );
            }
            for edge in graph.edges(number).iter().filter(|edge| edge.kind == EdgeKind::Listens) {
                let crosses = ways.flow(number) != ways.flow(edge.to);
                hearing.includes.push((number, edge.to, crosses));
            }
            if let Station::InFlow(flow) = station {
                hearing.includes.push((flow_unit(flow), number, true));
            }
        }
        hearing.own.retain(|(_, changes)| !changes.is_empty());
        hearing
    }

    fn body(
        &mut self,
        ways: &mut Ways<'_, '_>,
        returning: &Returning,
        (heard_at, decided_at): (u32, u32),
        choice: Choice,
        entry: Option<NodeIx>,
    ) {
        if ways.acts.drops_all(choice) {
            return;
        }
        let begins = ways.decided(decided_at, choice);
        let statements = match entry {
            None => BTreeSet::new(),
            Some(entry) => coming_back(ways, returning, entry),
        };
        if entry.is_some() && statements.is_empty() {
            return;
        }
        let graph = ways.graph;
        self.own.push((heard_at, begins.clone()));
        for at in &statements {
            self.own.push((heard_at, ways.of_statement[at.0 as usize].clone()));
            if let Op::Visit(visit) = &graph.program.node(*at).op {
                self.includes.push((heard_at, graph.count() + visit.flow, true));
            }
        }
        let statements = statements.into_iter().collect();
        self.bodies.push(Body { heard_at, decided_at, choice, begins, entry, statements });
    }
}

/// Whether a contact stays at a statement for something that may take time.
pub(super) fn stands(op: &Op) -> bool {
    crate::check::graph::is_wait(op) || matches!(op, Op::Visit(_))
}

/// The statements of a body from which its end can be reached, those of bodies inside it among them.
fn coming_back(ways: &Ways<'_, '_>, returning: &Returning, entry: NodeIx) -> BTreeSet<NodeIx> {
    let program = ways.graph.program;
    let mut seen = BTreeSet::new();
    let mut leads: Vec<(NodeIx, NodeIx)> = Vec::new();
    let mut ends = Vec::new();
    let mut open = vec![entry];
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        each_exit(program.node(at), &mut |exit| match exit.to {
            To::Next(Some(to)) if returning.leads_on(&exit) => {
                leads.push((to, at));
                open.push(to);
            }
            To::Next(None) if !exit.covers && returning.leads_on(&exit) => ends.push(at),
            _ => {}
        });
    }
    leads.sort();
    let mut back = BTreeSet::new();
    while let Some(at) = ends.pop() {
        if back.insert(at) {
            let from = leads.partition_point(|(to, _)| *to < at);
            ends.extend(leads[from..].iter().take_while(|(to, _)| *to == at).map(|(_, from)| *from));
        }
    }
    back
}
