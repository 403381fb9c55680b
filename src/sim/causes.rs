//! Where incidents come from: the threats' draws, and what has been caused and is yet to begin.

use crate::scenario::document::{AssetIx, ThreatIx};

use super::arrival::Source;
use super::key::PAGE;

/// An incident that will begin unless something prevents it.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingIncident {
    pub cause: PendingCause,
    pub lineage: u64,
    pub words: [u64; PAGE],
}

#[derive(Clone, Copy, Debug)]
pub(super) enum PendingCause {
    Consequence {
        parent: u32,
        rule: u32,
        asset: AssetIx,
        instance: u32,
    },
    Offspring(ThreatIx),
}

/// The sources of incidents to come.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    /// Each threat's place in its draws.
    pub sources: Vec<Source>,
    pending: Vec<PendingIncident>,
    vacant: Vec<u32>,
}

impl Causes {
    pub(super) fn new(threats: usize) -> Self {
        Self {
            sources: Vec::with_capacity(threats),
            ..Self::default()
        }
    }

    pub(super) fn clear(&mut self) {
        self.sources.clear();
        self.pending.clear();
        self.vacant.clear();
    }

    /// Keeps an incident that is yet to begin; `None` if there are `limit` already.
    pub(super) fn keep(&mut self, pending: PendingIncident, limit: u64) -> Option<u32> {
        if let Some(slot) = self.vacant.pop() {
            self.pending[slot as usize] = pending;
            return Some(slot);
        }
        if self.pending.len() as u64 >= limit {
            return None;
        }
        self.pending.push(pending);
        Some((self.pending.len() - 1) as u32)
    }

    /// Takes one that begins now.
    pub(super) fn take(&mut self, slot: u32) -> PendingIncident {
        self.vacant.push(slot);
        self.pending[slot as usize]
    }
}
