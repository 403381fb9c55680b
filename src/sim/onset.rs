//! How incidents begin: a threat strikes, a target is picked, and what lies ahead is put on
//! the calendar.

use crate::scenario::document::{Arrivals, AssetIx, KindIx, Severity, ThreatIx};
use crate::scenario::time::Span;
use crate::world::World;

use super::agenda::Class;
use super::event::Event;
use super::failure::Failure;
use super::incident::Incident;
use super::observe::{Observer, TraceEvent};
use super::origin::{Cause, word};
use super::run::Simulation;
use super::sample;

impl Simulation<'_> {
    /// A threat strikes, and reads its draws on.
    // Kept out of the loop: inlined there it crowds what finishes work, and costs about 3%.
    #[inline(never)]
    pub(super) fn strike<O: Observer>(
        &mut self,
        threat: u32,
        observer: &mut O,
    ) -> Result<(), Failure> {
        let source = &mut self.causes.sources[threat as usize];
        let cause = source.upcoming(ThreatIx(threat));
        let next = source.read_on(self.world, threat as usize, &mut self.calendar.brake);
        if let Some(at) = next.map_err(|halt| self.halted(halt))? {
            self.calendar
                .schedule(at, Class::Occur, Event::Strike { threat });
        }
        self.arrive(threat, &cause, observer)
    }

    /// An arrival of a threat, from the draws in order or excited: picks kind and target, and begins.
    pub(super) fn arrive<O: Observer>(
        &mut self,
        threat: u32,
        cause: &Cause,
        observer: &mut O,
    ) -> Result<(), Failure> {
        let world = self.world;
        let words = &cause.words;
        let spec = &world.document.threats[threat as usize];
        let plan = &world.threats[threat as usize];
        let kind = match &spec.kinds[..] {
            [(kind, _)] => *kind,
            kinds => kinds[sample::pick(words[word::KIND], &plan.kinds)].0,
        };
        let (asset, instance) = target(
            self.world,
            &spec.targets,
            &plan.targets,
            words[word::TARGET],
        );
        if let Arrivals::Poisson(process) = &spec.arrivals {
            if let Some(clustering) = process.clustering {
                self.excite(threat, cause, clustering)?;
            }
            let taken = process.while_healthy
                && self
                    .open
                    .is_hit_by(self.world, asset, instance, ThreatIx(threat));
            if taken {
                return self.deflect(asset, kind, observer);
            }
        }
        self.begin(kind, asset, instance, None, cause, observer)
    }

    /// An incident begins, unless its asset is switched off. Its severity is drawn unless it
    /// is given.
    pub(super) fn begin<O: Observer>(
        &mut self,
        kind: KindIx,
        asset: AssetIx,
        instance: u32,
        severity: Option<Severity>,
        cause: &Cause,
        observer: &mut O,
    ) -> Result<(), Failure> {
        let world = self.world;
        let words = &cause.words;
        if self.service.is_off(asset) {
            return self.deflect(asset, kind, observer);
        }
        let limits = &world.document.limits;
        self.expect_room()?;
        if self.incidents.len() as u64 >= limits.open {
            return Err(Failure::TooManyOpen {
                limit: limits.open,
                at_hours: self.calendar.now.0 / Span::HOUR.0,
            });
        }
        let plan = &world.kinds[kind.ix()];
        let severity = severity
            .unwrap_or_else(|| Severity::ALL[sample::pick(words[word::SEVERITY], &plan.severity)]);
        let number = self.counts.all_incidents as u32;
        let (what, place) = ((kind, severity), (asset, instance));
        let incident = Incident::new(world, number, what, place, cause, self.calendar.now);
        let slot = self.incidents.insert(incident);
        self.open.begin(world, self.incidents.get(slot));
        self.counts.all_incidents += 1;
        if O::TRACES {
            let what = TraceEvent::Occurred(self.incidents.get(slot));
            observer.happened(world, self.calendar.now, what);
        }
        if plan.impact[severity.ix()] > 0.0 {
            self.revalue(asset, instance, observer);
        }
        if !plan.consequences.is_empty() {
            self.expect_consequences(slot)?;
        }
        self.expect_detection(slot, kind, words[word::DETECTION], observer);
        Ok(())
    }

    fn expect_detection<O: Observer>(
        &mut self,
        slot: u32,
        kind: KindIx,
        word: u64,
        observer: &mut O,
    ) {
        let Some(delay) = detection_delay(self.world, kind, word) else {
            return;
        };
        if delay == Span::ZERO && self.calendar.would_be_next(Class::Detect) {
            self.detect(slot, observer);
        } else {
            self.incidents.get_mut(slot).holds += 1;
            self.calendar.schedule(
                self.calendar.now + delay,
                Class::Detect,
                Event::Detect { slot },
            );
        }
    }

    /// An arrival or a consequence meets an asset switched off, or one hit already.
    pub(super) fn deflect<O: Observer>(
        &mut self,
        asset: AssetIx,
        kind: KindIx,
        observer: &mut O,
    ) -> Result<(), Failure> {
        self.expect_room()?;
        self.all_deflected += 1;
        self.counts.deflected += self.counted();
        if O::TRACES {
            observer.happened(
                self.world,
                self.calendar.now,
                TraceEvent::Deflected { asset, kind },
            );
        }
        Ok(())
    }

    /// Fails if there have been as many incidents, deflected ones among them, as the limit
    /// allows.
    #[inline]
    fn expect_room(&self) -> Result<(), Failure> {
        let so_far = self.counts.all_incidents + self.all_deflected;
        if so_far >= self.world.document.limits.incidents {
            return Err(self.too_many_incidents());
        }
        Ok(())
    }

    /// 1 once the warm-up is over, else 0.
    pub(super) fn counted(&self) -> u64 {
        u64::from(self.calendar.now >= self.world.document.warm_up)
    }
}

