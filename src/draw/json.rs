//! The graph as data, for editors and other programs.

use serde::Serialize;

use super::sketch::{Goal, Kind, Sketch};
use crate::ir::Program;
use crate::source::{SourceMap, Span};

/// Raised when a member changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Graph<'p> {
    version: u32,
    project: &'p str,
    start: Option<&'p str>,
    flows: Vec<Flow<'p>>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

#[derive(Serialize)]
struct Flow<'p> {
    name: &'p str,
    at: At,
}

#[derive(Serialize)]
struct Node {
    id: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    name: String,
    does: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reminds: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    goals: Vec<String>,
    at: At,
}

#[derive(Serialize)]
struct Edge {
    from: String,
    to: String,
    label: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<String>,
    visits: bool,
    at: At,
}

/// A place in a file: as people count, and in bytes.
#[derive(Serialize)]
struct At {
    file: String,
    line: u32,
    column: u32,
    start_byte: u32,
    end_byte: u32,
}

/// The graph as one JSON object; docs/cli.md describes it.
pub fn json(program: &Program, sources: &SourceMap) -> String {
    let sketch = Sketch::of(program);
    let at = |span: Span| {
        let place = sources.place(span);
        At {
            file: sources.get(span.file).map(|source| source.name.clone()).unwrap_or_default(),
            line: place.line,
            column: place.column,
            start_byte: span.start,
            end_byte: span.end,
        }
    };
    let ids: Vec<String> = (0..sketch.spots.len()).map(|spot| id(&sketch, spot)).collect();
    let nodes = sketch.spots.iter().zip(&ids).map(|(spot, id)| Node {
        id: id.clone(),
        kind: match spot.kind {
            Kind::Step(..) => "step",
            Kind::Handler(..) => "handler",
        },
        flow: spot.kind.flow().map(|flow| sketch.flow(flow).to_owned()),
        name: spot.kind.name(&sketch),
        does: spot.story.lines.iter().map(|line| format!("{} {}", line.word, line.text)).collect(),
        reminds: spot.story.reminds.clone(),
        goals: spot.story.goals.clone(),
        at: at(spot.span),
    });
    let nodes = nodes.collect();
    let edges = sketch.ways.iter().map(|way| Edge {
        from: ids[way.from].clone(),
        to: match way.to {
            Goal::Step(flow, step) => format!("{}/{}", sketch.flow(flow), sketch.step(flow, step)),
            Goal::End => "end".to_owned(),
        },
        label: way.label(),
        conditions: way.parts.iter().map(ToString::to_string).collect(),
        visits: way.visits,
        at: at(way.span),
    });
    let graph = Graph {
        version: VERSION,
        project: &program.project,
        start: sketch.start.map(|flow| sketch.flow(flow)),
        flows: program.flows.iter().map(|flow| Flow { name: &flow.name, at: at(flow.span) }).collect(),
        nodes,
        edges: edges.collect(),
    };
    serde_json::to_string_pretty(&graph).expect("a graph is plain data")
}

/// `FLOW/STEP`; a handler is known by its point, which edits elsewhere keep.
fn id(sketch: &Sketch<'_>, spot: usize) -> String {
    match sketch.spots[spot].kind {
        Kind::Step(flow, step) => format!("{}/{}", sketch.flow(flow), sketch.step(flow, step)),
        Kind::Handler(_, handler) => format!("on/{}", handler.point),
    }
}
