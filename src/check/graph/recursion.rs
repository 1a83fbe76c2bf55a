//! Flows that visit themselves, at once or through others.

use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::diagnostic::codes::graph::VISIT_RECURSION;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Op, Program};
use crate::source::Span;

/// Tells flows that visit themselves, with every visit of the circle. Whether there is one.
pub fn check(program: &Program, sink: &mut Sink) -> bool {
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
