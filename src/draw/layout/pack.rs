//! Rectangles side by side in a compact block.

use super::{Point, Size};

/// Puts rectangles into a block of about `width`, each as high up as it fits, in their order.
pub fn pack(sizes: &[Size], width: i32, gap: Size) -> (Size, Vec<Point>) {
    let widest = sizes.iter().map(|size| size.width).max().unwrap_or(0);
    let width = width.max(widest);
    // How far down it is taken, from left to right: where a level begins, and how deep it is.
    let mut levels: Vec<(i32, i32)> = vec![(0, 0)];
    let mut places = Vec::with_capacity(sizes.len());
    let mut whole = Size::default();
    for size in sizes {
        let fits = levels.iter().map(|(x, _)| *x).filter(|x| x + size.width <= width);
        let depth = |x: i32| {
            let taken = levels.iter().enumerate().filter(|(at, (from, _))| {
                let to = levels.get(at + 1).map_or(i32::MAX, |(next, _)| *next);
                *from < x + size.width + gap.width && to > x
            });
            taken.map(|(_, (_, y))| *y).max().unwrap_or(0)
        };
        let (y, x) = fits.map(|x| (depth(x), x)).min().unwrap_or((0, 0));
        places.push(Point { x, y });
        whole.width = whole.width.max(x + size.width);
        whole.height = whole.height.max(y + size.height);
        take(&mut levels, x, x + size.width + gap.width, y + size.height + gap.height);
    }
    (whole, places)
}

/// Takes the room from `from` to `to` down to `depth`.
fn take(levels: &mut Vec<(i32, i32)>, from: i32, to: i32, depth: i32) {
    let behind = levels.iter().rev().find(|(x, _)| *x <= to).map_or(0, |(_, y)| *y);
    levels.retain(|(x, _)| *x < from || *x > to);
    levels.extend([(from, depth), (to, behind)]);
    levels.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_never_overlaps_and_stays_in_its_width() {
        let sizes: Vec<Size> =
            (1..60).map(|nth| Size { width: 20 + nth * 37 % 90, height: 10 + nth * 53 % 70 }).collect();
        let gap = Size { width: 5, height: 7 };
        let (whole, places) = pack(&sizes, 300, gap);
        assert!(whole.width <= 300, "{whole:?}");
        for (one, (at, size)) in places.iter().zip(&sizes).enumerate() {
            for (other, next) in places.iter().zip(&sizes).skip(one + 1) {
                let beside =
                    at.x + size.width + gap.width <= other.x || other.x + next.width + gap.width <= at.x;
                let above =
                    at.y + size.height + gap.height <= other.y || other.y + next.height + gap.height <= at.y;
                assert!(beside || above, "{at:?} {size:?} and {other:?} {next:?}");
            }
        }
    }

    #[test]
    fn a_wide_one_makes_the_block_wider() {
        let (whole, places) = pack(&[Size { width: 500, height: 10 }], 300, Size::default());
        assert_eq!((whole, places), (Size { width: 500, height: 10 }, vec![Point { x: 0, y: 0 }]));
    }
}