/// Picks a target and an instance of it from one word.
#[inline]
fn target(world: &World, assets: &[AssetIx], weights: &[f64], word: u64) -> (AssetIx, u32) {
    let (ix, inner) = if assets.len() == 1 {
        (0, sample::uniform(word))
    } else {
        let ix = sample::pick(word, weights);
        let low = if ix == 0 { 0.0 } else { weights[ix - 1] };
        let point = sample::uniform(word) * weights[weights.len() - 1];
        (ix, (point - low) / (weights[ix] - low))
    };
    let asset = assets[ix];
    (asset, instance_at(inner, world.assets[asset.ix()].count))
}

/// Which of so many instances lies at a share of the way through them. (A share that rounding
/// has made 1 is the last's.)
#[inline]
pub(super) fn instance_at(share: f64, count: u32) -> u32 {
    if count == 1 {
        0
    } else {
        ((share * f64::from(count)) as u32).min(count - 1)
    }
}

/// Time until an incident is noticed, if it ever is.
#[inline]
fn detection_delay(world: &World, kind: KindIx, mut word: u64) -> Option<Span> {
    if world.kinds[kind.ix()].noticed_at_once {
        return Some(Span::ZERO);
    }
    let kind = &world.document.kinds[kind.ix()];
    if kind.missed > 0.0 {
        let u = sample::uniform(word);
        if u < kind.missed {
            return None;
        }
        // The rest of the uniform, stretched back over the whole interval.
        word = ((u - kind.missed) / (1.0 - kind.missed) * 18_446_744_073_709_551_616.0) as u64;
    }
    Some(sample::span(&kind.detection, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_share_the_way_evenly() {
        let found = [0.0, 0.2, 0.25, 0.74, 0.75, 1.0].map(|share| instance_at(share, 4));
        assert_eq!(found, [0, 0, 1, 2, 3, 3]);
        assert_eq!([0.0, 0.5, 1.0].map(|share| instance_at(share, 1)), [0; 3]);
    }
}
