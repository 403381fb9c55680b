//! The spectral radius of a matrix without negative entries: how fast what it multiplies grows.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Most rounds of power iteration for one part; fewer where there are many entries.
const ROUNDS: usize = 2_000;

/// Change from round to round below which the iteration stops.
const STILL: f64 = 1e-12;

/// A part of a matrix in which every index leads to every other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// Its indices, in rising order.
    pub members: Vec<usize>,
    /// Its spectral radius.
    pub radius: f64,
    /// How much comes of each member in the long run, the greatest 1 (the right eigenvector).
    pub worth: Vec<f64>,
}

/// The parts of a matrix in which something comes back to where it began, in no set order.
/// `entries` are (row, column, value); values are positive. The spectral radius of the whole is
/// the greatest of theirs.
///
/// Power iteration (von Mises & Pollaczek-Geiringer 1929) on the part plus the identity, which
/// converges for circles too, whose eigenvalues all have one modulus; the identity adds exactly
/// 1. The radius is the midpoint of the bounds of Collatz (1942) in the last round.
pub(crate) fn parts(size: usize, entries: &[(usize, usize, f64)]) -> Vec<Part> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(size, entries.len());
    for _ in 0..size {
        graph.add_node(());
    }
    for &(from, to, _) in entries {
        graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
    }
    let components = kosaraju_scc(&graph);
    let mut of = vec![0; size];
    let mut place = vec![0; size];
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (number, component) in components.iter().enumerate() {
        let mut sorted: Vec<usize> = component.iter().map(|node| node.index()).collect();
        sorted.sort_unstable();
        for (at, index) in sorted.iter().enumerate() {
            of[*index] = number;
            place[*index] = at;
        }
        members.push(sorted);
    }
    let mut within: Vec<Vec<(usize, usize, f64)>> = vec![Vec::new(); members.len()];
    for &(from, to, value) in entries {
        if of[from] == of[to] {
            within[of[from]].push((place[from], place[to], value));
        }
    }
    members
        .into_iter()
        .zip(within)
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(members, entries)| {
            let (radius, worth) = iterate(members.len(), &entries);
            Part {
                members,
                radius,
                worth,
            }
        })
        .collect()
}

fn iterate(size: usize, entries: &[(usize, usize, f64)]) -> (f64, Vec<f64>) {
    let rounds = (ROUNDS * 100 / (entries.len() + 100)).max(50);
    let mut vector = vec![1.0; size];
    let mut growth = 1.0;
    for _ in 0..rounds {
        let mut next = vector.clone();
        for &(from, to, value) in entries {
            next[from] += value * vector[to];
        }
        let ratios = next.iter().zip(&vector).map(|(now, was)| now / was);
        let (low, high) = ratios.fold((f64::INFINITY, 0.0_f64), |(low, high), ratio| {
            (low.min(ratio), high.max(ratio))
        });
        growth = 0.5 * (low + high);
        let greatest = next.iter().copied().fold(0.0, f64::max);
        for value in &mut next {
            // Far from the rest of a part a share may become too small to be told from zero.
            *value = (*value / greatest).max(f64::MIN_POSITIVE);
        }
        vector = next;
        if high - low < STILL {
            break;
        }
    }
    (growth - 1.0, vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn radius(size: usize, entries: &[(usize, usize, f64)]) -> f64 {
        let parts = parts(size, entries);
        parts.iter().map(|part| part.radius).fold(0.0, f64::max)
    }

    #[test]
    fn known_matrices() {
        let close = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found}");
        // What leads nowhere back does not grow.
        close(radius(3, &[(0, 1, 5.0), (1, 2, 5.0), (0, 2, 9.0)]), 0.0);
        close(radius(1, &[(0, 0, 0.7)]), 0.7);
        // A circle grows by the geometric mean of its steps.
        close(radius(2, &[(0, 1, 4.0), (1, 0, 1.0)]), 2.0);
        close(radius(3, &[(0, 1, 8.0), (1, 2, 1.0), (2, 0, 1.0)]), 2.0);
        // [[1, 2], [3, 4]] has (5 + √33) / 2.
        let full = [(0, 0, 1.0), (0, 1, 2.0), (1, 0, 3.0), (1, 1, 4.0)];
        close(radius(2, &full), 0.5 * (5.0 + 33.0_f64.sqrt()));
        // Two parts: the greater counts, and what leads from one to the other does not.
        close(radius(2, &[(0, 0, 0.5), (0, 1, 100.0), (1, 1, 0.25)]), 0.5);
    }

    #[test]
    fn worth_is_the_right_eigenvector() {
        let entries = [(0, 1, 4.0), (1, 0, 1.0)];
        let part = &parts(2, &entries)[0];
        assert_eq!(part.members, [0, 1]);
        assert!((part.worth[0] - 1.0).abs() < 1e-9 && (part.worth[1] - 0.5).abs() < 1e-9);
    }
}
