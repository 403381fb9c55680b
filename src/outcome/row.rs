//! What became of one incident: indices and instants, no names.

use std::ops::Range;

use crate::scenario::document::{AssetIx, KindIx, Moment, Severity};
use crate::scenario::time::Instant;
use crate::sim::incident::State;
use crate::sim::origin::Origin;

/// One incident of one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Replication, from 0.
    pub replication: u64,
    /// Number of the incident in order of onset.
    pub incident: u32,
    /// Its kind.
    pub kind: KindIx,
    /// Its asset.
    pub asset: AssetIx,
    /// Which instance of a counted asset, from 0.
    pub instance: u32,
    /// Severity.
    pub severity: Severity,
    /// Where it comes from.
    pub origin: Origin,
    /// What it waited for at the end.
    pub state: State,
    /// How often a crew was taken away for a graver incident.
    pub preemptions: u16,
    /// How often others took running work over.
    pub handovers: u16,
    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub rework: f64,
    /// Its life, in the order of [`Moment::ALL`].
    pub moments: [Instant; 11],
    /// When the owner gave up waiting; [`Instant::NEVER`] if they did not.
    pub gave_up: Instant,
    pub(super) stints: Range<u32>,
}

impl Row {
    /// When it reached a moment, if it did.
    pub fn moment(&self, moment: Moment) -> Option<Instant> {
        self.moments[moment as usize].known()
    }
}
