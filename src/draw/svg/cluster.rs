//! One flow's picture: its figures and the arrows between them.

use std::collections::BTreeMap;

use super::super::layout::{Arrow, Chart, Plan, lay, spans};
use super::super::sketch::{Goal, Kind, Sketch, Way};
use super::figure::{Figure, Stub, Words, card, label, label_size, stub_words};

/// An arrow that would pass more steps than this ends in a stub: it could not be followed.
const SPAN_MAX: i32 = 5;

/// Where more arrows than this come back to a step from further down than the next one, they all end in stubs.
const BACK_MAX: usize = 2;

/// The same for arrows that come down.
const DOWN_MAX: usize = 5;

/// A place with more stubs than this has them in rows.
const STUBS_MAX: usize = 2;

/// About how wide the parts of one flow that are not connected may get side by side.
const WIDTH: i32 = 900;

/// One flow's picture, or that of the handlers at the top.
#[derive(Debug)]
pub struct Cluster {
    /// The flow; `None` is the top.
    pub flow: Option<u32>,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Its arrows.
    pub lines: Vec<Line>,
    /// The places of the figures and the ways of the arrows.
    pub plan: Plan,
}

/// An arrow between two figures.
#[derive(Debug)]
pub struct Line {
    /// The figure from which it leads.
    pub from: usize,
    /// The figure to which it leads.
    pub to: usize,
    /// What is written on it.
    pub label: Vec<Words>,
    /// Whether it is a visit.
    pub visits: bool,
}

/// Whence each step is reached: `Some(None)` is the top.
pub type Callers = BTreeMap<(u32, u32), Vec<Option<u32>>>;

/// The flows that lead to each step of another one.
pub fn callers(sketch: &Sketch<'_>) -> Callers {
    let mut callers = Callers::new();
    for way in &sketch.ways {
        let Goal::Step(flow, step) = way.to else { continue };
        let from = sketch.spots[way.from].kind.flow();
        let known = callers.entry((flow, step)).or_default();
        if from != Some(flow) && !known.contains(&from) {
            known.push(from);
        }
    }
    callers
}

/// All ways from one place to another, drawn as one.
struct Bundle<'s, 'p> {
    from: usize,
    to: Goal,
    visits: bool,
    ways: Vec<&'s Way<'p>>,
}

/// The picture of a flow, or of the top. `ways` are those that begin there.
pub fn cluster<'s, 'p>(
    sketch: &'s Sketch<'p>,
    flow: Option<u32>,
    spots: &[usize],
    ways: &[&'s Way<'p>],
    callers: &Callers,
) -> Cluster {
    let mut figures: Vec<Figure> = Vec::new();
    let mut figure_of = BTreeMap::new();
    let mut step_figure = BTreeMap::new();
    for spot in spots {
        figure_of.insert(*spot, figures.len());
        if let Kind::Step(_, step) = sketch.spots[*spot].kind {
            step_figure.insert(step, figures.len());
        }
        figures.push(Figure::Card(card(sketch, *spot)));
    }
    let own = |to: Goal| match to {
        Goal::Step(to, step) if Some(to) == flow => step_figure.get(&step).copied(),
        _ => None,
    };
    let bundles = bundles(ways);
    let mut leaving: BTreeMap<usize, usize> = BTreeMap::new();
    for bundle in &bundles {
        *leaving.entry(bundle.from).or_default() += 1;
    }
    let (mut inner, mut outer): (Vec<Bundle>, Vec<Bundle>) =
        bundles.into_iter().partition(|bundle| own(bundle.to).is_some());
    let mut lines: Vec<Line> = inner
        .iter()
        .map(|bundle| Line {
            from: figure_of[&bundle.from],
            to: own(bundle.to).unwrap_or_default(),
            label: label(&bundle.ways, leaving[&bundle.from] > 1),
            visits: bundle.visits,
        })
        .collect();
    // Where a long arrow is left out, others may become shorter or longer.
    while let long = too_long(&figures, &lines, sketch)
        && long.contains(&true)
    {
        let mut at = long.iter();
        lines.retain(|_| at.next() == Some(&false));
        let (kept, cut): (Vec<_>, Vec<_>) = inner.into_iter().zip(long).partition(|(_, long)| !long);
        inner = kept.into_iter().map(|(bundle, _)| bundle).collect();
        outer.extend(cut.into_iter().map(|(bundle, _)| bundle));
    }
    stubs(sketch, flow, outer, &leaving, &figure_of, &mut figures, &mut lines);
    if let Some(flow) = flow {
        sources(sketch, flow, callers, &step_figure, &mut figures, &mut lines);
    }
    let plan = lay(&chart(&figures, &lines, sketch), WIDTH);
    Cluster { flow, figures, lines, plan }
}

