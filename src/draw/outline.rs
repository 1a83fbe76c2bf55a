//! The coarse form of a sketch that text languages draw: steps, and the handlers of a place as one.

use super::sketch::{Goal, Kind, Sketch};

/// A place of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
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

/// An arrow of the drawing.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// Where it begins.
    pub from: Place,
    /// Where it ends.
    pub to: Place,
    /// What must happen; empty for what simply follows.
    pub label: String,
    /// Whether it is a visit, which comes back.
    pub visits: bool,
}

/// The arrows of a sketch in the order of the text, equal ones once.
pub fn arrows(sketch: &Sketch<'_>) -> Vec<Arrow> {
    let start = sketch.start.filter(|flow| !sketch.program.flows[*flow as usize].steps.is_empty());
    let start = start.map(|flow| Arrow {
        from: Place::Start,
        to: Place::Step(flow, 0),
        label: String::new(),
        visits: false,
    });
    let ways = sketch.ways.iter().map(|way| {
        let (from, event) = match sketch.spots[way.from].kind {
            Kind::Step(flow, step) => (Place::Step(flow, step), None),
            Kind::Handler(None, handler) => (Place::Anywhere, Some(handler)),
            Kind::Handler(Some(flow), handler) => (Place::Flow(flow), Some(handler)),
        };
        let to = match way.to {
            Goal::Step(flow, step) => Place::Step(flow, step),
            Goal::End => Place::End,
        };
        let event = event.map(super::sketch::taken);
        let label: Vec<String> =
            event.into_iter().chain([way.label()]).filter(|words| !words.is_empty()).collect();
        Arrow { from, to, label: label.join(", "), visits: way.visits }
    });
    let mut arrows: Vec<Arrow> = Vec::new();
    let mut told = std::collections::BTreeSet::new();
    for arrow in start.into_iter().chain(ways) {
        if told.insert((arrow.from, arrow.to, arrow.label.clone(), arrow.visits)) {
            arrows.push(arrow);
        }
    }
    arrows
}

/// The places of the arrows that are no steps, each once.
pub fn outside(arrows: &[Arrow]) -> Vec<Place> {
    let ends = arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]);
    let mut places: Vec<Place> = ends.filter(|place| !matches!(place, Place::Step(..))).collect();
    places.sort();
    places.dedup();
    places
}

impl Place {
    /// A name for the language of the drawing.
    pub fn id(self) -> String {
        match self {
            Place::Start => "begin".to_owned(),
            Place::Anywhere => "anywhere".to_owned(),
            Place::Flow(flow) => format!("in{flow}"),
            Place::Step(flow, step) => format!("f{flow}s{step}"),
            Place::End => "finish".to_owned(),
        }
    }

    /// What stands in it.
    pub fn words(self, sketch: &Sketch<'_>) -> String {
        match self {
            Place::Start => "start".to_owned(),
            Place::Anywhere => "anywhere".to_owned(),
            Place::Flow(flow) => format!("anywhere in {}", sketch.flow(flow)),
            Place::Step(flow, step) => sketch.step(flow, step).to_owned(),
            Place::End => "end".to_owned(),
        }
    }
}

/// Long words are cut: a drawing shows where ways lead, the script says when.
pub fn shortened(text: &str) -> String {
    const LETTERS_MAX: usize = 48;
    if text.chars().count() <= LETTERS_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LETTERS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}
