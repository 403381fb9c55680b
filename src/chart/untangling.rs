//! Placing a layered graph's nodes with few crossings and links that run between boxes.
//!
//! The method is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of
//! hierarchical system structures", IEEE Trans. SMC 11(2):109–125 (1981): links over several
//! layers are broken into hops through empty slots; the order within a layer follows the
//! barycentres of a slot's neighbours, swept to and fro, with swaps of neighbours where that
//! undoes crossings. Heights are then drawn towards those of the neighbours, in least
//! squares, by pooling adjacent violators (Barlow et al., "Statistical Inference under Order
//! Restrictions", 1972).

/// Slots for links that pass through a layer at most; links beyond go straight.
const MOST_PASSES: usize = 4_000;
const SWEEPS: usize = 40;
const SWAP_ROUNDS: usize = 8;
const PULLS: usize = 120;

/// Nodes and passing links in their columns. Slots below the number of nodes are the nodes;
/// those above are places where a link passes through a column.
#[derive(Debug)]
pub(super) struct Layered {
    nodes: usize,
    /// Slots by column, from top to bottom.
    pub columns: Vec<Vec<usize>>,
    /// For each link the slots it runs through, leftmost first; empty if it joins two
    /// nodes of one column, or is not routed.
    pub routes: Vec<Vec<usize>>,
    /// For each slot its neighbours in the column before.
    before: Vec<Vec<usize>>,
    /// For each slot its neighbours in the column after.
    after: Vec<Vec<usize>>,
    /// For each slot its neighbours in its own column.
    beside: Vec<Vec<usize>>,
}

impl Layered {
    /// Puts nodes into the columns given by `layer` and orders each column. A link joins
    /// two nodes, in either direction.
    pub(super) fn new(layer: &[usize], links: &[(usize, usize)]) -> Self {
        let nodes = layer.len();
        let count = layer.iter().map(|k| k + 1).max().unwrap_or(0);
        let mut columns = vec![Vec::new(); count];
        for (node, &k) in layer.iter().enumerate() {
            columns[k].push(node);
        }
        let mut slots = nodes;
        let mut routes = Vec::with_capacity(links.len());
        for &(a, b) in links {
            let mut route = Vec::new();
            if a < nodes && b < nodes && layer[a] != layer[b] {
                let (a, b) = if layer[a] < layer[b] { (a, b) } else { (b, a) };
                let passes = layer[b] - layer[a] - 1;
                if slots - nodes + passes <= MOST_PASSES {
                    route.push(a);
                    for column in &mut columns[layer[a] + 1..layer[b]] {
                        column.push(slots);
                        route.push(slots);
                        slots += 1;
                    }
                    route.push(b);
                }
            }
            routes.push(route);
        }
        let mut before = vec![Vec::new(); slots];
        let mut after = vec![Vec::new(); slots];
        for hop in routes.iter().flat_map(|route| route.windows(2)) {
            after[hop[0]].push(hop[1]);
            before[hop[1]].push(hop[0]);
        }
        let mut beside = vec![Vec::new(); slots];
        for &(a, b) in links
            .iter()
            .filter(|(a, b)| *a < nodes && *b < nodes && a != b)
        {
            if layer[a] == layer[b] {
                beside[a].push(b);
                beside[b].push(a);
            }
        }
        let mut layered = Self {
            nodes,
            columns,
            routes,
            before,
            after,
            beside,
        };
        layered.untangle();
        layered
    }

    /// True if a slot is a node, not a passing link.
    pub(super) const fn is_node(&self, slot: usize) -> bool {
        slot < self.nodes
    }

    /// What an order is judged by: crossings, and the lengths of links within a column.
    fn tangle(&self) -> usize {
        let place = self.places();
        let lengths: usize = self
            .beside
            .iter()
            .enumerate()
            .map(|(slot, others)| {
                others
                    .iter()
                    .map(|&other| place[slot].abs_diff(place[other]))
                    .sum::<usize>()
            })
            .sum();
        // Each such link is met from both its ends.
        4 * self.crossings() + lengths / 2
    }

