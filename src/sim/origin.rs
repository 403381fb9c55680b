//! Where an incident comes from, and where its draws are found.

use serde::{Deserialize, Serialize};

use crate::scenario::document::{AssetIx, InjectIx, KindIx, ThreatIx};

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

/// What an incident descends from, whatever lies between: chance, or the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Primary {
    /// Arrivals of a threat.
    Threat(ThreatIx),
    /// An inject.
    Inject(InjectIx),
}

/// What made an asset fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RootCause {
    /// The threat or inject behind it.
    pub primary: Primary,
    /// The kind of the incident that did it; none for an outage.
    pub kind: Option<KindIx>,
    /// The asset that it befell.
    pub asset: AssetIx,
}

/// Where an incident comes from and what it descends from, in the room of the first: an incident
/// is kept for as long as it is open, and there may be a million of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Descent {
    Threat(ThreatIx),
    Offspring(ThreatIx),
    Inject(InjectIx),
    /// A consequence of the incident with this number, and so of a threat.
    OfThreat(ShortIx, u32),
    /// A consequence of the incident with this number, and so of an inject.
    OfInject(ShortIx, u32),
}

const _: () = assert!(size_of::<Descent>() == size_of::<Origin>());

/// An index in three bytes. A scenario of more than sixteen million threats does not fit into
/// memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShortIx([u8; 3]);

impl ShortIx {
    const fn new(ix: u32) -> Self {
        let [a, b, c, _] = ix.to_le_bytes();
        Self([a, b, c])
    }

    const fn ix(self) -> u32 {
        let [a, b, c] = self.0;
        u32::from_le_bytes([a, b, c, 0])
    }
}

impl Descent {
    /// A consequence of an incident with a number that descends from something.
    pub(super) const fn consequence(parent: u32, primary: Primary) -> Self {
        match primary {
            Primary::Threat(threat) => Self::OfThreat(ShortIx::new(threat.0), parent),
            Primary::Inject(inject) => Self::OfInject(ShortIx::new(inject.0), parent),
        }
    }

    /// Where the incident comes from.
    #[inline]
    pub(super) const fn origin(self) -> Origin {
        match self {
            Self::Threat(threat) => Origin::Threat(threat),
            Self::Offspring(threat) => Origin::Offspring(threat),
            Self::Inject(inject) => Origin::Inject(inject),
            Self::OfThreat(_, parent) | Self::OfInject(_, parent) => Origin::Consequence(parent),
        }
    }

    /// What it descends from.
    pub(super) const fn primary(self) -> Primary {
        match self {
            Self::Threat(threat) | Self::Offspring(threat) => Primary::Threat(threat),
            Self::Inject(inject) => Primary::Inject(inject),
            Self::OfThreat(threat, _) => Primary::Threat(ThreatIx(threat.ix())),
            Self::OfInject(inject, _) => Primary::Inject(InjectIx(inject.ix())),
        }
    }
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
    pub descent: Descent,
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
pub(super) const REDRAWN_PAGES: u64 = 704;

impl Address {
    /// Reads one draw of the pages from `first` on.
    pub(super) fn draw(self, draws: Draws, first: u64, number: usize) -> u64 {
        let key = draws.key(self.domain, self.source);
        key.page(self.entity, first + (number / PAGE) as u64)[number % PAGE]
    }
}
