//! How far down everything stands, and the ways of arrows.

use super::layers::{BOX_GAP, Layers, Slot};
use super::{Chart, LOOP, Plan, Point, Route, Size, Tip};

/// The least room between two layers, and how much of it the widest bend between them wants.
const GAP_MIN: i32 = 16;
const GAP_MAX: i32 = 58;
const GAP_PER_BEND: i32 = 9;

/// The room between two arrows at a box, and between an arrow and the box's corner.
const PORT_GAP: i32 = 22;
const CORNER: i32 = 14;

/// The places of a chart in layers whose slots have their centres.
pub fn plan(chart: &Chart, layers: &Layers, centres: &[i32]) -> Plan {
    let ports = Ports::of(chart, layers, centres);
    let heights = heights(chart, layers);
    let tops = tops(layers, &heights, &ports);
    let bottom = |slot: usize| tops[layers.layer[slot]] + heights[layers.layer[slot]];
    let boxes: Vec<Point> = chart
        .boxes
        .iter()
        .zip(&layers.boxes)
        .map(|(_, slot)| Point { x: left(layers, centres, *slot), y: tops[layers.layer[*slot]] })
        .collect();
    let routes = chart.arrows.iter().enumerate().map(|(at, arrow)| {
        if arrow.from == arrow.to {
            return around(boxes[arrow.from], chart.boxes[arrow.from], arrow.label);
        }
        let pass = &layers.passes[at];
        let mut points = Vec::with_capacity(2 * pass.len());
        let mut label = None;
        for (nth, slot) in pass.iter().enumerate() {
            let top = tops[layers.layer[*slot]];
            match layers.slots[*slot] {
                Slot::Box(own) if nth == 0 => {
                    let x = ports.below[at];
                    points.push(Point { x, y: top + chart.boxes[own].height });
                    points.push(Point { x, y: bottom(*slot) });
                }
                Slot::Box(_) => points.push(Point { x: ports.above[at], y: top }),
                slot_kind => {
                    let x = centres[*slot];
                    if let Slot::Label(_) = slot_kind {
                        label = Some(Point { x, y: (top + bottom(*slot)) / 2 });
                    }
                    points.push(Point { x, y: top });
                    points.push(Point { x, y: bottom(*slot) });
                }
            }
        }
        points.dedup();
        let tip = if layers.leads_up[at] { Tip::Up } else { Tip::Down };
        if tip == Tip::Up {
            points.reverse();
        }
        Route { points, label, tip }
    });
    let routes: Vec<Route> = routes.collect();
    let right = layers.width.iter().zip(centres).map(|(width, centre)| centre + width / 2).max().unwrap_or(0);
    let end = tops.iter().zip(&heights).map(|(top, height)| top + height).max().unwrap_or(0);
    Plan { size: Size { width: right, height: end }, boxes, routes }
}

/// The left edge of a box: what its loops take is at its right.
fn left(layers: &Layers, centres: &[i32], slot: usize) -> i32 {
    centres[slot] - layers.width[slot] / 2 + BOX_GAP / 2
}

/// An arrow from a box to itself.
fn around(at: Point, size: Size, label: Option<Size>) -> Route {
    let x = at.x + size.width;
    let (from, to) = (at.y + size.height * 3 / 4, at.y + size.height / 4);
    let points = vec![
        Point { x, y: from },
        Point { x: x + LOOP - 8, y: from },
        Point { x: x + LOOP - 8, y: to },
        Point { x, y: to },
    ];
    let label = label.map(|label| Point { x: x + LOOP - 4 + label.width / 2, y: at.y + size.height / 2 });
    Route { points, label, tip: Tip::Left }
}

/// How high each layer is.
fn heights(chart: &Chart, layers: &Layers) -> Vec<i32> {
    let mut heights = vec![0; layers.layer.iter().max().map_or(0, |last| last + 1)];
    for (slot, layer) in layers.slots.iter().zip(&layers.layer) {
        let height = match slot {
            Slot::Box(at) => chart.boxes[*at].height,
            Slot::Label(at) => chart.arrows[*at].label.map_or(0, |label| label.height),
            Slot::Lane(_) | Slot::Anchor => 0,
        };
        heights[*layer] = heights[*layer].max(height);
    }
    heights
}

