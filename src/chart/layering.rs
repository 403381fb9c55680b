//! Placing a graph's nodes in layers with few crossings.
//!
//! The method is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of
//! hierarchical system structures", IEEE Trans. SMC 11(2):109–125 (1981): layers by longest
//! path, places within a layer by the barycentre of a node's neighbours, swept to and fro.

/// The layer of each node: 0 for those that need nothing, else one more than the highest
/// layer among what it needs. `needs` holds (from, to) as "from needs to".
///
/// Links that close a cycle, or point nowhere, do not count.
pub(super) fn layers(nodes: usize, needs: &[(usize, usize)]) -> Vec<usize> {
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

/// Orders the nodes of each layer to keep crossings low. `columns` holds nodes by layer, in
/// any order; `links` any pairs of nodes.
pub(super) fn untangle(columns: &mut [Vec<usize>], nodes: usize, links: &[(usize, usize)]) {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for &(a, b) in links {
        if a < nodes && b < nodes && a != b {
            neighbours[a].push(b);
            neighbours[b].push(a);
        }
    }
    let mut layer = vec![0; nodes];
    for (k, column) in columns.iter().enumerate() {
        for &node in column {
            layer[node] = k;
        }
    }
    let mut best = columns.to_vec();
    let mut fewest = crossings(columns, nodes, links);
    for round in 0..24 {
        let forward = round % 2 == 0;
        let order: Vec<usize> = if forward {
            (0..columns.len()).collect()
        } else {
            (0..columns.len()).rev().collect()
        };
        let mut place = places(columns, nodes);
        for k in order {
            let keys: Vec<(f64, usize)> = columns[k]
                .iter()
                .map(|&node| {
                    let seen: Vec<f64> = neighbours[node]
                        .iter()
                        .filter(|&&other| {
                            if forward {
                                layer[other] < k
                            } else {
                                layer[other] > k
                            }
                        })
                        .map(|&other| place[other])
                        .collect();
                    let center = if seen.is_empty() {
                        place[node]
                    } else {
                        seen.iter().sum::<f64>() / seen.len() as f64
                    };
                    (center, node)
                })
                .collect();
            let mut sorted = keys;
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            columns[k] = sorted.into_iter().map(|(_, node)| node).collect();
            for (i, &node) in columns[k].iter().enumerate() {
                place[node] = even_place(i, columns[k].len());
            }
        }
        let count = crossings(columns, nodes, links);
        if count < fewest {
            fewest = count;
            best = columns.to_vec();
        }
    }
    columns.clone_from_slice(&best);
}

/// The place of the i-th of `count`, from 0 to 1.
fn even_place(i: usize, count: usize) -> f64 {
    (i as f64 + 0.5) / count.max(1) as f64
}

fn places(columns: &[Vec<usize>], nodes: usize) -> Vec<f64> {
    let mut place = vec![0.0; nodes];
    for column in columns {
        for (i, &node) in column.iter().enumerate() {
            place[node] = even_place(i, column.len());
        }
    }
    place
}

/// Pairs of links between the same two layers that cross. Links are counted as straight
/// lines; those over more than one layer only against those with the same two ends.
fn crossings(columns: &[Vec<usize>], nodes: usize, links: &[(usize, usize)]) -> usize {
    let place = places(columns, nodes);
    let mut layer = vec![0; nodes];
    for (k, column) in columns.iter().enumerate() {
        for &node in column {
            layer[node] = k;
        }
    }
    let ends: Vec<(usize, usize, f64, f64)> = links
        .iter()
        .filter(|(a, b)| *a < nodes && *b < nodes && layer[*a] != layer[*b])
        .map(|&(a, b)| {
            let (a, b) = if layer[a] < layer[b] { (a, b) } else { (b, a) };
            (layer[a], layer[b], place[a], place[b])
        })
        .collect();
    let mut count = 0;
    for (i, one) in ends.iter().enumerate() {
        for other in &ends[i + 1..] {
            if one.0 == other.0 && one.1 == other.1 && (one.2 - other.2) * (one.3 - other.3) < 0.0 {
                count += 1;
            }
        }
    }
    count
}
