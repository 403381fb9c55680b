//! What takes part in a comparison.

use crate::scenario::document::Document;
use crate::world::World;

use super::identity::scenario_hash;

/// Id of the scenario without a policy.
pub(crate) const AS_IT_IS: &str = "as-it-is";

/// A policy that takes part, or the scenario as it is.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the scenario's text under it.
    pub hash: String,
    /// The scenario's world under it.
    pub world: World,
}

impl Alternative {
    /// A scenario's world under one of its policies, or as it is.
    pub(crate) fn new(scenario: &Document, policy: Option<&str>, world: World) -> Self {
        let id = policy.unwrap_or(AS_IT_IS);
        let name = match policy {
            None => "the scenario as it is",
            Some(id) => {
                let known = scenario.policies.iter().find(|it| it.id == id);
                known.map_or(id, |policy| &policy.name)
            }
        };
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            hash: scenario_hash(&world.document),
            world,
        }
    }
}
