//! Placing a graph's nodes in layers, with few crossings and links that run between boxes.
//!
//! The method is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of
//! hierarchical system structures", IEEE Trans. SMC 11(2):109–125 (1981): layers by longest
//! path; links over several layers broken into hops through empty slots; the order within
//! a layer by the barycentre of a slot's neighbours, swept to and fro, with swaps of
//! neighbours where that undoes crossings. Heights are then drawn towards those of the
//! neighbours, in least squares, by pooling adjacent violators (Barlow et al., "Statistical
//! Inference under Order Restrictions", 1972).

/// Slots for links that pass through a layer at most; links beyond go straight.
const MOST_PASSES: usize = 4_000;
const SWEEPS: usize = 40;
const SWAP_ROUNDS: usize = 8;
const PULLS: usize = 120;

/// A need between two nodes, by their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    pub from: usize,
    pub to: usize,
    /// `from` fails with `to`: it must stand to its right. Otherwise it should.
    pub strict: bool,
}

/// Columns a graph may always take, strict needs or not.
const FREE_COLUMNS: usize = 6;

/// The layer of each node, counted from the left. Strict needs always lead to the right;
/// the others do as long as that takes no more columns than the strict ones need anyway,
/// or six: a long chain of lesser needs would make the drawing too wide to read.
///
/// Needs that close a cycle, or point nowhere, do not count.
pub(super) fn layers(nodes: usize, needs: &[Need]) -> Vec<usize> {
    let pairs = |strict: bool| -> Vec<(usize, usize)> {
        needs
            .iter()
            .filter(|need| need.strict || !strict)
            .map(|need| (need.from, need.to))
            .collect()
    };
    let strict = pairs(true);
    let deepest = |layer: &[usize]| layer.iter().copied().max().unwrap_or(0);
    let all = longest(nodes, &pairs(false));
    let last = deepest(&longest(nodes, &strict)).max(deepest(&all).min(FREE_COLUMNS - 1));
    // How many columns each node must leave free on its right.
    let upward: Vec<(usize, usize)> = strict.iter().map(|&(from, to)| (to, from)).collect();
    let above = longest(nodes, &upward);

    let mut needed: Vec<Vec<(usize, bool)>> = vec![Vec::new(); nodes];
    for need in needs
        .iter()
        .filter(|need| need.from < nodes && need.to < nodes && need.from != need.to)
    {
        needed[need.from].push((need.to, need.strict));
    }
    let mut order: Vec<usize> = (0..nodes).collect();
    order.sort_by_key(|&node| all[node]);
    let mut layer = vec![0; nodes];
    for node in order {
        let right_of = |wanted: bool| {
            needed[node]
                .iter()
                .filter(|(_, strict)| *strict == wanted)
                .map(|(to, _)| layer[*to] + 1)
                .max()
                .unwrap_or(0)
        };
        let limit = last.saturating_sub(above[node]);
        layer[node] = right_of(true).max(right_of(false).min(limit)).min(last);
    }
    layer
}

/// The length of the longest way down from each node: 0 for those that need nothing, else
/// one more than the longest among what it needs. `needs` holds (from, to) as "from needs
/// to"; those that close a cycle, or point nowhere, do not count.
fn longest(nodes: usize, needs: &[(usize, usize)]) -> Vec<usize> {
    let mut needed: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for &(from, to) in needs {
        if from < nodes && to < nodes && from != to {
            needed[from].push(to);
        }
    }
    let mut layer = vec![0; nodes];
    // 0: not seen, 1: on the way down, 2: done.
    let mut state = vec![0_u8; nodes];
    for root in 0..nodes {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            if let Some(&to) = needed[node].get(*next) {
                *next += 1;
                if state[to] == 0 {
                    state[to] = 1;
                    path.push((to, 0));
                } else if state[to] == 2 {
                    layer[node] = layer[node].max(layer[to] + 1);
                }
            } else {
                state[node] = 2;
                path.pop();
                if let Some((above, _)) = path.last() {
                    layer[*above] = layer[*above].max(layer[node] + 1);
                }
            }
        }
    }
    layer
}

/// Moves nodes that need nothing to the right, next to the first that needs them: links
/// become shorter, and each node still stands to the right of all it needs.
pub(super) fn pull_sources(layer: &mut [usize], needs: &[Need]) {
    let nodes = layer.len();
    let mut needy = vec![false; nodes];
    let mut first_user = vec![usize::MAX; nodes];
    for &Need { from, to, .. } in needs
        .iter()
        .filter(|need| need.from < nodes && need.to < nodes && need.from != need.to)
    {
        needy[from] = true;
        first_user[to] = first_user[to].min(layer[from]);
    }
    for node in 0..nodes {
        if !needy[node] && first_user[node] != usize::MAX {
            layer[node] = layer[node].max(first_user[node].saturating_sub(1));
        }
    }
}

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
    pub fn new(layer: &[usize], links: &[(usize, usize)]) -> Self {
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
    pub const fn is_node(&self, slot: usize) -> bool {
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
    pub fn crossings(&self) -> usize {
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
    pub fn heights(&self, room: f64, heights: (f64, f64)) -> Vec<f64> {
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

    fn need(from: usize, to: usize, strict: bool) -> Need {
        Need { from, to, strict }
    }

    #[test]
    fn a_layer_is_the_longest_way_down() {
        // 3 needs 2 and 0; 2 needs 1; 1 needs 0. Node 4 stands alone.
        let needs = [(3, 2), (3, 0), (2, 1), (1, 0), (9, 1)].map(|(from, to)| need(from, to, true));
        assert_eq!(layers(5, &needs), [0, 1, 2, 3, 0]);
    }

    #[test]
    fn lesser_needs_take_no_columns_of_their_own() {
        // A chain of ten lesser needs, and one strict need at its far end.
        let mut needs: Vec<Need> = (1..10).map(|n| need(n, n - 1, false)).collect();
        needs.push(need(9, 8, true));
        let layer = layers(10, &needs);
        assert_eq!(layer.iter().max(), Some(&(FREE_COLUMNS - 1)));
        assert!(layer[9] > layer[8]);
    }

    #[test]
    fn sources_stand_next_to_their_first_user() {
        let needs = [need(2, 1, true), need(1, 0, true), need(2, 3, true)];
        let mut layer = layers(4, &needs);
        pull_sources(&mut layer, &needs);
        assert_eq!(layer, [0, 1, 2, 1]);
    }

    #[test]
    fn a_cycle_is_no_trap() {
        for strict in [true, false] {
            let needs = [(0, 1), (1, 2), (2, 0), (1, 1)].map(|(from, to)| need(from, to, strict));
            assert!(layers(3, &needs).iter().all(|&k| k < FREE_COLUMNS));
        }
    }

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
