//! Where an incident comes from, and where its draws are found.

use crate::scenario::document::{InjectIx, ThreatIx};

use super::key::{Domain, Draws, PAGE};

/// Where an incident comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A primary arrival of a threat.
    Threat(ThreatIx),
    /// Excited by an earlier arrival of the same threat.
    Offspring(ThreatIx),
    /// Scripted.
    Inject(InjectIx),
    /// Follows from the incident with this number.
    Consequence(u32),
}

/// The address of an incident's draws, and its pages.
///
/// The layout of page 0 is: 0 gap to the arrival (or delay, or chance of an inject), 1 target
/// (or chance of a consequence), 2 kind, 3 severity, 4 detection, 5–7 effort of stages 0–2.
/// Later pages are looked up when they are needed; see the constants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    /// What the draws are for.
    pub domain: Domain,
    /// Whose they are.
    pub source: u64,
    /// Which of them.
    pub entity: u64,
}

/// Where an incident comes from, and its draws.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause {
    pub origin: Origin,
    /// Identity of its consequences.
    pub lineage: u64,
    pub address: Address,
    /// Page 0 of its draws.
    pub words: [u64; PAGE],
}

/// Page 0, word by word.
pub(crate) mod word {
    /// Gap to the arrival, delay of a consequence, chance of an inject.
    pub(crate) const GAP: usize = 0;
    /// Target among the threat's; chance of a consequence.
    pub(crate) const TARGET: usize = 1;
    /// Kind among the threat's.
    pub(crate) const KIND: usize = 2;
    /// Severity.
    pub(crate) const SEVERITY: usize = 3;
    /// Detection.
    pub(crate) const DETECTION: usize = 4;
    /// Effort of stage 0, then 1, 2.
    pub(crate) const EFFORT: usize = 5;
}

pub(super) const EFFORT_PAGES: u64 = 1;
pub(super) const OFFSPRING_PAGE: u64 = 40;
pub(super) const NOTICE_PAGES: u64 = 64;
pub(super) const RELEASE_PAGES: u64 = 96;
pub(super) const APPROVAL_PAGES: u64 = 128;
pub(super) const REFUSAL_PAGES: u64 = 384;
pub(super) const PATIENCE_PAGES: u64 = 640;

impl Address {
    /// Reads one draw of the pages from `first` on.
    pub(super) fn draw(self, draws: Draws, first: u64, number: usize) -> u64 {
        let key = draws.key(self.domain, self.source);
        key.page(self.entity, first + (number / PAGE) as u64)[number % PAGE]
    }
}
