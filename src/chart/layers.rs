//! The layer of each node of a graph: providers on the left, those who need them further
//! right, by longest path.

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
}
