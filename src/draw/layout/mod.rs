//! Where the boxes and arrows of a chart lie. Pure geometry: a chart is sizes and arrows, a plan is whole pixels.
//!
//! Boxes stand in layers from top to bottom, so that arrows lead down but for those that close a circle. Between two layers
//! of boxes lies one for the labels of arrows; an arrow that passes a layer has a lane of its own in it. So nothing overlaps:
//! every box, label and lane has a slot of its layer, and arrows bend between layers only.
//! The order within a layer and the places across are `rust-sugiyama`'s.

mod across;
mod layers;
mod pack;
mod route;
#[cfg(test)]
mod tests;

pub use layers::spans;
pub use pack::pack;

use layers::Layers;

/// A size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// A point in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// Boxes and arrows that want a place. The first box is the one from which the others are reached.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// The sizes of the boxes.
    pub boxes: Vec<Size>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

/// An arrow.
#[derive(Debug, Clone, Copy)]
pub struct Arrow {
    /// The box from which it leads.
    pub from: usize,
    /// The box to which it leads; the same one for a loop.
    pub to: usize,
    /// The size of its label.
    pub label: Option<Size>,
}

/// A chart with places.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The size of the whole.
    pub size: Size,
    /// The top left corner of each box.
    pub boxes: Vec<Point>,
    /// The way of each arrow.
    pub routes: Vec<Route>,
}

/// The way of an arrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// From its beginning to its tip. Between two points that lie above each other it is straight, else it bends.
    pub points: Vec<Point>,
    /// The centre of its label.
    pub label: Option<Point>,
    /// Where its tip points.
    pub tip: Tip,
}

/// Where the tip of an arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tip {
    /// It comes from above.
    #[default]
    Down,
    /// It comes back from below.
    Up,
    /// It comes back to its own box from the right.
    Left,
}

/// The room at the right of a box for an arrow to itself, without the label.
pub const LOOP: i32 = 26;

/// The room between a label and what is beside it.
const LABEL_GAP: i32 = 14;

/// Lays a chart out. What is not connected stands side by side, in rows of about `width`.
pub fn lay(chart: &Chart, width: i32) -> Plan {
    let mut plan = Plan {
        boxes: vec![Point::default(); chart.boxes.len()],
        routes: vec![Route::default(); chart.arrows.len()],
        size: Size::default(),
    };
    let parts = layers::parts(chart);
    let laid: Vec<Plan> = parts.iter().map(|part| connected(&part.chart)).collect();
    let gap = Size { width: 40, height: 36 };
    let sizes: Vec<Size> = laid.iter().map(|plan| plan.size).collect();
    let (size, places) = pack(&sizes, width, gap);
    plan.size = size;
    for ((part, laid), place) in parts.iter().zip(laid).zip(places) {
        let shifted = |point: Point| Point { x: point.x + place.x, y: point.y + place.y };
        for (at, point) in part.boxes.iter().zip(laid.boxes) {
            plan.boxes[*at] = shifted(point);
        }
        for (at, route) in part.arrows.iter().zip(laid.routes) {
            plan.routes[*at] = Route {
                points: route.points.into_iter().map(shifted).collect(),
                label: route.label.map(shifted),
                ..route
            };
        }
    }
    plan
}

fn connected(chart: &Chart) -> Plan {
    let layers = Layers::of(chart);
    let centres = across::centres(&layers);
    route::plan(chart, &layers, &centres)
}
