//! Visits: what they save, and flows that visit themselves.

use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::scope::Scope;
use super::statement::Here;
use super::tail::{self, Word};
use super::ty::{self, Ty, goes_into};
use crate::diagnostic::codes::graph::VISIT_RECURSION;
use crate::diagnostic::codes::people::PRIVATE_LEAK;
use crate::diagnostic::codes::types::{NOTHING_TO_SAVE, WRONG_TYPE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Op, Program};
use crate::source::Span;
use crate::syntax::ast::{Name, Visit};

/// A visit.
pub fn check(here: &Here<'_, '_>, visit: &Visit, sink: &mut Sink) {
    let flow = visit.flow.as_ref().and_then(|path| {
        let flow = here.scope.flow_at(path, sink)?;
        here.scope.flow_args(flow, visit.args.as_ref(), path.span, sink);
        Some(flow)
    });
    tail::words(&visit.tail, &[Word::Save, Word::Within, Word::Else], "visit", sink);
    if let Some(name) = &visit.tail.save {
        save(&here.scope, flow, name, sink);
    }
    tail::bodies(here, &visit.tail, sink);
}

/// What the flow gives must fit where it is saved.
fn save(scope: &Scope<'_, '_>, flow: Option<usize>, name: &Name, sink: &mut Sink) {
    let slot = scope.slot(name, sink);
    let Some(flow) = flow.map(|flow| &scope.names.flows[flow]) else { return };
    let Some(given) = &flow.gives else {
        let message = format!("flow `{}` gives no value", flow.name);
        sink.push(
            Diagnostic::new(&NOTHING_TO_SAVE, name.span, message)
                .help("end the flow with one, `end with VALUE`, or leave `save` out"),
        );
        return;
    };
    let Some(slot) = slot else { return };
    if let Ty::Of(ty) = &given.ty
        && !goes_into(ty, &slot.ty)
    {
        let (given_words, wanted) = (ty::words(ty), ty::words(&slot.ty));
        let message = format!("flow `{}` gives {given_words}, and `{}` is {wanted}", flow.name, name.text);
        sink.push(Diagnostic::new(&WRONG_TYPE, name.span, message).also(given.span, "it is given here"));
    }
    let keeps = scope.field(&name.text).is_some_and(|field| field.private);
    if given.private && !keeps {
        let message = format!("`{}` is not private, and a private field would get into it", name.text);
        sink.push(
            Diagnostic::new(&PRIVATE_LEAK, name.span, message)
                .also(given.span, "it is given here")
                .help("declare it as a field that is `private` too"),
        );
    }
}

/// Tells flows that visit themselves, with every visit of the circle. Whether there is one.
pub fn recursion(program: &Program, sink: &mut Sink) -> bool {
    let mut graph: DiGraph<u32, Span> = DiGraph::new();
    let flows: Vec<NodeIndex> = (0..program.flows.len()).map(|at| graph.add_node(at as u32)).collect();
    for node in &program.nodes {
        if let (Op::Visit(visit), Some(from)) = (&node.op, node.place.flow) {
            let head = Span { end: node.span.start + "visit".len() as u32, ..node.span };
            graph.add_edge(flows[from as usize], flows[visit.flow as usize], head);
        }
    }
    let mut circles: Vec<Vec<NodeIndex>> = kosaraju_scc(&graph)
        .into_iter()
        .filter(|part| part.len() > 1 || graph.contains_edge(part[0], part[0]))
        .collect();
    circles.iter_mut().for_each(|circle| circle.sort());
    circles.sort();
    for circle in &circles {
        let inside: BTreeSet<NodeIndex> = circle.iter().copied().collect();
        let mut visits: Vec<Span> = graph
            .edge_indices()
            .filter(|edge| {
                let ends = graph.edge_endpoints(*edge);
                ends.is_some_and(|(from, to)| inside.contains(&from) && inside.contains(&to))
            })
            .map(|edge| graph[edge])
            .collect();
        visits.sort();
        let Some((last, others)) = visits.split_last() else { continue };
        let name = |at: &NodeIndex| format!("`{}`", program.flows[graph[*at] as usize].name);
        let message = match circle.as_slice() {
            [flow] => format!("flow {} visits itself", name(flow)),
            flows => {
                let names: Vec<String> = flows.iter().map(name).collect();
                format!("the flows {} visit each other", names.join(", "))
            }
        };
        let mut found = Diagnostic::new(&VISIT_RECURSION, *last, message).label("this leads back").help(
            "begin it again with an arrow, `-> flow NAME`, or let the visited flow come back with `-> end`",
        );
        for other in others {
            found = found.also(*other, "then this way");
        }
        sink.push(found);
    }
    !circles.is_empty()
}
