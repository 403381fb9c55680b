//! Assets that need each other in a circle.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::super::code::Code;
use super::super::document::{Asset, AssetIx, Document, Need};
use super::super::ids::Thing;
use super::super::reader::Cx;

/// Circles shown with a label for each of their needs, up to this length.
const LABELLED: usize = 6;

/// Assets of a circle that are named in full.
const NAMED: usize = 20;

/// The assets that a need names.
pub(super) fn named(need: &Need) -> &[AssetIx] {
    match need {
        Need::Hard(asset) | Need::ShareOf(asset) | Need::Soft { asset, .. } => {
            std::slice::from_ref(asset)
        }
        Need::Any(of) | Need::AtLeast { of, .. } => of,
    }
}

pub(super) fn check(cx: &mut Cx<'_>, document: &Document) {
    let assets = &document.assets;
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(assets.len(), 0);
    for _ in assets {
        graph.add_node(());
    }
    for (from, asset) in assets.iter().enumerate() {
        for to in asset.needs.iter().flat_map(named) {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to.ix()), ());
        }
    }
    // Kosaraju's algorithm, not Tarjan's: that one recurses, and a long chain of needs would
    // overflow the stack.
    for component in kosaraju_scc(&graph) {
        if component.len() > 1 {
            let mut members: Vec<usize> = component.iter().map(|node| node.index()).collect();
            members.sort_unstable();
            report(cx, assets, &circle(assets, &members));
        }
    }
}

/// The shortest circle through the first of some assets that all need each other.
fn circle(assets: &[Asset], members: &[usize]) -> Vec<usize> {
    let start = members[0];
    let mut before: Vec<Option<usize>> = vec![None; assets.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in assets[at].needs.iter().flat_map(named).map(|a| a.ix()) {
            if next == start {
                let mut path = vec![at];
                let mut step = at;
                while let Some(earlier) = before[step] {
                    path.push(earlier);
                    step = earlier;
                }
                path.reverse();
                return path;
            }
            if before[next].is_none() && members.binary_search(&next).is_ok() {
                before[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    members.to_vec()
}

fn report(cx: &mut Cx<'_>, assets: &[Asset], circle: &[usize]) {
    let ids: Vec<&str> = circle.iter().map(|ix| assets[*ix].id.as_str()).collect();
    let first = ids[0];
    let shown = if ids.len() > NAMED {
        format!(
            "{} → … ({} assets) → {first}",
            ids[..NAMED].join(" → "),
            ids.len()
        )
    } else {
        format!("{} → {first}", ids.join(" → "))
    };
    let next_of = |nth: usize| (ids[nth], ids[(nth + 1) % ids.len()]);
    let places: Vec<_> = (0..circle.len().min(LABELLED))
        .map(|nth| cx.find_name(Thing::Asset, circle[nth], "needs", next_of(nth).1))
        .collect();
    let report = cx.report(
        Code::NeedCycle,
        places[0].clone(),
        format!("these assets need each other in a circle: {shown}"),
    );
    let label = |nth: usize| format!("`{}` needs `{}`", next_of(nth).0, next_of(nth).1);
    report.label(label(0));
    for (nth, place) in places.iter().enumerate().skip(1) {
        report.also(place.clone(), label(nth));
    }
    report
        .help("take one of these needs out; who can attack whom may be circular and is `reaches`");
}
