//! Which incidents can happen where: what threats and injects start, and all that can
//! follow.

use super::super::document::{Action, AssetIx, Document, SeveritySet, Where};
use super::super::read::dispatch::possible as severities;
use super::needs::named;

/// Steps after which the search is given up: a scenario that large is checked without it.
const PATIENCE: usize = 20_000_000;

/// The incidents that can happen.
pub(super) struct Possible {
    assets: usize,
    /// One bit for each kind on each asset.
    bits: Vec<bool>,
    /// Severities by kind.
    pub severities: Vec<SeveritySet>,
}

impl Possible {
    /// `None` for a scenario too large to search.
    pub(super) fn of(document: &Document) -> Option<Self> {
        let assets = document.assets.len();
        let pairs = document.kinds.len().checked_mul(assets)?;
        if pairs > PATIENCE {
            return None;
        }
        let mut possible = Self {
            assets,
            bits: vec![false; pairs],
            severities: document
                .kinds
                .iter()
                .map(|k| severities(&k.severity))
                .collect(),
        };
        possible.search(document).then_some(possible)
    }

    /// True if a kind can strike an asset.
    pub(super) fn on(&self, kind: usize, asset: usize) -> bool {
        self.bits[kind * self.assets + asset]
    }

    /// True if a kind can happen at all.
    pub(super) fn happens(&self, kind: usize) -> bool {
        self.bits[kind * self.assets..(kind + 1) * self.assets]
            .iter()
            .any(|bit| *bit)
    }

    fn search(&mut self, document: &Document) -> bool {
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut steps = 0;
        for threat in &document.threats {
            // A threat that never strikes has its own warning: its kinds count as used.
            for (kind, _) in &threat.kinds {
                self.start(kind.ix(), &threat.targets, &mut open, &mut steps);
            }
        }
        for inject in &document.injects {
            if let Action::Incident {
                kind,
                targets,
                severity,
            } = &inject.action
            {
                self.start(kind.ix(), targets, &mut open, &mut steps);
                if let Some(severity) = severity {
                    self.severities[kind.ix()].0 |= 1 << *severity as u8;
                }
            }
        }
        let dependents = dependents(document);
        let mut spread: Vec<bool> = vec![false; document.kinds.len()];
        while let Some((kind, asset)) = open.pop() {
            for consequence in &document.kinds[kind].consequences {
                let child = consequence.kind.ix();
                match &consequence.on {
                    Where::Itself => {
                        self.start(child, &[AssetIx::from(asset)], &mut open, &mut steps);
                    }
                    Where::Reached => {
                        let reached = &document.assets[asset].reaches;
                        self.start(child, reached, &mut open, &mut steps);
                    }
                    Where::Dependents => {
                        self.start(child, &dependents[asset], &mut open, &mut steps);
                    }
                    // The same wherever the parent is: once is enough.
                    Where::Among(list) if !spread[kind] => {
                        self.start(child, list, &mut open, &mut steps);
                    }
                    Where::Among(_) => {}
                }
            }
            spread[kind] = true;
            if steps > PATIENCE {
                return false;
            }
        }
        true
    }

    fn start(
        &mut self,
        kind: usize,
        assets: &[AssetIx],
        open: &mut Vec<(usize, usize)>,
        steps: &mut usize,
    ) {
        *steps += 1 + assets.len();
        for asset in assets {
            let bit = &mut self.bits[kind * self.assets + asset.ix()];
            if !*bit {
                *bit = true;
                open.push((kind, asset.ix()));
            }
        }
    }
}

/// For each asset, those that need it.
fn dependents(document: &Document) -> Vec<Vec<AssetIx>> {
    let mut dependents = vec![Vec::new(); document.assets.len()];
    for (ix, asset) in document.assets.iter().enumerate() {
        for needed in asset.needs.iter().flat_map(named) {
            dependents[needed.ix()].push(AssetIx::from(ix));
        }
    }
    dependents
}
