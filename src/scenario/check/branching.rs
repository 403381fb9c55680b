//! Consequences on `self` that breed without bound.
//!
//! The kinds that lead to each other on the same asset form a multi-type branching process.
//! It grows without bound if the greatest eigenvalue of the matrix of expected offspring is
//! above 1, and lasts too long to be meant at 1 (Harris 1963, The Theory of Branching
//! Processes, chapter II). `until` may still stop it, so this is a warning.

use super::super::code::Code;
use super::super::document::{Document, Where};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use crate::stats::spectral_parts;

pub(super) fn check(cx: &mut Cx<'_>, document: &Document) {
    let mut offspring: Vec<(usize, usize, f64)> = Vec::new();
    for (parent, kind) in document.kinds.iter().enumerate() {
        for consequence in &kind.consequences {
            if matches!(consequence.on, Where::Itself) && consequence.chance > 0.0 {
                offspring.push((parent, consequence.kind.ix(), consequence.chance));
            }
        }
    }
    for part in spectral_parts(document.kinds.len(), &offspring) {
        if part.radius >= 1.0 - 1e-6 {
            report(cx, document, &part.members);
        }
    }
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
        let all = super::super::suggestion::choices(ids, "and");
        format!("{all} lead to each other on the same asset, once or more for each incident")
    };
    cx.report(Code::ConsequenceLoop, place, message)
        .help("only `until` can stop this: lower the chances, or break the circle");
}
