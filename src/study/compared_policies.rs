//! Who takes part in a comparison, and what their policies change that is no matter of
//! performance.

use serde::{Deserialize, Serialize};

use crate::scenario::document::Document;

use super::alternative::Alternative;
use super::exposure::Exposure;
use super::measures::MeasureSpec;

/// Paths of a scenario that say what happens, as against how it is answered.
const HAPPENS: [&str; 9] = [
    "threat",
    "incident",
    "inject",
    "election",
    "phase",
    "asset",
    "scenario.start",
    "scenario.end",
    "scenario.warm_up",
];

/// What a comparison says of those who took part, beyond what was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ComparedPolicies {
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// Who took part, the baseline first.
    pub policies: Vec<PolicyEntry>,
    /// Who was named too, and is the baseline under another name.
    pub same_as_baseline: Vec<PolicyEntry>,
    /// Smallest differences worth acting on, by measure or family of measures; of two of the
    /// same name the later one counts.
    pub worthwhile: Vec<(String, f64)>,
    /// Who is on duty when it matters.
    pub exposure: Exposure,
    /// What the policies change that makes their differences mean something else, in words.
    pub remarks: Vec<String>,
}

impl ComparedPolicies {
    /// Of alternatives, the first of which is the baseline.
    pub fn new(alternatives: &[Alternative], measures: &[MeasureSpec]) -> Self {
        let document = &alternatives[0].world.document;
        Self {
            scenario: document.id.clone(),
            name: document.name.clone(),
            policies: alternatives.iter().map(PolicyEntry::of).collect(),
            same_as_baseline: Vec::new(),
            worthwhile: document.worthwhile.clone(),
            exposure: Exposure::new(alternatives),
            remarks: remarks(alternatives, measures),
        }
    }
}

/// One who took part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyEntry {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// SHA-256 of the scenario's text under it.
    pub scenario_hash: String,
}

impl PolicyEntry {
    /// An alternative, in words.
    pub(crate) fn of(alternative: &Alternative) -> Self {
        Self {
            id: alternative.id.clone(),
            name: alternative.name.clone(),
            scenario_hash: alternative.hash.clone(),
        }
    }
}

/// What policies change beside how incidents are answered.
fn remarks(alternatives: &[Alternative], measures: &[MeasureSpec]) -> Vec<String> {
    let mut said = Vec::new();
    let base = &alternatives[0];
    for alternative in &alternatives[1..] {
        let touched = happens(&base.world.document, &alternative.id);
        if !touched.is_empty() {
            said.push(format!(
                "Policy `{}` changes {}: not only how incidents are answered, but which there are or \
                 how they are counted. Its differences mean both.",
                alternative.id,
                touched.join(", ")
            ));
        }
        for measure in measures {
            if measure.is_redefined(&alternative.world, &base.world)
                && measure.quantity(&alternative.world).is_some()
            {
                said.push(format!(
                    "Policy `{}` means something else by `{}` than the baseline does: their difference \
                     is not one of performance.",
                    alternative.id, measure.name
                ));
            }
        }
    }
    said
}

/// The parts of what happens that a policy sets something in.
fn happens(document: &Document, policy: &str) -> Vec<&'static str> {
    let Some(policy) = document.policies.iter().find(|it| it.id == policy) else {
        return Vec::new();
    };
    let within = |path: &str, part: &str| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    HAPPENS
        .into_iter()
        .filter(|part| policy.set.iter().any(|setting| within(&setting.path, part)))
        .collect()
}
