//! When a threat strikes next: exact inversion of its cumulative rate.
//!
//! A Poisson process with rate r(t) strikes where the integral of r from its last strike
//! reaches an exponential of mean 1 (Çinlar 1975, ch. 4.7). With a piecewise-constant rate the
//! integral is piecewise linear and its inverse exact: no thinning, no rejected draws. An
//! over-dispersed threat's rate is multiplied by a gamma factor of mean 1 that is drawn anew
//! each period, which makes its counts negative binomial (Greenwood & Yule 1920).

use crate::scenario::document::{Arrivals, Overdispersion, ThreatIx};
use crate::scenario::time::Instant;
use crate::world::rates::period;
use crate::world::{ThreatPlan, World};

use super::brake::{Brake, Halt};
use super::key::{Domain, DrawSequence, Draws, Key, PAGE, mix};
use super::origin::{Address, Cause, Descent, word};
use super::sample;

/// A threat's place in its sequence of draws.
#[derive(Clone, Debug)]
pub(super) struct Source {
    draws: DrawSequence,
    /// Number of the strike read last, which comes next, and its draws.
    entity: u64,
    words: [u64; PAGE],
    /// Exponential from that strike to the one after. It is drawn one strike early, so that no
    /// strike waits for a logarithm before the next can be put on the calendar.
    gap: f64,
    /// Exact time of that strike, ms; not rounded, so that rounding never accumulates.
    position: f64,
    /// Step of the rate that holds there.
    step: usize,
    /// Period of the multiplier that holds there, and the multiplier.
    period: u64,
    multiplier: f64,
    key: Key,
}

impl Source {
    pub(super) fn new(plan: &ThreatPlan, draws: Draws) -> Self {
        let key = draws.key(Domain::Threat, plan.identity);
        let draws = key.sequence();
        let gap = sample::exponential(draws.peek(word::GAP));
        Self {
            draws,
            entity: 0,
            words: [0; PAGE],
            gap,
            position: 0.0,
            step: 0,
            period: u64::MAX,
            multiplier: 1.0,
            key,
        }
    }

    /// Draws what comes after an instant anew. A threat with fixed times keeps these; another's
    /// next strike is read with [`Source::read_on`].
    pub(super) fn redraw(&mut self, world: &World, threat: ThreatIx, draws: Draws, at: Instant) {
        let plan = &world.threats[threat.ix()];
        let mut fresh = Self::new(plan, draws);
        match &world.document.threats[threat.ix()].arrivals {
            Arrivals::At(_) => {
                while fresh.draws.read().0 < self.entity {}
                self.words = fresh.key.page(self.entity, 0);
                self.draws = fresh.draws;
                self.key = fresh.key;
            }
            Arrivals::Poisson(process) => {
                fresh.position = at.0 as f64;
                if let Some(rate) = &plan.rate {
                    while fresh.step + 1 < rate.values.len() && rate.step_end(fresh.step) <= at {
                        fresh.step += 1;
                    }
                }
                if let Some(dispersion) = process.overdispersion {
                    fresh.period = period(fresh.position, dispersion.every);
                    let word = self.multiplier_word(fresh.period);
                    fresh.multiplier = sample::multiplier(dispersion.variance, word);
                }
                *self = fresh;
            }
        }
    }

    /// Decides the multiplier of a period.
    fn multiplier_word(&self, period: u64) -> u64 {
        let key = Key {
            domain: Domain::Multiplier,
            ..self.key
        };
        key.page(period, 0)[0]
    }

    /// The strike that comes next, as the cause of an incident. Its number is the entity of
    /// its draws.
    #[inline]
    pub(super) const fn upcoming(&self, threat: ThreatIx) -> Cause {
        let source = self.key.source;
        Cause {
            descent: Descent::Threat(threat),
            lineage: mix(source, self.entity),
            address: Address {
                domain: Domain::Threat,
                source,
                entity: self.entity,
            },
            words: self.words,
        }
    }

    /// Reads on to the strike after that, and says when it comes; `None` when the
    /// threat strikes no more before the end. What rounds up to the end never happens either.
    #[inline]
    pub(super) fn read_on(
        &mut self,
        world: &World,
        threat: usize,
        brake: &mut Brake<'_>,
    ) -> Result<Option<Instant>, Halt> {
        (self.entity, self.words) = self.draws.read();
        match &world.document.threats[threat].arrivals {
            Arrivals::At(times) => Ok(times.get(self.entity as usize).copied()),
            Arrivals::Poisson(process) => {
                let gap = self.gap;
                self.gap = sample::exponential(self.draws.peek(word::GAP));
                self.advance(world, threat, gap, process.overdispersion, brake)
            }
        }
    }

    #[inline]
    fn advance(
        &mut self,
        world: &World,
        threat: usize,
        mut left: f64,
        dispersion: Option<Overdispersion>,
        brake: &mut Brake<'_>,
    ) -> Result<Option<Instant>, Halt> {
        let Some(steps) = &world.threats[threat].rate else {
            return Ok(None);
        };
        let end = steps.end.0 as f64;
        loop {
            let mut until = steps.step_end(self.step).0 as f64;
            let mut rate = steps.values[self.step];
            if let Some(dispersion) = dispersion {
                let number = period(self.position, dispersion.every);
                if number != self.period {
                    // Nothing may happen in any number of them.
                    brake.step()?;
                    self.period = number;
                    self.multiplier =
                        sample::multiplier(dispersion.variance, self.multiplier_word(number));
                }
                rate *= self.multiplier;
                until = until.min((number + 1) as f64 * dispersion.every.0 as f64);
            }
            let room = rate * (until - self.position);
            if left < room {
                self.position += left / rate;
                return Ok(Some(Instant((self.position + 0.5) as i64)));
            }
            left -= room;
            self.position = until;
            if until >= end {
                return Ok(None);
            }
            if until >= steps.step_end(self.step).0 as f64 {
                self.step += 1;
            }
        }
    }
}