    /// Orders the columns, keeping the order that is least tangled.
    fn untangle(&mut self) {
        let mut best = self.columns.clone();
        let mut fewest = self.tangle();
        for sweep in 0..SWEEPS {
            if fewest == 0 {
                break;
            }
            let forward = sweep % 2 == 0;
            let count = self.columns.len();
            let mut place = self.places();
            for step in 0..count {
                let k = if forward { step } else { count - 1 - step };
                self.sort_column(k, forward, &mut place);
            }
            self.swap_neighbours();
            let tangle = self.tangle();
            if tangle < fewest {
                fewest = tangle;
                best.clone_from(&self.columns);
            }
        }
        self.columns = best;
    }

    /// Each slot's rank in its column.
    fn places(&self) -> Vec<usize> {
        let mut place = vec![0; self.before.len()];
        for column in &self.columns {
            for (i, &slot) in column.iter().enumerate() {
                place[slot] = i;
            }
        }
        place
    }

    /// Sorts a column by the barycentres of its slots' neighbours on one side, drawn half
    /// way to those in the column itself. A slot with none at all keeps its share of the
    /// column.
    fn sort_column(&mut self, k: usize, forward: bool, place: &mut [usize]) {
        let other_side = if forward {
            k.checked_sub(1)
        } else {
            Some(k + 1)
        };
        let Some(fixed) = other_side.and_then(|k| self.columns.get(k)) else {
            return;
        };
        let column = &self.columns[k];
        let stretch = fixed.len() as f64 / column.len().max(1) as f64;
        let sides = if forward { &self.before } else { &self.after };
        let mut center: Vec<f64> = vec![0.0; self.before.len()];
        let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(column.len());
        for &slot in column {
            let seen = sides[slot].iter().map(|&other| place[other] as f64);
            center[slot] = mean(seen).unwrap_or(place[slot] as f64 * stretch);
        }
        for &slot in column {
            let own = (!sides[slot].is_empty()).then_some(center[slot]);
            let others = mean(self.beside[slot].iter().map(|&other| center[other]));
            let key = match (own, others) {
                (Some(own), Some(others)) => f64::midpoint(own, others),
                (None, Some(others)) => others,
                _ => center[slot],
            };
            keyed.push((key, slot));
        }
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (i, &(_, slot)) in keyed.iter().enumerate() {
            place[slot] = i;
        }
        self.columns[k] = keyed.into_iter().map(|(_, slot)| slot).collect();
    }

    /// Swaps neighbours within columns as long as that undoes crossings.
    fn swap_neighbours(&mut self) {
        let mut place = self.places();
        for _ in 0..SWAP_ROUNDS {
            let mut better = false;
            for k in 0..self.columns.len() {
                for i in 1..self.columns[k].len() {
                    let (upper, lower) = (self.columns[k][i - 1], self.columns[k][i]);
                    let count = |a: usize, b: usize| {
                        pair_crossings(&self.before[a], &self.before[b], &place)
                            + pair_crossings(&self.after[a], &self.after[b], &place)
                    };
                    if count(lower, upper) < count(upper, lower) {
                        self.columns[k].swap(i - 1, i);
                        place[upper] = i;
                        place[lower] = i - 1;
                        better = true;
                    }
                }
            }
            if !better {
                break;
            }
        }
    }

    /// Crossings between all neighbouring columns.
    pub(super) fn crossings(&self) -> usize {
        let place = self.places();
        self.columns
            .iter()
            .map(|column| {
                let mut hops: Vec<(usize, usize)> = column
                    .iter()
                    .flat_map(|&slot| self.after[slot].iter().map(move |&other| (slot, other)))
                    .map(|(slot, other)| (place[slot], place[other]))
                    .collect();
                hops.sort_unstable();
                (1..hops.len())
                    .map(|i| hops[..i].iter().filter(|hop| hop.1 > hops[i].1).count())
                    .sum::<usize>()
            })
            .sum()
    }

