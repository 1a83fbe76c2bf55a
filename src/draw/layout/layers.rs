//! In which layer a box stands, and which layers an arrow passes.

use super::{Arrow, Chart, LABEL_GAP, LOOP, Size};

/// A part of a chart that is connected, with the places of its boxes and arrows in the whole.
pub struct Part {
    /// Its own chart.
    pub chart: Chart,
    /// The places of its boxes in the whole.
    pub boxes: Vec<usize>,
    /// The places of its arrows in the whole.
    pub arrows: Vec<usize>,
}

/// The connected parts of a chart, in the order of their first boxes.
pub fn parts(chart: &Chart) -> Vec<Part> {
    let mut beside = vec![Vec::new(); chart.boxes.len()];
    for arrow in &chart.arrows {
        beside[arrow.from].push(arrow.to);
        beside[arrow.to].push(arrow.from);
    }
    let mut part_of = vec![usize::MAX; chart.boxes.len()];
    let mut parts = Vec::new();
    for first in 0..chart.boxes.len() {
        if part_of[first] != usize::MAX {
            continue;
        }
        let mut open = vec![first];
        part_of[first] = parts.len();
        while let Some(at) = open.pop() {
            for next in &beside[at] {
                if part_of[*next] == usize::MAX {
                    part_of[*next] = parts.len();
                    open.push(*next);
                }
            }
        }
        parts.push(Part { chart: Chart::default(), boxes: Vec::new(), arrows: Vec::new() });
    }
    let mut own = vec![0; chart.boxes.len()];
    for (at, size) in chart.boxes.iter().enumerate() {
        let part = &mut parts[part_of[at]];
        own[at] = part.boxes.len();
        part.boxes.push(at);
        part.chart.boxes.push(*size);
    }
    for (at, arrow) in chart.arrows.iter().enumerate() {
        let part = &mut parts[part_of[arrow.from]];
        part.arrows.push(at);
        part.chart.arrows.push(Arrow { from: own[arrow.from], to: own[arrow.to], ..*arrow });
    }
    parts
}

/// What stands in a slot of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A box.
    Box(usize),
    /// The label of an arrow.
    Label(usize),
    /// An arrow that passes.
    Lane(usize),
    /// Nothing: it holds the layers of what begins further down.
    Anchor,
}

/// A connected chart in layers. Boxes stand in every other layer, labels between them.
#[derive(Default)]
pub struct Layers {
    /// The slots, layer by layer from the top.
    pub slots: Vec<Slot>,
    /// The layer of each slot.
    pub layer: Vec<usize>,
    /// The width that each slot takes.
    pub width: Vec<i32>,
    /// From an upper slot to one in the layer below it.
    pub links: Vec<(usize, usize)>,
    /// The slot of each box.
    pub boxes: Vec<usize>,
    /// The slots of each arrow from its upper box to its lower one; empty for an arrow to its own box.
    pub passes: Vec<Vec<usize>>,
    /// Whether the arrow leads upwards.
    pub leads_up: Vec<bool>,
}

/// The room between two boxes of a layer.
pub const BOX_GAP: i32 = 30;
/// The width of the lane of an arrow that passes.
const LANE: i32 = 18;

/// How many layers of boxes each arrow leads down, less than 0 for one that comes back up, 0 for one to its own box.
pub fn spans(chart: &Chart) -> Vec<i32> {
    let ranks = ranks(chart, &back(chart));
    chart.arrows.iter().map(|arrow| ranks[arrow.to] as i32 - ranks[arrow.from] as i32).collect()
}

impl Layers {
    /// Puts boxes and arrows into layers.
    pub fn of(chart: &Chart) -> Self {
        let leads_up = back(chart);
        let ranks = ranks(chart, &leads_up);
        let mut layers = Layers { leads_up, ..Layers::default() };
        for (size, (rank, loops)) in chart.boxes.iter().zip(ranks.iter().zip(loops(chart))) {
            let slot = layers.slot(2 * rank + 1, Slot::Box(layers.boxes.len()), size.width + loops + BOX_GAP);
            layers.boxes.push(slot);
        }
        for (at, arrow) in chart.arrows.iter().enumerate() {
            let pass = if arrow.from == arrow.to { Vec::new() } else { layers.pass(at, arrow, &ranks) };
            layers.passes.push(pass);
        }
        layers.anchor(&ranks);
        layers.sorted()
    }

    fn slot(&mut self, layer: usize, slot: Slot, width: i32) -> usize {
        self.slots.push(slot);
        self.layer.push(layer);
        self.width.push(width);
        self.slots.len() - 1
    }