/// The ways of each place by where they lead, in the order of the text.
fn bundles<'s, 'p>(ways: &[&'s Way<'p>]) -> Vec<Bundle<'s, 'p>> {
    let mut bundles: Vec<Bundle<'s, 'p>> = Vec::new();
    let mut known: BTreeMap<(usize, Goal, bool), usize> = BTreeMap::new();
    for way in ways {
        let at = *known.entry((way.from, way.to, way.visits)).or_insert(bundles.len());
        if at == bundles.len() {
            bundles.push(Bundle { from: way.from, to: way.to, visits: way.visits, ways: Vec::new() });
        }
        bundles[at].ways.push(way);
    }
    bundles
}

fn chart(figures: &[Figure], lines: &[Line], sketch: &Sketch<'_>) -> Chart {
    let arrows = lines.iter();
    Chart {
        boxes: figures.iter().map(|figure| figure.size(sketch)).collect(),
        arrows: arrows
            .map(|line| Arrow { from: line.from, to: line.to, label: label_size(&line.label) })
            .collect(),
    }
}

/// The arrows that had better end in a stub: those that are too long, and long ones to a step that has many.
fn too_long(figures: &[Figure], lines: &[Line], sketch: &Sketch<'_>) -> Vec<bool> {
    let spans = spans(&chart(figures, lines, sketch));
    let mut long: BTreeMap<(usize, bool), usize> = BTreeMap::new();
    for (line, span) in lines.iter().zip(&spans).filter(|(_, span)| span.abs() > 1) {
        *long.entry((line.to, *span < 0)).or_default() += 1;
    }
    let crowded = |line: &Line, span: i32| {
        let most = if span < 0 { BACK_MAX } else { DOWN_MAX };
        span.abs() > 1 && long.get(&(line.to, span < 0)).is_some_and(|count| *count > most)
    };
    lines.iter().zip(spans).map(|(line, span)| span.abs() > SPAN_MAX || crowded(line, span)).collect()
}

/// Adds the stubs of ways that lead away, and the arrows to them.
fn stubs(
    sketch: &Sketch<'_>,
    flow: Option<u32>,
    outer: Vec<Bundle<'_, '_>>,
    leaving: &BTreeMap<usize, usize>,
    figure_of: &BTreeMap<usize, usize>,
    figures: &mut Vec<Figure>,
    lines: &mut Vec<Line>,
) {
    let mut by_spot: BTreeMap<usize, Vec<Bundle<'_, '_>>> = BTreeMap::new();
    for bundle in outer {
        by_spot.entry(bundle.from).or_default().push(bundle);
    }
    for (spot, bundles) in by_spot {
        let from = figure_of[&spot];
        let in_rows = bundles.len() > STUBS_MAX;
        let another = leaving.get(&spot).is_some_and(|count| *count > 1);
        let stubs = bundles.into_iter().map(|bundle| Stub {
            to: bundle.to,
            visits: bundle.visits,
            words: stub_words(sketch, flow, bundle.to, bundle.visits),
            label: label(&bundle.ways, another),
        });
        let stubs: Vec<Stub> = stubs.collect();
        if in_rows {
            lines.push(Line { from, to: figures.len(), label: Vec::new(), visits: false });
            figures.push(Figure::Stubs(stubs));
            continue;
        }
        for mut stub in stubs {
            let label = std::mem::take(&mut stub.label);
            lines.push(Line { from, to: figures.len(), label, visits: stub.visits });
            figures.push(Figure::Stubs(vec![stub]));
        }
    }
}

/// Adds where contacts come from, above the steps at which they come in.
fn sources(
    sketch: &Sketch<'_>,
    flow: u32,
    callers: &Callers,
    step_figure: &BTreeMap<u32, usize>,
    figures: &mut Vec<Figure>,
    lines: &mut Vec<Line>,
) {
    for (step, to) in step_figure {
        let starts = *step == 0 && sketch.start == Some(flow);
        let from = callers.get(&(flow, *step)).cloned().unwrap_or_default();
        if starts || !from.is_empty() {
            lines.push(Line { from: figures.len(), to: *to, label: Vec::new(), visits: false });
            figures.push(Figure::Sources { starts, from });
        }
    }
}
