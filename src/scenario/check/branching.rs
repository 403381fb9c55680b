//! Consequences on `self` that breed without bound.
//!
//! The kinds that lead to each other on the same asset form a multi-type branching process.
//! It grows without bound if the greatest eigenvalue of the matrix of expected offspring is
//! above 1, and lasts too long to be meant at 1 (Harris 1963, The Theory of Branching
//! Processes, chapter II). `until` may still stop it, so this is a warning.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::super::code::Code;
use super::super::document::{Document, Where};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;

/// Rounds of power iteration; enough to tell 0.99 from 1 in chains of a few kinds.
const ROUNDS: usize = 2000;

pub(super) fn check(cx: &mut Cx<'_>, document: &Document) {
    let mut graph: DiGraph<(), f64> = DiGraph::new();
    for _ in &document.kinds {
        graph.add_node(());
    }
    for (parent, kind) in document.kinds.iter().enumerate() {
        for consequence in &kind.consequences {
            if matches!(consequence.on, Where::Itself) && consequence.chance > 0.0 {
                let child = NodeIndex::new(consequence.kind.ix());
                graph.add_edge(NodeIndex::new(parent), child, consequence.chance);
            }
        }
    }
    for component in kosaraju_scc(&graph) {
        let mut kinds: Vec<usize> = component.iter().map(|node| node.index()).collect();
        kinds.sort_unstable();
        if growth(&graph, &kinds) >= 1.0 - 1e-6 {
            report(cx, document, &kinds);
        }
    }
}

/// The greatest eigenvalue of the expected offspring among some kinds.
///
/// Iterating on the matrix plus the identity converges for circles too, whose eigenvalues
/// all have one modulus; the identity adds exactly 1.
fn growth(graph: &DiGraph<(), f64>, kinds: &[usize]) -> f64 {
    let position = |node: NodeIndex| kinds.binary_search(&node.index()).ok();
    let mut edges: Vec<(usize, usize, f64)> = Vec::new();
    for (from, kind) in kinds.iter().enumerate() {
        let node = NodeIndex::new(*kind);
        let within = graph.edges(node).filter_map(|edge| {
            use petgraph::visit::EdgeRef;
            Some((from, position(edge.target())?, *edge.weight()))
        });
        edges.extend(within);
    }
    if edges.is_empty() {
        return 0.0;
    }
    let rounds = (ROUNDS * 100 / (edges.len() + 100)).max(50);
    let mut vector = vec![1.0; kinds.len()];
    let mut growth = 0.0;
    for _ in 0..rounds {
        let mut next = vector.clone();
        for (from, to, chance) in &edges {
            next[*from] += chance * vector[*to];
        }
        growth = next.iter().copied().fold(0.0, f64::max);
        for value in &mut next {
            *value /= growth;
        }
        vector = next;
    }
    growth - 1.0
}

fn report(cx: &mut Cx<'_>, document: &Document, kinds: &[usize]) {
    let parent = kinds[0];
    let kind = &document.kinds[parent];
    let nth = kind.consequences.iter().position(|consequence| {
        matches!(consequence.on, Where::Itself) && kinds.contains(&consequence.kind.ix())
    });
    let path = [Step::Key("consequence"), Step::Nth(nth.unwrap_or(0))];
    let place = cx.find_in(Thing::Kind, parent, &path);
    let ids: Vec<&str> = kinds
        .iter()
        .map(|ix| document.kinds[*ix].id.as_str())
        .collect();
    let message = if let [only] = ids.as_slice() {
        format!("`{only}` leads to itself on the same asset, once or more for each incident")
    } else {
        let all = super::super::diagnostic::choices(ids, "and");
        format!("{all} lead to each other on the same asset, once or more for each incident")
    };
    cx.report(Code::ConsequenceLoop, place, message)
        .help("only `until` can stop this: lower the chances, or break the circle");
}
