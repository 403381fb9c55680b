//! Who takes part in a comparison, and what their policies change that is no matter of
//! performance.

use serde::{Deserialize, Serialize};

use crate::scenario::document::Document;

use super::compare::Contender;
use super::measures::Yardstick;

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
pub struct Entrants {
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// Who took part, the baseline first.
    pub policies: Vec<PolicyEntry>,
    /// What the policies change that makes their differences mean something else, in words.
    pub remarks: Vec<String>,
}

impl Entrants {
    /// Of contenders, the first of which is the baseline.
    pub fn new(contenders: &[Contender], measures: &[Yardstick]) -> Self {
        let document = &contenders[0].world.document;
        let entry = |contender: &Contender| PolicyEntry {
            id: contender.id.clone(),
            name: contender.name.clone(),
            scenario_hash: contender.hash.clone(),
        };
        Self {
            scenario: document.id.clone(),
            name: document.name.clone(),
            policies: contenders.iter().map(entry).collect(),
            remarks: remarks(contenders, measures),
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

/// What policies change beside how incidents are answered.
fn remarks(contenders: &[Contender], measures: &[Yardstick]) -> Vec<String> {
    let mut said = Vec::new();
    let base = &contenders[0];
    for contender in &contenders[1..] {
        let touched = happens(&base.world.document, &contender.id);
        if !touched.is_empty() {
            said.push(format!(
                "Policy `{}` changes {}: not only how incidents are answered, but which there are or \
                 how they are counted. Its differences mean both.",
                contender.id,
                touched.join(", ")
            ));
        }
        for measure in measures {
            if measure.is_redefined(&contender.world, &base.world)
                && measure.quantity(&contender.world).is_some()
            {
                said.push(format!(
                    "Policy `{}` means something else by `{}` than the baseline does: their difference \
                     is not one of performance.",
                    contender.id, measure.name
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
