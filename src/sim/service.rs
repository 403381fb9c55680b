//! Service levels: what incidents, outages and fallbacks do to assets and to all that need
//! them.
//!
//! An asset's level is its own level times the least of its needs. A counted asset keeps one
//! state for its sound instances and one each for the few that are damaged, so that 1,972
//! polling stations cost no more than one. Levels are updated in topological order from where
//! something changed, never recomputed whole.

use crate::scenario::document::{AssetIx, Need};
use crate::scenario::time::{Instant, Span};
use crate::world::{AssetNode, World};

/// The sound instances of an asset, as one.
pub(super) const SOUND: u32 = u32::MAX;

/// A fallback's clock.
#[derive(Clone, Copy, Debug)]
struct Standby {
    /// When it takes over; [`Instant::NEVER`] while the level is above its capacity.
    due: Instant,
    /// It has taken over.
    active: bool,
}

impl Standby {
    const IDLE: Self = Self {
        due: Instant::NEVER,
        active: false,
    };
}

#[derive(Clone, Copy, Debug)]
struct Damaged {
    instance: u32,
    own: f64,
    standby: Standby,
}

#[derive(Clone, Debug)]
struct AssetState {
    count: u32,
    capacity: Option<f64>,
    needs: f64,
    outages: u32,
    planned: u32,
    standby: Standby,
    damaged: Vec<Damaged>,
    /// Mean over the instances.
    level: f64,
    /// Criticality curve's integral when the level last changed.
    since: f64,
    /// Criticality-weighted loss so far, in hours.
    loss: f64,
}

/// Whether a milestone holds.
#[derive(Clone, Copy, Debug)]
struct Watch {
    running: bool,
    below_since: Instant,
    below: Span,
}

/// A fallback that must be asked again at an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandbyDue {
    pub asset: AssetIx,
    pub instance: u32,
    pub at: Instant,
}

/// All service levels of a replication.
#[derive(Clone, Debug)]
pub struct Service {
    assets: Vec<AssetState>,
    /// Assets to recompute, one bit each, by rank.
    dirty: Vec<u64>,
    milestones: Vec<Watch>,
    scratch: Vec<(f64, u32)>,
    /// Fallbacks to schedule, for the event loop to collect.
    pub(super) standbys: Vec<StandbyDue>,
    /// Changes of the last update, for traces: asset, from, to.
    pub(super) changes: Vec<(AssetIx, f64, f64)>,
}

