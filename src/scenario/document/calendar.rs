//! Elections, phases and milestones.

use super::super::time::{Instant, Span};
use super::{AssetIx, ElectionIx};

/// `[[election]]`.
#[derive(Clone, Debug)]
pub struct Election {
    /// Its id, for anchors.
    pub id: String,
    /// Human name.
    pub name: String,
    /// What is elected.
    pub kind: String,
    /// Midnight at which election day begins, local.
    pub day: Instant,
    /// When polls open.
    pub polls_open: Instant,
    /// When polls close.
    pub polls_close: Instant,
    /// The first round this one decides, if any.
    pub run_off_of: Option<ElectionIx>,
}

/// `[[phase]]`: an interval with its own threat and criticality.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// First instant, clamped to the horizon.
    pub from: Instant,
    /// First instant after it, clamped to the horizon; `from == to` is a phase outside.
    pub to: Instant,
    /// Multiplies every threat's rate while the phase lasts; overlapping phases multiply.
    pub threat: f64,
    /// Multiplies every asset's criticality while the phase lasts.
    pub criticality: f64,
}

/// `[[milestone]]`: an asset's service must hold through an interval.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// The asset whose service must hold.
    pub asset: AssetIx,
    /// Least service level, in `0..=1`.
    pub level: f64,
    /// First instant.
    pub from: Instant,
    /// First instant after it.
    pub to: Instant,
    /// Time below the level that is forgiven; default none.
    pub tolerance: Span,
}
