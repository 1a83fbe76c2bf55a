//! A self-contained picture: one cluster per flow with stubs between them, links to the script, light and dark.

mod cluster;
mod figure;
mod markup;
mod paint;
mod text;

use std::collections::BTreeMap;

use super::layout::{Point, Size, pack};
use super::sketch::{Goal, Sketch, Way};
use crate::ir::Program;
use crate::source::SourceMap;
use cluster::{Cluster, callers, cluster};
use figure::BODY;
use paint::Painter;
use text::{Font, width};

/// How a picture is wanted.
#[derive(Debug, Clone)]
pub struct Look {
    /// What a place in the script is linked to; `{file}`, `{line}` and `{column}` stand for its own.
    pub link: String,
    /// Only this flow.
    pub flow: Option<u32>,
}

impl Default for Look {
    fn default() -> Self {
        Look { link: "{file}#L{line}".to_owned(), flow: None }
    }
}

const TITLE: Font = Font { size: 20, bold: true };
const MARGIN: i32 = 28;
/// The room above, beside and below what stands in a cluster.
const HEADER: i32 = 44;
const INSET: i32 = 18;
/// The room between clusters.
const GAP: Size = Size { width: 26, height: 26 };
/// The least width of the whole.
const WIDTH_MIN: i32 = 940;

/// Draws a program as SVG.
pub fn svg(program: &Program, sources: &SourceMap, look: &Look) -> String {
    let sketch = Sketch::of(program);
    let clusters = clusters(&sketch, look.flow);
    let sizes: Vec<Size> = clusters.iter().map(|cluster| size(cluster, &sketch)).collect();
    let (whole, places) = arranged(&sizes);
    let name = if program.bot.name.is_empty() { &program.project } else { &program.bot.name };
    let whole = Size {
        width: whole
            .width
            .max(width(name, TITLE))
            .max(width(&counts(program), BODY))
            .max(paint::LEGEND_WIDTH)
            + 2 * MARGIN,
        height: whole.height + 2 * MARGIN + paint::TITLE_HEIGHT + paint::LEGEND_HEIGHT,
    };
    let mut painter = Painter::new(&sketch, sources, look, whole);
    painter.title(name, &counts(program));
    for (cluster, (place, size)) in clusters.iter().zip(places.into_iter().zip(sizes)) {
        painter.cluster(cluster, place, size);
    }
    painter.legend();
    painter.finish()
}

fn counts(program: &Program) -> String {
    let steps: usize = program.flows.iter().map(|flow| flow.steps.len()).sum();
    let many = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", many(program.flows.len(), "flow"), many(steps, "step"))
}

fn size(cluster: &Cluster, sketch: &Sketch<'_>) -> Size {
    let name = paint::cluster_name(cluster, sketch);
    let title = width(&name, paint::CLUSTER) + 170;
    Size {
        width: cluster.plan.size.width.max(title) + 2 * INSET,
        height: cluster.plan.size.height + HEADER + INSET,
    }
}

/// The clusters in their order, in the block that is the best of a few widths: little empty room, and a shape that fits
/// a page.
fn arranged(sizes: &[Size]) -> (Size, Vec<Point>) {
    let area: i64 = sizes.iter().map(|size| i64::from(size.width) * i64::from(size.height)).sum();
    let side = ((area as f64).sqrt() as i32).max(WIDTH_MIN / 2);
    let blocks = (4..=12).map(|fifths| pack(sizes, side / 5 * fifths, GAP));
    let badness = |whole: &Size| {
        let (width, height) = (i64::from(whole.width), i64::from(whole.height).max(1));
        // The farther from 4 to 3, the more room it may seem to take.
        let shape = (width * 300 / height).clamp(1, 4000);
        let farther = if shape > 400 { shape * 100 / 400 } else { 400 * 100 / shape };
        width * height / 100 * (400 + farther)
    };
    blocks.min_by_key(|(whole, _)| badness(whole)).unwrap_or_default()
}

/// The flows in the order in which contacts come to them, the handlers at the top behind those that are reached.
fn clusters(sketch: &Sketch<'_>, only: Option<u32>) -> Vec<Cluster> {
    let mut spots: BTreeMap<Option<u32>, Vec<usize>> = BTreeMap::new();
    for (at, spot) in sketch.spots.iter().enumerate() {
        spots.entry(spot.kind.flow()).or_default().push(at);
    }
    let mut ways: BTreeMap<Option<u32>, Vec<&Way<'_>>> = BTreeMap::new();
    for way in &sketch.ways {
        ways.entry(sketch.spots[way.from].kind.flow()).or_default().push(way);
    }
    let callers = callers(sketch);
    let order = order(sketch, &ways);
    let wanted = order.into_iter().filter(|flow| only.is_none() || *flow == only);
    let of = |flow: Option<u32>| {
        let none = Vec::new();
        let ways = ways.get(&flow).unwrap_or(&none);
        cluster(sketch, flow, spots.get(&flow).map_or(&[], Vec::as_slice), ways, &callers)
    };
    wanted.filter(|flow| spots.contains_key(flow)).map(of).collect()
}

fn order(sketch: &Sketch<'_>, ways: &BTreeMap<Option<u32>, Vec<&Way<'_>>>) -> Vec<Option<u32>> {
    let mut order: Vec<Option<u32>> = Vec::new();
    let mut met = vec![false; sketch.program.flows.len()];
    // First what the start leads to, then what the handlers at the top lead to, then the rest.
    let firsts = sketch.start.map(Some).into_iter().chain([None]);
    for first in firsts.chain((0..met.len() as u32).map(Some)) {
        if first.is_some_and(|flow| met[flow as usize]) {
            continue;
        }
        let mut next = order.len();
        order.push(first);
        if let Some(flow) = first {
            met[flow as usize] = true;
        }
        while let Some(from) = order.get(next).copied() {
            next += 1;
            for way in ways.get(&from).into_iter().flatten() {
                if let Goal::Step(flow, _) = way.to
                    && !std::mem::replace(&mut met[flow as usize], true)
                {
                    order.push(Some(flow));
                }
            }
        }
    }
    order
}