impl Service {
    pub(super) fn new(world: &World) -> Self {
        let fresh = |node: &AssetNode| AssetState {
            count: node.count,
            capacity: node.fallback.map(|fallback| fallback.capacity),
            needs: 1.0,
            outages: 0,
            planned: 0,
            standby: Standby::IDLE,
            damaged: Vec::new(),
            level: 1.0,
            since: 0.0,
            loss: 0.0,
        };
        Self {
            assets: world.assets.iter().map(fresh).collect(),
            dirty: vec![0; world.assets.len().div_ceil(64)],
            milestones: vec![
                Watch {
                    running: false,
                    below_since: Instant::NEVER,
                    below: Span::ZERO,
                };
                world.document.milestones.len()
            ],
            scratch: Vec::new(),
            standbys: Vec::new(),
            changes: Vec::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        for state in &mut self.assets {
            state.needs = 1.0;
            state.outages = 0;
            state.planned = 0;
            state.standby = Standby::IDLE;
            state.damaged.clear();
            state.level = 1.0;
            state.since = 0.0;
            state.loss = 0.0;
        }
        self.dirty.fill(0);
        for watch in &mut self.milestones {
            *watch = Watch {
                running: false,
                below_since: Instant::NEVER,
                below: Span::ZERO,
            };
        }
        self.standbys.clear();
        self.changes.clear();
    }

    /// Mean level over the instances, in `0..=1`.
    pub fn level(&self, asset: AssetIx) -> f64 {
        self.assets[asset.ix()].level
    }

    /// Criticality-weighted service loss of an asset so far, in hours (of the whole group).
    pub fn loss(&self, asset: AssetIx) -> f64 {
        self.assets[asset.ix()].loss
    }

    /// True while an outage has switched the asset off.
    #[inline]
    pub(super) fn is_off(&self, asset: AssetIx) -> bool {
        self.assets[asset.ix()].outages > 0
    }

    /// Time below the level within the milestone's interval so far.
    pub fn time_below(&self, milestone: usize) -> Span {
        self.milestones[milestone].below
    }

    fn mark(&mut self, world: &World, asset: AssetIx) {
        let rank = world.assets[asset.ix()].rank as usize;
        self.dirty[rank / 64] |= 1 << (rank % 64);
    }

    /// Sets the own level of one instance (1 heals it).
    pub(super) fn set_own(&mut self, world: &World, asset: AssetIx, instance: u32, own: f64) {
        let state = &mut self.assets[asset.ix()];
        let found = state
            .damaged
            .iter()
            .position(|damaged| damaged.instance == instance);
        match (found, own < 1.0) {
            (Some(ix), true) => state.damaged[ix].own = own,
            (Some(ix), false) => {
                state.damaged.swap_remove(ix);
            }
            (None, true) => {
                let standby = state.standby;
                state.damaged.push(Damaged {
                    instance,
                    own,
                    standby,
                });
                if standby.due.happened() && !standby.active {
                    self.standbys.push(StandbyDue {
                        asset,
                        instance,
                        at: standby.due,
                    });
                }
            }
            (None, false) => return,
        }
        self.mark(world, asset);
    }

    /// Begins or ends an outage of the whole asset.
    pub(super) fn switch(
        &mut self,
        world: &World,
        now: Instant,
        asset: AssetIx,
        planned: bool,
        off: bool,
    ) {
        self.settle(world, now, asset);
        let state = &mut self.assets[asset.ix()];
        let step = |count: u32| {
            if off {
                count + 1
            } else {
                count.saturating_sub(1)
            }
        };
        state.outages = step(state.outages);
        if planned {
            state.planned = step(state.planned);
        }
        self.mark(world, asset);
    }

    /// A fallback's time may have come.
    pub(super) fn standby_due(
        &mut self,
        world: &World,
        now: Instant,
        asset: AssetIx,
        instance: u32,
    ) {
        let state = &mut self.assets[asset.ix()];
        let standby = if instance == SOUND {
            Some(&mut state.standby)
        } else {
            state
                .damaged
                .iter_mut()
                .find(|damaged| damaged.instance == instance)
                .map(|damaged| &mut damaged.standby)
        };
        if let Some(standby) = standby.filter(|standby| standby.due == now && !standby.active) {
            standby.active = true;
            self.mark(world, asset);
        }
    }

    /// Adds the loss since the level last changed.
    fn settle(&mut self, world: &World, now: Instant, asset: AssetIx) {
        let node = &world.assets[asset.ix()];
        let state = &mut self.assets[asset.ix()];
        let weight = world.curves[node.curve as usize].until(now);
        if state.planned == 0 && state.level < 1.0 {
            state.loss += node.criticality * (1.0 - state.level) * (weight - state.since)
                / Span::HOUR.0 as f64;
        }
        state.since = weight;
    }

    /// Brings all levels up to date.
    pub(super) fn update(&mut self, world: &World, now: Instant) {
        for word in 0..self.dirty.len() {
            while self.dirty[word] != 0 {
                let bit = self.dirty[word].trailing_zeros() as usize;
                self.dirty[word] &= self.dirty[word] - 1;
                self.recompute(world, now, world.order[word * 64 + bit]);
            }
        }
    }

    fn recompute(&mut self, world: &World, now: Instant, asset: AssetIx) {
        let node = &world.assets[asset.ix()];
        let needs = self.needs_level(node);
        let state = &mut self.assets[asset.ix()];
        state.needs = needs;
        let standbys = &mut self.standbys;
        let mut effective = |instance: u32, raw: f64, standby: &mut Standby| -> f64 {
            let Some(fallback) = node.fallback else {
                return raw;
            };
            if raw >= fallback.capacity {
                *standby = Standby::IDLE;
                return raw;
            }
            if !standby.due.happened() {
                standby.due = now + fallback.after;
                if fallback.after == Span::ZERO {
                    standby.active = true;
                } else {
                    standbys.push(StandbyDue {
                        asset,
                        instance,
                        at: standby.due,
                    });
                }
            }
            if standby.active {
                fallback.capacity
            } else {
                raw
            }
        };
        let base = if state.outages > 0 { 0.0 } else { needs };
        let sound = node.count - (state.damaged.len() as u32).min(node.count);
        let mut sum = if sound > 0 || node.fallback.is_some() {
            f64::from(sound) * effective(SOUND, base, &mut state.standby)
        } else {
            0.0
        };
        for damaged in &mut state.damaged {
            sum += effective(damaged.instance, base * damaged.own, &mut damaged.standby);
        }
        let level = if state.damaged.is_empty() {
            // Not through the sum, so that an untouched asset is exactly at its level.
            match (state.standby.active, node.fallback) {
                (true, Some(fallback)) => fallback.capacity.max(base),
                _ => base,
            }
        } else {
            sum / f64::from(node.count)
        };
        let from = state.level;
        if level.to_bits() == from.to_bits() {
            return;
        }
        self.settle(world, now, asset);
        self.assets[asset.ix()].level = level;
        self.changes.push((asset, from, level));
        for dependent in &node.dependents {
            self.mark(world, *dependent);
        }
        for milestone in &node.milestones {
            self.watch(world, now, milestone.ix(), level);
        }
    }

    /// Level of one need after another, the least of all.
    fn needs_level(&mut self, node: &AssetNode) -> f64 {
        let mut least: f64 = 1.0;
        for need in &node.needs {
            let level = match need {
                Need::Hard(asset) | Need::ShareOf(asset) => self.assets[asset.ix()].level,
                Need::Soft { asset, weight } => {
                    1.0 - weight * (1.0 - self.assets[asset.ix()].level)
                }
                Need::Any(of) => self.kth_best(of, 1),
                Need::AtLeast { k, of } => self.kth_best(of, *k),
            };
            least = least.min(level);
        }
        least
    }

    /// The k-th best level over all instances of some assets.
    fn kth_best(&mut self, of: &[AssetIx], k: u32) -> f64 {
        let mut levels = std::mem::take(&mut self.scratch);
        levels.clear();
        for asset in of {
            let state = &self.assets[asset.ix()];
            let base = if state.outages > 0 { 0.0 } else { state.needs };
            let lifted = |raw: f64, standby: &Standby| match (standby.active, state.capacity) {
                (true, Some(capacity)) => raw.max(capacity),
                _ => raw,
            };
            let sound = state.count - (state.damaged.len() as u32).min(state.count);
            levels.push((lifted(base, &state.standby), sound));
            for damaged in &state.damaged {
                levels.push((lifted(base * damaged.own, &damaged.standby), 1));
            }
        }
        levels.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut left = k;
        let mut best = 0.0;
        for (level, count) in &levels {
            if *count >= left {
                best = *level;
                break;
            }
            left -= count;
        }
        self.scratch = levels;
        best
    }

    fn watch(&mut self, world: &World, now: Instant, ix: usize, level: f64) {
        let watch = &mut self.milestones[ix];
        if !watch.running {
            return;
        }
        let below = level < world.document.milestones[ix].level;
        match (watch.below_since.known(), below) {
            (None, true) => watch.below_since = now,
            (Some(since), false) => {
                watch.below = watch.below + (now - since);
                watch.below_since = Instant::NEVER;
            }
            _ => {}
        }
    }

    /// A milestone's interval begins.
    pub(super) fn begin_milestone(&mut self, world: &World, now: Instant, ix: usize) {
        self.milestones[ix].running = true;
        let level = self.level(world.document.milestones[ix].asset);
        self.watch(world, now, ix, level);
    }

    /// A milestone's interval ends.
    pub(super) fn end_milestone(&mut self, world: &World, now: Instant, ix: usize) {
        self.watch(world, now, ix, f64::INFINITY);
        self.milestones[ix].running = false;
    }

    /// The end of the scenario: settles all accounts.
    pub(super) fn finish(&mut self, world: &World, end: Instant) {
        for asset in 0..self.assets.len() {
            self.settle(world, end, AssetIx::from(asset));
        }
        for milestone in 0..self.milestones.len() {
            self.end_milestone(world, end, milestone);
        }
    }
}
