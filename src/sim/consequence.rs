//! Incidents that come from others: excited arrivals and consequences, and what prevents
//! them.

use crate::scenario::document::{AssetIx, Clustering, ThreatIx, Where};
use crate::scenario::time::{Instant, Span};

use super::agenda::Class;
use super::causes::{PendingCause, PendingIncident};
use super::event::Event;
use super::failure::Failure;
use super::incident::Incident;
use super::key::{Domain, Key, mix};
use super::observe::{Observer, TraceEvent};
use super::origin::{Address, Cause, Descent, OFFSPRING_PAGE, word};
use super::run::Simulation;
use super::sample;

impl Simulation<'_> {
    pub(super) fn excite(
        &mut self,
        threat: u32,
        cause: &Cause,
        clustering: Clustering,
    ) -> Result<(), Failure> {
        let key = self.draws.key(cause.address.domain, cause.address.source);
        let number = sample::poisson(
            clustering.branching,
            key.page(cause.address.entity, OFFSPRING_PAGE)[0],
        );
        for child in 0..number {
            let lineage = mix(cause.lineage, u64::from(child));
            let words = Key {
                domain: Domain::Offspring,
                source: lineage,
                ..key
            }
            .page(0, 0);
            let delay = clustering.decay * sample::exponential(words[word::GAP]);
            let at = self.calendar.now + Span::from_millis_f64(delay);
            self.expect(
                at,
                PendingIncident {
                    cause: PendingCause::Offspring(ThreatIx(threat)),
                    lineage,
                    words,
                },
            )?;
        }
        Ok(())
    }

    /// Schedules what may follow from an incident, edge by edge.
    pub(super) fn expect_consequences(&mut self, slot: u32) -> Result<(), Failure> {
        let world = self.world;
        let parent = self.incidents.get(slot);
        let plan = &world.kinds[parent.kind.ix()];
        let ancestry = parent.lineage(world);
        let Incident {
            kind,
            asset,
            instance,
            ..
        } = *parent;
        for (rule_ix, identity) in plan.consequences.iter().enumerate() {
            let rule = &world.document.kinds[kind.ix()].consequences[rule_ix];
            let node = &world.assets[asset.ix()];
            let lineage = mix(ancestry, *identity);
            match &rule.on {
                Where::Itself => {
                    self.expect_consequence(slot, lineage, rule_ix, asset, instance)?;
                }
                Where::Reached => self.expect_on(slot, lineage, rule_ix, &node.reached)?,
                Where::Dependents => self.expect_on(slot, lineage, rule_ix, &node.dependents)?,
                Where::Among(assets) => self.expect_on(slot, lineage, rule_ix, assets)?,
            }
        }
        Ok(())
    }

    pub(super) fn expect_on(
        &mut self,
        slot: u32,
        lineage: u64,
        rule: usize,
        assets: &[AssetIx],
    ) -> Result<(), Failure> {
        let Incident {
            asset: here,
            instance: this,
            ..
        } = *self.incidents.get(slot);
        for asset in assets {
            for instance in 0..self.world.assets[asset.ix()].count {
                if (*asset, instance) == (here, this) {
                    continue;
                }
                self.expect_consequence(slot, lineage, rule, *asset, instance)?;
            }
        }
        Ok(())
    }

    pub(super) fn expect_consequence(
        &mut self,
        slot: u32,
        lineage: u64,
        rule_ix: usize,
        asset: AssetIx,
        instance: u32,
    ) -> Result<(), Failure> {
        self.step()?;
        let world = self.world;
        let kind = self.incidents.get(slot).kind;
        let rule = &world.document.kinds[kind.ix()].consequences[rule_ix];
        let lineage = mix(
            mix(lineage, world.assets[asset.ix()].identity),
            u64::from(instance),
        );
        let words = self.draws.key(Domain::Consequence, lineage).page(0, 0);
        if !sample::happens(words[word::TARGET], rule.chance) {
            return Ok(());
        }
        let pending = PendingIncident {
            cause: PendingCause::Consequence {
                parent: slot,
                rule: rule_ix as u32,
                asset,
                instance,
            },
            lineage,
            words,
        };
        if self.expect(
            self.calendar.now + sample::span(&rule.after, words[word::GAP]),
            pending,
        )? {
            self.incidents.get_mut(slot).holds += 1;
        }
        Ok(())
    }

    /// Puts a pending incident on the calendar, unless it lies beyond the end; true if it was put there.
    pub(super) fn expect(
        &mut self,
        at: Instant,
        pending: PendingIncident,
    ) -> Result<bool, Failure> {
        if at >= self.world.document.end {
            return Ok(false);
        }
        let limit = self.world.document.limits.incidents;
        let Some(slot) = self.causes.keep(pending, limit) else {
            return Err(self.too_many_incidents());
        };
        self.calendar
            .schedule(at, Class::Occur, Event::Begin { pending: slot });
        Ok(true)
    }

    pub(super) const fn too_many_incidents(&self) -> Failure {
        Failure::TooManyIncidents {
            limit: self.world.document.limits.incidents,
            deflected: self.all_deflected,
            at_hours: self.calendar.now.0 / Span::HOUR.0,
        }
    }

    /// A consequence or an excited arrival.
    pub(super) fn begin_pending<O: Observer>(
        &mut self,
        slot: u32,
        observer: &mut O,
    ) -> Result<(), Failure> {
        let pending = self.causes.take(slot);
        let cause = |descent: Descent, domain: Domain| Cause {
            descent,
            lineage: pending.lineage,
            address: Address {
                domain,
                source: pending.lineage,
                entity: 0,
            },
            words: pending.words,
        };
        match pending.cause {
            PendingCause::Offspring(threat) => {
                let cause = cause(Descent::Offspring(threat), Domain::Offspring);
                self.arrive(threat.0, &cause, observer)
            }
            PendingCause::Consequence {
                parent,
                rule,
                asset,
                instance,
            } => {
                let incident = self.incidents.get_mut(parent);
                incident.holds -= 1;
                let rule =
                    &self.world.document.kinds[incident.kind.ix()].consequences[rule as usize];
                let number = incident.number;
                let descent = Descent::consequence(number, incident.primary());
                let prevented = incident.moment(rule.until) <= self.calendar.now;
                self.incidents.free_if_done(parent);
                if prevented {
                    self.counts.averted += self.counted();
                    if O::TRACES {
                        let what = TraceEvent::Averted {
                            parent: number,
                            kind: rule.kind,
                            asset,
                        };
                        observer.happened(self.world, self.calendar.now, what);
                    }
                    return Ok(());
                }
                if self
                    .open
                    .is_hit_with(self.world, asset, instance, rule.kind)
                {
                    return self.deflect(asset, rule.kind, observer);
                }
                let cause = cause(descent, Domain::Consequence);
                self.begin(rule.kind, asset, instance, None, &cause, observer)
            }
        }
    }
}