    /// The slots of an arrow. Its label lies beside the box from which it leads.
    fn pass(&mut self, at: usize, arrow: &Arrow, ranks: &[usize]) -> Vec<usize> {
        let up = self.leads_up[at];
        let (upper, lower) = if up { (arrow.to, arrow.from) } else { (arrow.from, arrow.to) };
        let inner = 2 * ranks[upper] + 2..2 * ranks[lower] + 1;
        let labelled = if up { inner.end - 1 } else { inner.start };
        let mut pass = vec![self.boxes[upper]];
        for layer in inner {
            let slot = match arrow.label {
                Some(size) if layer == labelled => self.slot(layer, Slot::Label(at), size.width + LABEL_GAP),
                _ => self.slot(layer, Slot::Lane(at), LANE),
            };
            pass.push(slot);
        }
        pass.push(self.boxes[lower]);
        self.links.extend(pass.windows(2).map(|pair| (pair[0], pair[1])));
        pass
    }

    /// A slot's layer is found again by the longest way from above, so what begins further down hangs on a string.
    fn anchor(&mut self, ranks: &[usize]) {
        let mut hangs = vec![false; self.slots.len()];
        for (_, lower) in &self.links {
            hangs[*lower] = true;
        }
        let tops: Vec<usize> = (0..self.boxes.len()).filter(|at| !hangs[self.boxes[*at]]).collect();
        if tops.iter().all(|at| ranks[*at] == 0) {
            return;
        }
        let hook = self.slot(0, Slot::Anchor, 0);
        for at in tops {
            let mut above = hook;
            for layer in 1..2 * ranks[at] + 1 {
                let slot = self.slot(layer, Slot::Anchor, 0);
                self.links.push((above, slot));
                above = slot;
            }
            self.links.push((above, self.boxes[at]));
        }
    }

    /// The same with the slots in the order of their layers.
    fn sorted(self) -> Self {
        let mut order: Vec<usize> = (0..self.slots.len()).collect();
        order.sort_by_key(|slot| self.layer[*slot]);
        let mut now = vec![0; order.len()];
        for (place, slot) in order.iter().enumerate() {
            now[*slot] = place;
        }
        Layers {
            slots: order.iter().map(|slot| self.slots[*slot]).collect(),
            layer: order.iter().map(|slot| self.layer[*slot]).collect(),
            width: order.iter().map(|slot| self.width[*slot]).collect(),
            links: self.links.iter().map(|(upper, lower)| (now[*upper], now[*lower])).collect(),
            boxes: self.boxes.iter().map(|slot| now[*slot]).collect(),
            passes: self.passes.iter().map(|pass| pass.iter().map(|slot| now[*slot]).collect()).collect(),
            leads_up: self.leads_up,
        }
    }
}

/// The room that arrows from each box to itself take at its right.
fn loops(chart: &Chart) -> Vec<i32> {
    let mut room = vec![0; chart.boxes.len()];
    for arrow in chart.arrows.iter().filter(|arrow| arrow.from == arrow.to) {
        room[arrow.from] = LOOP + arrow.label.map_or(0, |label: Size| label.width + LABEL_GAP);
    }
    room
}

/// The arrows that close a circle, looked at from the first box on in the order of the arrows.
fn back(chart: &Chart) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); chart.boxes.len()];
    for (at, arrow) in chart.arrows.iter().enumerate().rev() {
        out[arrow.from].push(at);
    }
    let (mut met, mut on_way) = (vec![false; chart.boxes.len()], vec![false; chart.boxes.len()]);
    let mut back = vec![false; chart.arrows.len()];
    for first in 0..chart.boxes.len() {
        if met[first] {
            continue;
        }
        let mut way = vec![first];
        (met[first], on_way[first]) = (true, true);
        while let Some(at) = way.last().copied() {
            let Some(arrow) = out[at].pop() else {
                on_way[at] = false;
                way.pop();
                continue;
            };
            let to = chart.arrows[arrow].to;
            back[arrow] = on_way[to] && to != at;
            if !met[to] {
                (met[to], on_way[to]) = (true, true);
                way.push(to);
            }
        }
    }
    back
}

/// How far down each box stands: one below the lowest of those that lead to it; what nothing leads to stands right
/// above the first to which it leads.
fn ranks(chart: &Chart, leads_up: &[bool]) -> Vec<usize> {
    let arrows = || chart.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to);
    let down = |at: usize, arrow: &Arrow| {
        if leads_up[at] { (arrow.to, arrow.from) } else { (arrow.from, arrow.to) }
    };
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); chart.boxes.len()];
    let mut above = vec![0_usize; chart.boxes.len()];
    for (at, arrow) in arrows() {
        let (upper, lower) = down(at, arrow);
        below[upper].push(lower);
        above[lower] += 1;
    }
    let mut ranks = vec![0; chart.boxes.len()];
    let mut ready: Vec<usize> = (0..chart.boxes.len()).filter(|at| above[*at] == 0).collect();
    let tops = ready.clone();
    while let Some(at) = ready.pop() {
        for lower in &below[at] {
            ranks[*lower] = ranks[*lower].max(ranks[at] + 1);
            above[*lower] -= 1;
            if above[*lower] == 0 {
                ready.push(*lower);
            }
        }
    }
    for at in tops {
        if let Some(first) = below[at].iter().map(|lower| ranks[*lower]).min() {
            ranks[at] = first - 1;
        }
    }
    ranks
}
