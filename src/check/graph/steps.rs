//! The steps of a program and the arrows between them: what pictures show.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, NodeIndex};

use super::exit::{By, Exit, To, body, entry, exits, handlers};
use crate::ir::{Body, NodeIx, Op, Program};
use crate::source::Span;

/// A place of the drawing: where contacts begin, what holds everywhere, a flow's handlers, a step, the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// Where new contacts begin.
    Start,
    /// The handlers at the top.
    Anywhere,
    /// The handlers of a flow.
    Flow(u32),
    /// A step of a flow.
    Step(u32, u32),
    /// The end of a flow.
    End,
}

/// The words of a way behind another: what simply follows keeps those of what led here, a condition adds its own once.
fn words(so_far: &str, next: &str, is_condition: bool) -> String {
    let has_condition = so_far.ends_with("if") || so_far.ends_with("else");
    match (so_far, next) {
        (so_far, "") => so_far.to_owned(),
        ("", next) => next.to_owned(),
        (so_far, _) if is_condition && has_condition => so_far.to_owned(),
        (so_far, next) if is_condition => format!("{so_far}, {next}"),
        (_, next) => next.to_owned(),
    }
}

/// A way between two places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// What must happen; empty for what simply follows.
    pub label: String,
    /// Whether it is a visit, which comes back.
    pub visits: bool,
    /// The arrow.
    pub span: Span,
}

/// The steps of a program and the arrows between them, in the order of the text.
pub fn steps(program: &Program) -> DiGraph<Spot, Way> {
    let mut graph = DiGraph::new();
    let mut places: BTreeMap<Spot, NodeIndex> = BTreeMap::new();
    let mut place = |spot: Spot, graph: &mut DiGraph<Spot, Way>| {
        *places.entry(spot).or_insert_with(|| graph.add_node(spot))
    };
    let start = place(Spot::Start, &mut graph);
    for (at, flow) in program.flows.iter().enumerate() {
        for step in 0..flow.steps.len() {
            let to = place(Spot::Step(at as u32, step as u32), &mut graph);
            if step == 0 && flow.name == program.bot.start {
                graph.add_edge(start, to, Way { label: String::new(), visits: false, span: flow.span });
            }
        }
    }
    let mut roots: Vec<(Spot, Vec<Exit<'_>>)> = Vec::new();
    let mut anywhere = Vec::new();
    handlers(&program.handlers, &mut |exit| anywhere.push(exit));
    roots.push((Spot::Anywhere, anywhere));
    for (at, flow) in program.flows.iter().enumerate() {
        let mut wherever = Vec::new();
        handlers(&flow.handlers, &mut |exit| wherever.push(exit));
        roots.push((Spot::Flow(at as u32), wherever));
        for (step_at, step) in flow.steps.iter().enumerate() {
            let mut exits = vec![body(Body(step.entry), "", By::Itself)];
            handlers(&step.handlers, &mut |exit| exits.push(exit));
            roots.push((Spot::Step(at as u32, step_at as u32), exits));
        }
    }
    for (from, out) in roots {
        let mut seen = BTreeSet::new();
        let mut ways: BTreeSet<(Spot, String, bool)> = BTreeSet::new();
        let mut open: Vec<(NodeIx, String)> = out
            .into_iter()
            .rev()
            .filter_map(|exit| Some((entry(program, exit.to)?, exit.label.to_string())))
            .collect();
        while let Some((at, label)) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            let node = program.node(at);
            let ways_on = exits(node);
            for exit in ways_on.iter().rev() {
                if let To::Next(Some(to)) = exit.to {
                    let is_condition = matches!(node.op, Op::Branch { .. });
                    open.push((to, words(&label, &exit.label.to_string(), is_condition)));
                }
            }
            for exit in ways_on {
                let to = match exit.to {
                    To::Step(flow, step) => Spot::Step(flow, step),
                    To::End => Spot::End,
                    To::Next(_) => continue,
                };
                let visits = matches!(node.op, Op::Visit(_));
                if ways.insert((to, label.clone(), visits)) {
                    let (a, b) = (place(from, &mut graph), place(to, &mut graph));
                    graph.add_edge(a, b, Way { label: label.clone(), visits, span: node.span });
                }
            }
        }
    }
    graph
}
