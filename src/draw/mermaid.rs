//! The graph in Mermaid's language, for Markdown.

use super::outline::{Place, arrows, outside, shortened};
use super::sketch::Sketch;
use crate::ir::Program;

/// The graph in Mermaid's language: a box per step in one per flow, a labelled arrow per way, dotted for a visit.
pub fn mermaid(program: &Program) -> String {
    let sketch = Sketch::of(program);
    let arrows = arrows(&sketch);
    let mut text = String::from("flowchart LR\n");
    for (at, flow) in program.flows.iter().enumerate() {
        text.push_str(&format!("  subgraph f{at}[\"{}\"]\n", escaped(&flow.name)));
        for (place, step) in flow.steps.iter().enumerate() {
            let id = Place::Step(at as u32, place as u32).id();
            text.push_str(&format!("    {id}[\"{}\"]\n", escaped(&step.name)));
        }
        text.push_str("  end\n");
    }
    for place in outside(&arrows) {
        text.push_str(&format!("  {}([\"{}\"])\n", place.id(), escaped(&place.words(&sketch))));
    }
    for arrow in &arrows {
        let label = match arrow.label.as_str() {
            "" => String::new(),
            label => format!("|\"{}\"|", escaped(label)),
        };
        let line = if arrow.visits { "-.->" } else { "-->" };
        text.push_str(&format!("  {} {line}{label} {}\n", arrow.from.id(), arrow.to.id()));
    }
    text
}

fn escaped(text: &str) -> String {
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
