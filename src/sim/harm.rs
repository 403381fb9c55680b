//! Harm that open incidents do to one asset.

/// What one incident takes of its instance's own level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Harm {
    /// Its place in memory.
    pub slot: u32,
    /// Its number.
    pub number: u32,
    /// Which instance of the asset.
    pub instance: u32,
    /// Share of the instance's own level that it takes away.
    pub share: f64,
    /// What that comes to after those before it.
    pub lost: f64,
}
