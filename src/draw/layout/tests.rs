use proptest::prelude::*;

use super::{Arrow, Chart, Plan, Point, Size, Tip, lay};

/// A chart of boxes and labels of different sizes.
fn chart(count: usize, arrows: &[(usize, usize, bool)]) -> Chart {
    let arrows = arrows.iter().enumerate().map(|(nth, (from, to, labelled))| Arrow {
        from: from % count,
        to: to % count,
        label: labelled.then_some(Size { width: 30 + (nth as i32 * 37) % 140, height: 20 }),
    });
    Chart {
        boxes: (0..count as i32)
            .map(|nth| Size { width: 90 + nth * 53 % 150, height: 22 + nth * 31 % 70 })
            .collect(),
        arrows: arrows.collect(),
    }
}

/// A rectangle by its corners.
type Area = (Point, Point);

fn areas(chart: &Chart, plan: &Plan) -> Vec<Area> {
    let boxes = chart.boxes.iter().zip(&plan.boxes).map(|(size, at)| (*at, *size));
    let labels = chart.arrows.iter().zip(&plan.routes).filter_map(|(arrow, route)| {
        let (size, centre) = (arrow.label?, route.label?);
        Some((Point { x: centre.x - size.width / 2, y: centre.y - size.height / 2 }, size))
    });
    let corners = |(at, size): (Point, Size)| (at, Point { x: at.x + size.width, y: at.y + size.height });
    boxes.chain(labels).map(corners).collect()
}

fn overlap(one: &Area, other: &Area) -> bool {
    one.0.x < other.1.x && other.0.x < one.1.x && one.0.y < other.1.y && other.0.y < one.1.y
}

/// What must hold of every plan.
fn judge(chart: &Chart) {
    let plan = lay(chart, 900);
    let areas = areas(chart, &plan);
    for (nth, one) in areas.iter().enumerate() {
        assert!(one.0.x >= 0 && one.0.y >= 0, "{one:?}");
        assert!(one.1.x <= plan.size.width && one.1.y <= plan.size.height, "{one:?} in {:?}", plan.size);
        for other in &areas[nth + 1..] {
            assert!(!overlap(one, other), "{one:?} and {other:?} in {chart:?}");
        }
    }
    let labels = chart.arrows.iter().filter(|arrow| arrow.label.is_some()).count();
    assert_eq!(areas.len(), chart.boxes.len() + labels);
    for (arrow, route) in chart.arrows.iter().zip(&plan.routes) {
        let at_edge = |at: usize, point: &Point| {
            let (from, to) = areas[at];
            let beside = point.x == from.x || point.x == to.x;
            let above = point.y == from.y || point.y == to.y;
            beside || above && (from.x..=to.x).contains(&point.x)
        };
        assert!(at_edge(arrow.from, &route.points[0]), "{route:?}");
        assert!(at_edge(arrow.to, route.points.last().unwrap()), "{route:?}");
        // Straight parts pass no box but at its edge.
        for pair in route.points.windows(2).filter(|_| route.tip != Tip::Left) {
            let (top, bottom) = (pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y));
            let straight = (Point { x: pair[0].x, y: top }, Point { x: pair[0].x + 1, y: bottom });
            if pair[0].x == pair[1].x {
                for area in &areas[..chart.boxes.len()] {
                    assert!(!overlap(&straight, area), "{straight:?} and {area:?}");
                }
            }
        }
    }
}

#[test]
fn a_box_alone_stands_at_the_top() {
    let plan = lay(&chart(1, &[]), 900);
    assert_eq!((plan.boxes[0].y, plan.size.height), (0, 22));
    judge(&chart(0, &[]));
}

#[test]
fn ways_back_lead_up_and_loops_stay_beside_their_box() {
    let chart = chart(3, &[(0, 1, true), (1, 2, false), (2, 0, true), (1, 1, true)]);
    judge(&chart);
    let tips: Vec<Tip> = lay(&chart, 900).routes.iter().map(|route| route.tip).collect();
    assert_eq!(tips, [Tip::Down, Tip::Down, Tip::Up, Tip::Left]);
}

#[test]
fn what_leads_to_the_third_layer_alone_stands_in_the_second() {
    let chart = chart(4, &[(0, 1, false), (1, 2, false), (3, 2, false)]);
    judge(&chart);
    let plan = lay(&chart, 900);
    assert_eq!(plan.boxes[3].y, plan.boxes[1].y);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overlaps_and_no_arrow_crosses_a_box(
        count in 1_usize..16,
        arrows in prop::collection::vec((0_usize..16, 0_usize..16, any::<bool>()), 0..28),
    ) {
        // One arrow to its own box for each box, as pictures have it.
        let mut own = std::collections::BTreeSet::new();
        let arrows: Vec<_> =
            arrows.into_iter().filter(|(from, to, _)| from % count != to % count || own.insert(from % count)).collect();
        judge(&chart(count, &arrows));
    }
}