/// How far down each layer begins: the further an arrow goes across, the more room it has for its bend.
fn tops(layers: &Layers, heights: &[i32], ports: &Ports) -> Vec<i32> {
    let mut bends = vec![0; heights.len()];
    for (at, pass) in layers.passes.iter().enumerate() {
        for pair in pass.windows(2) {
            let bend = (ports.x(layers, at, pair[0], true) - ports.x(layers, at, pair[1], false)).abs();
            let layer = layers.layer[pair[1]];
            bends[layer] = bends[layer].max(bend);
        }
    }
    let first = layers.layer.iter().zip(&layers.slots).find(|(_, slot)| **slot != Slot::Anchor);
    let first = first.map_or(0, |(layer, _)| *layer);
    let mut y = 0;
    let mut tops = Vec::with_capacity(heights.len());
    for (layer, height) in heights.iter().enumerate() {
        if layer > first {
            y += (GAP_MIN + bends[layer] / GAP_PER_BEND).min(GAP_MAX);
        }
        tops.push(y);
        y += height;
    }
    tops
}

/// Where arrows touch their boxes.
struct Ports<'c> {
    centres: &'c [i32],
    /// Where each arrow touches the lower edge of its upper box.
    below: Vec<i32>,
    /// Where each arrow touches the upper edge of its lower box.
    above: Vec<i32>,
}

impl<'c> Ports<'c> {
    fn of(chart: &Chart, layers: &Layers, centres: &'c [i32]) -> Self {
        let mut ports =
            Ports { centres, below: vec![0; chart.arrows.len()], above: vec![0; chart.arrows.len()] };
        let mut below: Vec<Vec<(i32, usize)>> = vec![Vec::new(); chart.boxes.len()];
        let mut above = below.clone();
        for (at, pass) in layers.passes.iter().enumerate() {
            // Between two layers of boxes lies one for labels.
            let [upper, inner @ .., lower] = pass.as_slice() else { continue };
            let (Some(second), Some(last)) = (inner.first(), inner.last()) else { continue };
            if let (Slot::Box(upper), Slot::Box(lower)) = (layers.slots[*upper], layers.slots[*lower]) {
                below[upper].push((centres[*second], at));
                above[lower].push((centres[*last], at));
            }
        }
        for (own, (mut below, mut above)) in below.into_iter().zip(above).enumerate() {
            let x = left(layers, centres, layers.boxes[own]);
            let width = chart.boxes[own].width;
            ports.spread(&mut below, x, width, true);
            ports.spread(&mut above, x, width, false);
        }
        ports
    }

    /// Spreads the arrows of an edge, in the order in which they come: each as near as it can to where it comes from.
    fn spread(&mut self, arrows: &mut [(i32, usize)], x: i32, width: i32, is_below: bool) {
        arrows.sort_unstable();
        let gaps = arrows.len() as i32 - 1;
        let room = width - 2 * CORNER;
        let gap = if gaps > 0 { PORT_GAP.min(room / gaps) } else { 0 };
        let mut least = x + CORNER;
        for (nth, (wanted, at)) in arrows.iter().enumerate() {
            let most = x + width - CORNER - (gaps - nth as i32) * gap;
            let port = (*wanted).clamp(least, most);
            least = port + gap;
            if is_below { self.below[*at] = port } else { self.above[*at] = port }
        }
    }

    /// Where an arrow leaves or enters a slot.
    fn x(&self, layers: &Layers, arrow: usize, slot: usize, leaves: bool) -> i32 {
        match layers.slots[slot] {
            Slot::Box(_) if leaves => self.below[arrow],
            Slot::Box(_) => self.above[arrow],
            _ => self.centres[slot],
        }
    }
}
