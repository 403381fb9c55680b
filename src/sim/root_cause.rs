//! Why an asset is down: from its level back, need by need, to an incident or an outage, and
//! from that to the threat or inject that it descends from.
//!
//! Several things can hold an asset down at once. Of what is needed each by itself (the asset's
//! own state, its needs) the one that failed first is the cause, for the rest would not have
//! mattered; of things that stand in for each other it is the one with whose failure too few
//! were left.

use std::cmp::Ordering;

use crate::scenario::document::{Action, AssetIx, Need};
use crate::scenario::time::Instant;

use super::harm::Harm;
use super::incident::Incident;
use super::origin::{Primary, RootCause};
use super::run::Simulation;

/// Something that holds an asset down.
#[derive(Clone, Copy, Debug)]
struct Holder {
    /// Since when.
    since: Instant,
    /// The level that it alone would leave.
    level: f64,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// Something that befell the asset itself.
    Own(RootCause),
    /// An asset that it needs, which is below the level given.
    Needed(AssetIx, f64),
}

impl Simulation<'_> {
    /// Why an asset is below a level; none if it is not, or by no more than rounding.
    /// `harms` is memory to work with.
    pub(super) fn root_cause(
        &self,
        mut asset: AssetIx,
        mut level: f64,
        harms: &mut Vec<Harm>,
    ) -> Option<RootCause> {
        // Needs form no circle, so this comes to an end.
        loop {
            let mut first: Option<Holder> = None;
            self.each_holder(asset, level, harms, |holder| {
                let earlier = first.is_none_or(|first| before(&holder, &first, level));
                if earlier {
                    first = Some(holder);
                }
            });
            match first?.what {
                What::Own(cause) => return Some(cause),
                What::Needed(needed, below) => (asset, level) = (needed, below),
            }
        }
    }

    /// What takes anything away from an asset.
    fn each_holder(
        &self,
        asset: AssetIx,
        level: f64,
        harms: &mut Vec<Harm>,
        mut found: impl FnMut(Holder),
    ) {
        let (world, now) = (self.world, self.calendar.now);
        if self.service.is_off(asset) {
            for (ix, inject) in world.document.injects.iter().enumerate() {
                let Action::Outage {
                    asset: off, until, ..
                } = inject.action
                else {
                    continue;
                };
                if off == asset && inject.at <= now && now < until && self.happens(inject) {
                    found(Holder {
                        since: inject.at,
                        level: 0.0,
                        what: What::Own(RootCause {
                            primary: Primary::Inject(ix.into()),
                            kind: None,
                            asset,
                        }),
                    });
                }
            }
        }
        if let Some((incident, left)) = self.damage(asset, level, harms) {
            found(Holder {
                since: incident.onset(),
                level: left,
                what: What::Own(RootCause {
                    primary: incident.primary(),
                    kind: Some(incident.kind),
                    asset,
                }),
            });
        }
        for need in &world.assets[asset.ix()].needs {
            if let Some(holder) = self.holder_of(need, level) {
                found(holder);
            }
        }
    }

    /// The open incident on an asset with which the mean of its instances' own levels fell below
    /// a level (the gravest, if it has not), and the mean that all of them leave.
    fn damage(
        &self,
        asset: AssetIx,
        below: f64,
        harms: &mut Vec<Harm>,
    ) -> Option<(&Incident, f64)> {
        let world = self.world;
        harms.clear();
        for (slot, incident) in self.incidents.in_memory() {
            let share = world.kinds[incident.kind.ix()].impact[incident.severity.ix()];
            if incident.asset == asset && share > 0.0 && !incident.is_restored(world) {
                harms.push(Harm {
                    slot,
                    number: incident.number,
                    instance: incident.instance,
                    share,
                    lost: 0.0,
                });
            }
        }
        // What each takes of its instance, after those before it.
        harms.sort_unstable_by_key(|it| (it.instance, it.number));
        let mut own = (0, 1.0);
        for it in harms.iter_mut() {
            if it.instance != own.0 {
                own = (it.instance, 1.0);
            }
            it.lost = own.1 * it.share;
            own.1 -= it.lost;
        }
        harms.sort_unstable_by_key(|it| it.number);
        let count = f64::from(world.assets[asset.ix()].count);
        let mut mean = 1.0;
        let mut tipped = None;
        for it in harms.iter() {
            mean -= it.lost / count;
            if mean < below && tipped.is_none() {
                tipped = Some(it);
            }
        }
        let gravest = || {
            harms
                .iter()
                .reduce(|most, it| if it.share > most.share { it } else { most })
        };
        let it = tipped.or_else(gravest)?;
        Some((self.incidents.get(it.slot), mean))
    }

    /// What a need takes away.
    fn holder_of(&self, need: &Need, level: f64) -> Option<Holder> {
        let of = |asset: AssetIx, below: f64, leaves: f64| Holder {
            since: self.service.fell(asset),
            level: leaves,
            what: What::Needed(asset, below),
        };
        let at = |asset: AssetIx| self.service.level(asset);
        let holder = match need {
            Need::Hard(asset) | Need::ShareOf(asset) => of(*asset, level, at(*asset)),
            Need::Soft { asset, weight } => {
                let below = 1.0 - (1.0 - level) / weight.max(f64::MIN_POSITIVE);
                of(*asset, below, 1.0 - weight * (1.0 - at(*asset)))
            }
            Need::Any(assets) => return self.too_few(assets, 1, level),
            Need::AtLeast { k, of } => return self.too_few(of, *k, level),
        };
        (holder.level < 1.0).then_some(holder)
    }

    /// Of assets of which so many instances are needed, the one with whose fall too few were left
    /// at a level; none if nothing is down.
    fn too_few(&self, of: &[AssetIx], needed: u32, below: f64) -> Option<Holder> {
        let count = |asset: AssetIx| self.world.assets[asset.ix()].count;
        let down = |asset: AssetIx| match (count(asset), self.service.level(asset)) {
            (1, level) => u64::from(level < below),
            // A counted asset is down as far as its mean is.
            (count, level) => (f64::from(count) * (1.0 - level)).ceil() as u64,
        };
        let all: u64 = of.iter().map(|asset| u64::from(count(*asset))).sum();
        // The order in which they fell, as far as each.
        let order = |place: usize| (self.service.fell(of[place]), place);
        let left = |place: usize| {
            let until = (0..of.len()).filter(|other| order(*other) <= order(place));
            all.saturating_sub(until.map(|other| down(of[other])).sum())
        };
        let fallen = (0..of.len()).filter(|place| down(of[*place]) > 0);
        let tipped = fallen
            .clone()
            .filter(|place| left(*place) < u64::from(needed))
            .min_by_key(|place| order(*place));
        let place = tipped.or_else(|| fallen.max_by_key(|place| order(*place)))?;
        Some(Holder {
            since: self.service.fell(of[place]),
            level: if tipped.is_some() { 0.0 } else { 1.0 },
            what: What::Needed(of[place], below),
        })
    }
}

/// Whether one holder is rather the cause than another, of an asset below a level: it alone
/// would have been enough, and came first. Where none would have been enough, the one that
/// takes most away.
fn before(one: &Holder, other: &Holder, level: f64) -> bool {
    let enough = |it: &Holder| it.level < level;
    match (enough(one), enough(other)) {
        (true, false) => true,
        (false, true) => false,
        (true, true) => one.since < other.since,
        (false, false) => one.level.total_cmp(&other.level) == Ordering::Less,
    }
}