    /// The middle of each slot in pixels from the top: near its neighbours, in the
    /// column's order, no two closer than their heights ask, and all within `room`, which
    /// must hold the tallest column. `heights` tells a node's from a pass's.
    pub(super) fn heights(&self, room: f64, heights: (f64, f64)) -> Vec<f64> {
        let height = |slot: usize| {
            if self.is_node(slot) {
                heights.0
            } else {
                heights.1
            }
        };
        let mut y = vec![0.0; self.before.len()];
        for column in &self.columns {
            let total: f64 = column.iter().map(|&slot| height(slot)).sum();
            let mut top = (room - total) / 2.0;
            for &slot in column {
                y[slot] = top + height(slot) / 2.0;
                top += height(slot);
            }
        }
        for pull in 0..PULLS {
            let count = self.columns.len();
            for step in 0..count {
                let column = &self.columns[if pull % 2 == 0 {
                    step
                } else {
                    count - 1 - step
                }];
                let wishes: Vec<f64> = column.iter().map(|&slot| self.wish(slot, &y)).collect();
                let sizes: Vec<f64> = column.iter().map(|&slot| height(slot)).collect();
                for (&slot, place) in column.iter().zip(spread(&wishes, &sizes, room)) {
                    y[slot] = place;
                }
            }
        }
        y
    }

    /// Where a slot would like to be: at the mean of its neighbours. Hops of one long link
    /// pull harder on each other, so that it runs straight.
    fn wish(&self, slot: usize, y: &[f64]) -> f64 {
        let (mut sum, mut weight) = (0.0, 0.0);
        for &other in self.before[slot]
            .iter()
            .chain(&self.after[slot])
            .chain(&self.beside[slot])
        {
            let pull = if self.is_node(slot) || self.is_node(other) {
                1.0
            } else {
                4.0
            };
            sum += pull * y[other];
            weight += pull;
        }
        if weight > 0.0 { sum / weight } else { y[slot] }
    }
}

/// The mean of some values, if there are any.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// Crossings of two slots' hops to one side if `upper` stands above `lower`.
fn pair_crossings(upper: &[usize], lower: &[usize], place: &[usize]) -> usize {
    upper
        .iter()
        .map(|&a| lower.iter().filter(|&&b| place[b] < place[a]).count())
        .sum()
}

/// The places nearest to `wishes`, in least squares, that keep the order, keep neighbours
/// apart by half of each one's size, and stay within `room`.
fn spread(wishes: &[f64], sizes: &[f64], room: f64) -> Vec<f64> {
    // With the room taken out that each needs, only the order is left to keep.
    let mut offsets = Vec::with_capacity(sizes.len());
    let mut top = 0.0;
    for size in sizes {
        offsets.push(top + size / 2.0);
        top += size;
    }
    let slack = (room - top).max(0.0);
    // Blocks of (sum of wishes, members), merged while one lies below its predecessor.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wishes.iter().zip(&offsets) {
        blocks.push((wish - offset, 1));
        while let [.., before, last] = blocks.as_slice() {
            if before.0 / before.1 as f64 <= last.0 / last.1 as f64 {
                break;
            }
            let merged = (before.0 + last.0, before.1 + last.1);
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    blocks
        .iter()
        .flat_map(|(sum, members)| {
            std::iter::repeat_n((sum / *members as f64).clamp(0.0, slack), *members)
        })
        .zip(&offsets)
        .map(|(place, offset)| place + offset)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_undone() {
        // Two columns joined crosswise.
        let layered = Layered::new(&[0, 0, 0, 1, 1, 1], &[(0, 5), (1, 4), (2, 3)]);
        assert_eq!(layered.crossings(), 0);
    }

    #[test]
    fn a_long_link_passes_between() {
        let layered = Layered::new(&[0, 1, 2, 0], &[(0, 1), (1, 2), (0, 2), (0, 3), (7, 1)]);
        assert_eq!(layered.routes[2].len(), 3);
        assert!(layered.routes[3].is_empty() && layered.routes[4].is_empty());
        let y = layered.heights(200.0, (40.0, 10.0));
        let pass = layered.routes[2][1];
        assert!((y[pass] - y[1]).abs() >= 25.0 - 1e-9);
        assert!(y.iter().all(|y| (0.0..=200.0).contains(y)));
    }

    #[test]
    fn places_keep_order_distance_and_room() {
        let places = spread(&[50.0, 10.0, 12.0, 500.0], &[10.0; 4], 100.0);
        for pair in places.windows(2) {
            assert!(pair[1] - pair[0] >= 10.0 - 1e-9);
        }
        assert!(places[0] >= 5.0 && places[3] <= 95.0 + 1e-9);
    }
}
