//! The graph in Graphviz' language.

use super::outline::{Place, arrows, outside, shortened};
use super::sketch::Sketch;
use crate::ir::Program;

/// The graph in Graphviz' language: a cluster per flow, a box per step, a labelled arrow per way, dashed for a visit.
pub fn dot(program: &Program) -> String {
    let sketch = Sketch::of(program);
    let arrows = arrows(&sketch);
    let mut text = format!("digraph \"{}\" {{\n", escaped(&program.project));
    text.push_str("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (at, flow) in program.flows.iter().enumerate() {
        text.push_str(&format!("  subgraph cluster_{at} {{\n    label=\"{}\";\n", escaped(&flow.name)));
        for (place, step) in flow.steps.iter().enumerate() {
            let id = Place::Step(at as u32, place as u32).id();
            text.push_str(&format!("    {id} [label=\"{}\"];\n", escaped(&step.name)));
        }
        text.push_str("  }\n");
    }
    for place in outside(&arrows) {
        let shape = match place {
            Place::Start => "circle",
            Place::End => "doublecircle",
            _ => "ellipse",
        };
        let words = escaped(&place.words(&sketch));
        text.push_str(&format!("  {} [label=\"{words}\", shape={shape}];\n", place.id()));
    }
    for arrow in &arrows {
        let label = (!arrow.label.is_empty()).then(|| format!("label=\"{}\"", escaped(&arrow.label)));
        let style = arrow.visits.then(|| "style=dashed".to_owned());
        let looks: Vec<String> = label.into_iter().chain(style).collect();
        let looks = if looks.is_empty() { String::new() } else { format!(" [{}]", looks.join(", ")) };
        text.push_str(&format!("  {} -> {}{looks};\n", arrow.from.id(), arrow.to.id()));
    }
    text.push_str("}\n");
    text
}

fn escaped(text: &str) -> String {
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
