//! What takes part in a comparison.

use crate::world::World;

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
