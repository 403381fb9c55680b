//! How incidents begin: a threat strikes, a target is picked, and what lies ahead is put on
//! the calendar.

use crate::scenario::document::{Arrivals, AssetIx, KindIx, Moment, Severity, ThreatIx};
use crate::scenario::time::{Instant, Span};
use crate::world::experts::ExpertSet;

use super::agenda::Class;
use super::incident::{Address, Incident, NONE, Origin, State, Work, word};
use super::key::{Domain, PAGE, mix};
use super::observe::{Happening, Observer};
use super::run::{Event, Failure, Simulation};
use super::sample;

impl Simulation<'_> {
    /// A threat strikes, and reads its tape on.
    pub(super) fn strike<O: Observer>(
        &mut self,
        threat: u32,
        observer: &mut O,
    ) -> Result<(), Failure> {
        let ix = threat as usize;
        let strike = self.upcoming[ix].take();
        let next = self.sources[ix].next(self.world, ix);
        self.upcoming[ix] = next;
        if let Some(next) = next {
            self.agenda
                .schedule(next.at, Class::Occur, Event::Strike { threat });
        }
        let Some(strike) = strike else { return Ok(()) };
        let identity = self.world.threats[ix].identity;
        let address = Address {
            domain: Domain::Threat,
            source: identity,
            entity: strike.entity,
        };
        let lineage = mix(identity, strike.entity);
        let origin = Origin::Threat(ThreatIx(threat));
        self.strike_from_tape(threat, origin, address, lineage, strike.words, observer)
    }

    /// An arrival of a threat, from the tape or excited: picks kind and target, and begins.
    pub(super) fn strike_from_tape<O: Observer>(
        &mut self,
        threat: u32,
        origin: Origin,
        address: Address,
        lineage: u64,
        words: [u64; PAGE],
        observer: &mut O,
    ) -> Result<(), Failure> {
        let world = self.world;
        let (spec, plan) = (
            &world.document.threats[threat as usize],
            &world.threats[threat as usize],
        );
        let kind = if spec.kinds.len() == 1 {
            spec.kinds[0].0
        } else {
            spec.kinds[sample::pick(words[word::KIND], &plan.kinds)].0
        };
        let (asset, instance) = self.target(&spec.targets, &plan.targets, words[word::TARGET]);
        if let Arrivals::Poisson(process) = &spec.arrivals {
            if let Some(clustering) = process.clustering {
                self.excite(threat, address, lineage, clustering)?;
            }
            let taken = process.while_healthy && self.is_hit_by(asset, instance, ThreatIx(threat));
            if taken {
                self.deflect(asset, kind, observer);
                return Ok(());
            }
        }
        self.begin(
            kind, asset, instance, None, origin, lineage, address, words, observer,
        )
    }

    /// Picks a target and an instance of it from one word.
    #[inline]
    pub(super) fn target(&self, assets: &[AssetIx], weights: &[f64], word: u64) -> (AssetIx, u32) {
        let (ix, inner) = if assets.len() == 1 {
            (0, sample::uniform(word))
        } else {
            let ix = sample::pick(word, weights);
            let low = if ix == 0 { 0.0 } else { weights[ix - 1] };
            let point = sample::uniform(word) * weights[weights.len() - 1];
            (ix, (point - low) / (weights[ix] - low))
        };
        let asset = assets[ix];
        let count = self.world.assets[asset.ix()].count;
        let instance = if count == 1 {
            0
        } else {
            ((inner * f64::from(count)) as u32).min(count - 1)
        };
        (asset, instance)
    }

    /// An incident begins, unless its asset is switched off.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn begin<O: Observer>(
        &mut self,
        kind: KindIx,
        asset: AssetIx,
        instance: u32,
        severity: Option<Severity>,
        origin: Origin,
        lineage: u64,
        address: Address,
        words: [u64; PAGE],
        observer: &mut O,
    ) -> Result<(), Failure> {
        let world = self.world;
        if self.service.is_off(asset) {
            self.deflect(asset, kind, observer);
            return Ok(());
        }
        let limits = world.document.limits;
        if self.counts.all_incidents >= limits.incidents {
            return Err(self.too_many_incidents());
        }
        if self.incidents.len() as u64 >= limits.open {
            return Err(Failure::TooManyOpen {
                limit: limits.open,
                at_hours: self.now.0 / Span::HOUR.0,
            });
        }
        let (spec, plan) = (&world.document.kinds[kind.ix()], &world.kinds[kind.ix()]);
        let severity = severity
            .unwrap_or_else(|| Severity::ALL[sample::pick(words[word::SEVERITY], &plan.severity)]);
        let mut moments = [Instant::NEVER; 11];
        moments[Moment::Onset as usize] = self.now;
        let head = self.open_on[asset.ix()];
        let slot = self.incidents.insert(Incident {
            number: self.counts.all_incidents as u32,
            kind,
            asset,
            instance,
            severity,
            origin,
            moments,
            state: State::Hidden,
            work: Work::NONE,
            lineage,
            address,
            efforts: [
                words[word::EFFORT],
                words[word::EFFORT + 1],
                words[word::EFFORT + 2],
            ],
            rule: None,
            previous: ExpertSet::EMPTY,
            previous_team: None,
            eligible: 0,
            request: 0,
            ticket: 0,
            rank: 0,
            holds: 0,
            before: NONE,
            after: head,
        });
        if head != NONE {
            self.incidents.get_mut(head).before = slot;
        }
        self.open_on[asset.ix()] = slot;
        self.counts.all_incidents += 1;
        if O::TRACES {
            observer.happened(
                world,
                self.now,
                Happening::Occurred(self.incidents.get(slot)),
            );
        }
        if spec.impact[severity.ix()] > 0.0 {
            self.revalue(asset, instance, observer);
        }
        self.expect_consequences(slot)?;
        self.expect_detection(slot, words[word::DETECTION], observer);
        Ok(())
    }

    pub(super) fn expect_detection<O: Observer>(&mut self, slot: u32, word: u64, observer: &mut O) {
        let kind = &self.world.document.kinds[self.incidents.get(slot).kind.ix()];
        let word = if kind.missed > 0.0 {
            let u = sample::uniform(word);
            if u < kind.missed {
                return;
            }
            // The rest of the uniform, stretched back over the whole interval.
            ((u - kind.missed) / (1.0 - kind.missed) * 18_446_744_073_709_551_616.0) as u64
        } else {
            word
        };
        let delay = sample::span(&kind.detection, word);
        if delay == Span::ZERO && self.agenda.would_be_next(Class::Detect) {
            self.detect(slot, observer);
        } else {
            self.incidents.get_mut(slot).holds += 1;
            self.agenda
                .schedule(self.now + delay, Class::Detect, Event::Detect { slot });
        }
    }

    pub(super) fn deflect<O: Observer>(&mut self, asset: AssetIx, kind: KindIx, observer: &mut O) {
        self.counts.deflected += self.counted();
        if O::TRACES {
            observer.happened(self.world, self.now, Happening::Deflected { asset, kind });
        }
    }

    /// 1 once the warm-up is over, else 0.
    pub(super) fn counted(&self) -> u64 {
        u64::from(self.now >= self.world.document.warm_up)
    }

    /// Open incidents on an asset.
    pub(super) fn open_incidents(&self, asset: AssetIx) -> impl Iterator<Item = &Incident> {
        let mut slot = self.open_on[asset.ix()];
        std::iter::from_fn(move || {
            if slot == NONE {
                return None;
            }
            let incident = self.incidents.get(slot);
            slot = incident.after;
            Some(incident)
        })
    }

    pub(super) fn is_hit_by(&self, asset: AssetIx, instance: u32, threat: ThreatIx) -> bool {
        self.open_incidents(asset).any(|incident| {
            incident.instance == instance
                && matches!(incident.origin, Origin::Threat(by) | Origin::Offspring(by) if by == threat)
        })
    }

    pub(super) fn is_hit_with(&self, asset: AssetIx, instance: u32, kind: KindIx) -> bool {
        self.open_incidents(asset)
            .any(|incident| incident.instance == instance && incident.kind == kind)
    }
}
