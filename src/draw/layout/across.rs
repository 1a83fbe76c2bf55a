//! How far from the left each slot of a chart in layers stands.

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};
use rust_sugiyama::from_vertices_and_edges;

use super::layers::Layers;

/// Above so many slots neighbours are not swapped one by one any more: that is slow, and such a chart is crowded anyway.
const SWAPPED_MAX: usize = 1500;

/// The centre of each slot, from 0 on.
pub fn centres(layers: &Layers) -> Vec<i32> {
    let count = layers.slots.len();
    if count == 1 {
        return vec![layers.width[0] / 2];
    }
    let slots: Vec<(u32, (f64, f64))> =
        layers.width.iter().enumerate().map(|(at, width)| (at as u32, (f64::from(*width), 0.0))).collect();
    let links: Vec<(u32, u32)> =
        layers.links.iter().map(|(upper, lower)| (*upper as u32, *lower as u32)).collect();
    let config = Config {
        minimum_length: 1,
        // The room between slots is part of their width.
        vertex_spacing: 0.0,
        dummy_vertices: true,
        dummy_size: 0.0,
        // Slots come in the order of their layers, and each hangs on one in the layer above.
        ranking_type: RankingType::Up,
        c_minimization: CrossingMinimization::Barycenter,
        transpose: count <= SWAPPED_MAX,
    };
    let mut centres = vec![0; count];
    // The list comes in the order of a hash map; the places in it are always the same.
    for (slots, ..) in from_vertices_and_edges(&slots, &links, &config) {
        for (slot, (x, _)) in slots {
            centres[slot] = x.round() as i32;
        }
    }
    apart(layers, &mut centres);
    centres
}

/// Keeps the slots of each layer apart, whatever the rounding did, and the leftmost edge at 0.
fn apart(layers: &Layers, centres: &mut [i32]) {
    let mut order: Vec<usize> = (0..centres.len()).collect();
    order.sort_by_key(|slot| (layers.layer[*slot], centres[*slot], *slot));
    for pair in order.windows(2) {
        let [left, right] = [pair[0], pair[1]];
        if layers.layer[left] == layers.layer[right] {
            let apart = (layers.width[left] + layers.width[right] + 1) / 2;
            centres[right] = centres[right].max(centres[left] + apart);
        }
    }
    let left = (0..centres.len()).map(|slot| centres[slot] - layers.width[slot] / 2).min().unwrap_or(0);
    for centre in centres {
        *centre -= left;
    }
}
