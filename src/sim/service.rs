//! Service levels: what incidents, outages and fallbacks do to assets and to all that need
//! them.
//!
//! An asset's level is its own level times the least of its needs. A counted asset keeps one
//! state for its sound instances and one each for the few that are damaged, so that 1,972
//! polling stations cost no more than one. Levels are updated in topological order from where
//! something changed, never recomputed whole.

use std::ops::Range;

use crate::scenario::document::{AssetIx, MilestoneIx, Need};
use crate::scenario::time::{Instant, Span};
use crate::world::{AssetNode, World};

use super::fallback::{Standby, StandbyDue, Use, effective};
use super::incident::NONE;
use super::levels::{AssetState, Damaged, SOUND, UNIT, kth, units};

/// Whether a milestone holds.
#[derive(Clone, Copy, Debug)]
struct Watch {
    running: bool,
    below_since: Instant,
    below: Span,
    /// When the fall began in which the tolerance ran out, and when it did.
    lost: Option<(Instant, Instant)>,
}

impl Watch {
    const IDLE: Self = Self {
        running: false,
        below_since: Instant::NEVER,
        below: Span::ZERO,
        lost: None,
    };
}

/// All service levels of a replication.
#[derive(Clone, Debug)]
pub struct Service {
    assets: Vec<AssetState>,
    /// Where each damaged instance is in its asset's list, by its number over all assets.
    seats: Vec<u32>,
    /// Assets to recompute, one bit each, by rank.
    dirty: Vec<u64>,
    /// The words of these that may have a bit set.
    dirty_words: Range<usize>,
    milestones: Vec<Watch>,
    /// Milestones whose asset has just fallen below their level, for the event loop to collect.
    pub(super) fallen: Vec<MilestoneIx>,
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
            use_of_fallback: Use::ByItself,
            damaged: Vec::new(),
            sum: 0,
            base: 1.0,
            level: 1.0,
            since: 0.0,
            loss: 0.0,
            fell: Instant::NEVER,
        };
        Self {
            assets: world.assets.iter().map(fresh).collect(),
            seats: vec![NONE; world.instances],
            dirty: vec![0; world.assets.len().div_ceil(64)],
            dirty_words: 0..0,
            milestones: vec![Watch::IDLE; world.document.milestones.len()],
            fallen: Vec::new(),
            scratch: Vec::new(),
            standbys: Vec::new(),
            changes: Vec::new(),
        }
    }

    pub(super) fn reset(&mut self, world: &World) {
        for (state, node) in self.assets.iter_mut().zip(&world.assets) {
            state.needs = 1.0;
            state.outages = 0;
            state.planned = 0;
            state.standby = Standby::IDLE;
            state.use_of_fallback = Use::ByItself;
            for damaged in &state.damaged {
                self.seats[node.first + damaged.instance as usize] = NONE;
            }
            state.damaged.clear();
            state.sum = 0;
            state.base = 1.0;
            state.level = 1.0;
            state.since = 0.0;
            state.loss = 0.0;
            state.fell = Instant::NEVER;
        }
        self.dirty.fill(0);
        self.dirty_words = 0..0;
        self.milestones.fill(Watch::IDLE);
        self.fallen.clear();
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

    /// Time below the level of a milestone up to an instant, the present fall included.
    pub(super) fn below_so_far(&self, milestone: usize, now: Instant) -> Span {
        let watch = &self.milestones[milestone];
        let since = watch.below_since.known().filter(|_| watch.running);
        watch.below + since.map_or(Span::ZERO, |since| now - since)
    }

    /// When the asset of a missed milestone fell for the time in which the tolerance ran out, and
    /// when it did; complete after the replication.
    pub fn lost(&self, milestone: MilestoneIx) -> Option<(Instant, Instant)> {
        self.milestones[milestone.ix()].lost
    }

    /// True while a fallback carries an asset or one of its instances.
    pub fn has_fallen_back(&self, asset: AssetIx) -> bool {
        let state = &self.assets[asset.ix()];
        state.standby.active || state.damaged.iter().any(|it| it.standby.active)
    }

    /// Since when an asset has been less than whole, if it is.
    pub(super) fn fell(&self, asset: AssetIx) -> Instant {
        self.assets[asset.ix()].fell
    }

    fn mark(&mut self, world: &World, asset: AssetIx) {
        let rank = world.assets[asset.ix()].rank as usize;
        let word = rank / 64;
        self.dirty[word] |= 1 << (rank % 64);
        let words = &mut self.dirty_words;
        *words = if words.start < words.end {
            words.start.min(word)..words.end.max(word + 1)
        } else {
            word..word + 1
        };
    }

    /// Sets the own level of one instance (1 heals it).
    pub(super) fn set_own(
        &mut self,
        world: &World,
        now: Instant,
        asset: AssetIx,
        instance: u32,
        own: f64,
    ) {
        let node = &world.assets[asset.ix()];
        let place = world.place(asset, instance);
        let state = &mut self.assets[asset.ix()];
        let seat = self.seats[place];
        if own < 1.0 {
            if seat == NONE {
                self.seats[place] = state.damaged.len() as u32;
                let standby = state.standby;
                state.damaged.push(Damaged {
                    instance,
                    own,
                    standby,
                    level: 0,
                });
                if standby.due.happened() && !standby.active {
                    self.standbys.push(StandbyDue {
                        asset,
                        instance,
                        at: standby.due,
                    });
                }
            } else {
                state.damaged[seat as usize].own = own;
            }
            let seat = self.seats[place] as usize;
            state.reckon(node, now, asset, seat, &mut self.standbys);
        } else if seat == NONE {
            return;
        } else {
            self.seats[place] = NONE;
            let healed = state.damaged.swap_remove(seat as usize);
            state.sum -= healed.level;
            if let Some(moved) = state.damaged.get(seat as usize) {
                self.seats[node.first + moved.instance as usize] = seat;
            }
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

    /// From now on a fallback takes over when the players let it.
    pub(super) fn use_fallback(&mut self, world: &World, now: Instant, asset: AssetIx, how: Use) {
        let state = &mut self.assets[asset.ix()];
        state.use_of_fallback = how;
        if how == Use::Never {
            state.standby = Standby::IDLE;
            for damaged in &mut state.damaged {
                damaged.standby = Standby::IDLE;
            }
        }
        let node = &world.assets[asset.ix()];
        for seat in 0..state.damaged.len() {
            state.reckon(node, now, asset, seat, &mut self.standbys);
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
        let takes_over = |standby: &mut Standby| {
            let due = standby.due == now && !standby.active;
            standby.active |= due;
            due
        };
        if instance == SOUND {
            if takes_over(&mut state.standby) {
                self.mark(world, asset);
            }
            return;
        }
        let seat = self.seats[world.place(asset, instance)];
        let Some(damaged) = state.damaged.get_mut(seat as usize) else {
            return;
        };
        if takes_over(&mut damaged.standby) {
            let node = &world.assets[asset.ix()];
            state.reckon(node, now, asset, seat as usize, &mut self.standbys);
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
        // What depends on an asset comes after it, so words are only added ahead.
        while let Some(word) = self.dirty_words.next() {
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
        let base = if state.outages > 0 { 0.0 } else { needs };
        let sound = state.sound();
        let sum = if sound > 0 || node.fallback.is_some() {
            let level = effective(
                node,
                now,
                (asset, SOUND),
                base,
                &mut state.standby,
                state.use_of_fallback,
                standbys,
            );
            f64::from(sound) * level
        } else {
            0.0
        };
        if state.base.to_bits() != base.to_bits() {
            state.base = base;
            for seat in 0..state.damaged.len() {
                state.reckon(node, now, asset, seat, standbys);
            }
        }
        let level = if state.damaged.is_empty() {
            // Not through the sum, so that an untouched asset is exactly at its level.
            match (state.standby.active, node.fallback) {
                (true, Some(fallback)) => fallback.capacity.max(base),
                _ => base,
            }
        } else {
            (units(sum) + state.sum) as f64 / UNIT / f64::from(node.count)
        };
        let from = state.level;
        if level.to_bits() == from.to_bits() {
            return;
        }
        self.settle(world, now, asset);
        let state = &mut self.assets[asset.ix()];
        state.level = level;
        if from >= 1.0 {
            state.fell = now;
        }
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
        // No damaged instance is better than this.
        let mut most: f64 = 0.0;
        for asset in of {
            let state = &self.assets[asset.ix()];
            let base = if state.outages > 0 { 0.0 } else { state.needs };
            let level = state.lifted(base, &state.standby);
            levels.push((level, state.sound()));
            if !state.damaged.is_empty() {
                most = most.max(level).max(state.capacity.unwrap_or(0.0));
            }
        }
        let mut best = kth(&mut levels, k);
        if best.is_none_or(|best| best < most) {
            for asset in of {
                let state = &self.assets[asset.ix()];
                let base = if state.outages > 0 { 0.0 } else { state.needs };
                let level = |damaged: &Damaged| {
                    let level = state.lifted(base * damaged.own, &damaged.standby);
                    (level, 1)
                };
                levels.extend(state.damaged.iter().map(level));
            }
            best = kth(&mut levels, k);
        }
        self.scratch = levels;
        best.unwrap_or(0.0)
    }

    fn watch(&mut self, world: &World, now: Instant, ix: usize, level: f64) {
        let watch = &mut self.milestones[ix];
        if !watch.running {
            return;
        }
        let milestone = &world.document.milestones[ix];
        let below = level < milestone.level;
        match (watch.below_since.known(), below) {
            (None, true) => {
                watch.below_since = now;
                self.fallen.push(MilestoneIx::from(ix));
            }
            (Some(since), false) => {
                let left = Span(milestone.tolerance.0 - watch.below.0);
                watch.below = watch.below + (now - since);
                if watch.below > milestone.tolerance && watch.lost.is_none() {
                    watch.lost = Some((since, since + left));
                }
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
