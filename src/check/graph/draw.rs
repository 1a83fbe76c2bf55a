//! A program's graph as text for Graphviz and Mermaid. The order is the text's, so a drawing changes only where the
//! program does.

use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;

use super::steps::{Spot, Way, steps};
use crate::ir::Program;

/// The graph in Graphviz' language: a cluster per flow, a box per step, a labelled arrow per way, dashed for a visit.
pub fn dot(program: &Program) -> String {
    let graph = steps(program);
    let mut text = format!("digraph \"{}\" {{\n", dot_text(&program.project));
    text.push_str("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (at, flow) in program.flows.iter().enumerate() {
        text.push_str(&format!("  subgraph cluster_{at} {{\n    label=\"{}\";\n", dot_text(&flow.name)));
        for (place, step) in flow.steps.iter().enumerate() {
            let id = id(Spot::Step(at as u32, place as u32));
            text.push_str(&format!("    {id} [label=\"{}\"];\n", dot_text(&step.name)));
        }
        text.push_str("  }\n");
    }
    for spot in graph.node_weights() {
        if let Some((label, shape)) = outside(program, *spot) {
            text.push_str(&format!("  {} [label=\"{}\", shape={shape}];\n", id(*spot), dot_text(&label)));
        }
    }
    for (from, to, way) in ways(&graph) {
        let label = (!way.label.is_empty()).then(|| format!("label=\"{}\"", dot_text(&way.label)));
        let style = way.visits.then(|| "style=dashed".to_owned());
        let looks: Vec<String> = label.into_iter().chain(style).collect();
        let looks = if looks.is_empty() { String::new() } else { format!(" [{}]", looks.join(", ")) };
        text.push_str(&format!("  {} -> {}{looks};\n", id(from), id(to)));
    }
    text.push_str("}\n");
    text
}

/// The graph in Mermaid's language, for Markdown.
pub fn mermaid(program: &Program) -> String {
    let graph = steps(program);
    let mut text = String::from("flowchart LR\n");
    for (at, flow) in program.flows.iter().enumerate() {
        text.push_str(&format!("  subgraph f{at}[\"{}\"]\n", mermaid_text(&flow.name)));
        for (place, step) in flow.steps.iter().enumerate() {
            let id = id(Spot::Step(at as u32, place as u32));
            text.push_str(&format!("    {id}[\"{}\"]\n", mermaid_text(&step.name)));
        }
        text.push_str("  end\n");
    }
    for spot in graph.node_weights() {
        if let Some((label, _)) = outside(program, *spot) {
            text.push_str(&format!("  {}([\"{}\"])\n", id(*spot), mermaid_text(&label)));
        }
    }
    for (from, to, way) in ways(&graph) {
        let label =
            if way.label.is_empty() { String::new() } else { format!("|\"{}\"|", mermaid_text(&way.label)) };
        let arrow = if way.visits { "-.->" } else { "-->" };
        text.push_str(&format!("  {} {arrow}{label} {}\n", id(from), id(to)));
    }
    text
}

/// The ways in the order in which they were found, which is the text's.
fn ways(graph: &DiGraph<Spot, Way>) -> impl Iterator<Item = (Spot, Spot, &Way)> {
    graph.edge_references().map(|edge| (graph[edge.source()], graph[edge.target()], edge.weight()))
}

fn id(spot: Spot) -> String {
    match spot {
        Spot::Start => "begin".to_owned(),
        Spot::Anywhere => "anywhere".to_owned(),
        Spot::Flow(flow) => format!("in{flow}"),
        Spot::Step(flow, step) => format!("f{flow}s{step}"),
        Spot::End => "finish".to_owned(),
    }
}

/// The words and shape of a place that is no step.
fn outside(program: &Program, spot: Spot) -> Option<(String, &'static str)> {
    Some(match spot {
        Spot::Start => ("start".to_owned(), "circle"),
        Spot::Anywhere => ("anywhere".to_owned(), "ellipse"),
        Spot::Flow(flow) => {
            let name = program.flows.get(flow as usize).map_or("", |flow| flow.name.as_str());
            (format!("anywhere in {name}"), "ellipse")
        }
        Spot::End => ("end".to_owned(), "doublecircle"),
        Spot::Step(..) => return None,
    })
}

fn dot_text(text: &str) -> String {
    let mut escaped = String::new();
    for letter in shortened(text).chars() {
        match letter {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn mermaid_text(text: &str) -> String {
    let mut escaped = String::new();
    for letter in shortened(text).chars() {
        match letter {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '`' => escaped.push_str("#96;"),
            '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Long words of a route are cut: a drawing shows where ways lead, the script says when.
fn shortened(text: &str) -> String {
    const LETTERS_MAX: usize = 48;
    if text.chars().count() <= LETTERS_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LETTERS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}
