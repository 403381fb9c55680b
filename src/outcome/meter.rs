//! Reads a few chosen values off each replication, one of each, for comparisons.

use crate::scenario::document::{
    AssetIx, MilestoneIx, Moment, Severity, SeveritySet, Target, TargetIx, TeamIx,
};
use crate::scenario::time::{Instant, Span};
use crate::sim::counts::Counts;
use crate::sim::incident::Incident;
use crate::sim::observe::Observer;
use crate::sim::response::Work;
use crate::sim::run::Simulation;
use crate::stats::DurationHistogram;
use crate::world::World;

use super::census::Census;
use super::collector::{covering, is_asked_of, is_warming_up, work_moment};
use super::measure::{Duration, Measure};
use super::tally::Scalar;

/// A value that a replication has one of, or none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// Mean of a duration over the replication's incidents, hours, each cut at `horizon`.
    ///
    /// Only incidents whose clock started at least `horizon` before the end count, so that
    /// each could be watched for so long: the mean is restricted, but nothing in it is
    /// censored. None if there was no such incident.
    Mean {
        /// Which duration.
        measure: Measure,
        /// Of incidents of these severities.
        severities: SeveritySet,
        /// Longer ones count as this.
        horizon: Span,
    },
    /// Share in time for the target of this position, among incidents whose clock started at
    /// least the deadline before the end. None without any.
    InTime(usize),
    /// 1 if the milestone was kept, else 0.
    Kept(MilestoneIx),
    /// Share of all milestones that was kept. None without milestones.
    KeptShare,
    /// A count, or the service loss.
    Scalar(Scalar),
    /// Criticality-weighted service loss of an asset, hours.
    Loss(AssetIx),
    /// Requests that the team answered.
    Deployments(TeamIx),
    /// Expert hours of the team, from assignment to the end of work.
    ExpertHours(TeamIx),
}

/// Durations of all replications that a meter has read, pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Which duration.
    pub measure: Measure,
    /// Of incidents of these severities.
    pub severities: SeveritySet,
}

/// An observer that reads [`Quantity`]s off one replication after another, and pools
/// durations over them.
#[derive(Clone, Debug)]
pub(crate) struct Meter {
    quantities: Vec<Quantity>,
    pools: Vec<Pool>,
    pooled: Vec<DurationHistogram>,
    /// Sum and number behind each quantity that is a mean or a share.
    sums: Vec<(i64, u64)>,
    /// The quantities that each target is behind; empty if none is behind any.
    in_time: Vec<Vec<u32>>,
    census: Census,
    watches_work: bool,
    assets: usize,
    milestones: usize,
}

impl Meter {
    /// A meter of these quantities and pools.
    pub(crate) fn new(world: &World, quantities: Vec<Quantity>, pools: Vec<Pool>) -> Self {
        let watches_work = quantities.iter().any(|quantity| match quantity {
            Quantity::InTime(target) => world.document.targets[*target].team.is_some(),
            Quantity::Deployments(_) => true,
            _ => false,
        });
        Self {
            sums: vec![(0, 0); quantities.len()],
            in_time: in_time(world, &quantities),
            pooled: vec![DurationHistogram::new(); pools.len()],
            quantities,
            pools,
            census: Census::default(),
            watches_work,
            assets: world.document.assets.len(),
            milestones: world.document.milestones.len(),
        }
    }

    /// Closes the replication that the simulation has just run, and adds its values to
    /// `values` in the order of the quantities; `NaN` where it has none.
    pub(crate) fn close(
        &mut self,
        simulation: &Simulation<'_>,
        counts: Counts,
        values: &mut Vec<f64>,
    ) {
        for (quantity, (sum, n)) in self.quantities.iter().zip(&self.sums) {
            values.push(match *quantity {
                Quantity::Mean { .. } => *sum as f64 / *n as f64 / Span::HOUR.0 as f64,
                Quantity::InTime(_) => *sum as f64 / *n as f64,
                Quantity::Kept(milestone) => f64::from(u8::from(simulation.kept(milestone))),
                Quantity::KeptShare => {
                    let kept = |ix: &usize| simulation.kept(MilestoneIx::from(*ix));
                    (0..self.milestones).filter(kept).count() as f64 / self.milestones as f64
                }
                Quantity::Scalar(scalar) => self.census.value(scalar, &counts, || {
                    let of = |asset| simulation.service().loss(AssetIx::from(asset));
                    (0..self.assets).map(of).sum()
                }),
                Quantity::Loss(asset) => simulation.service().loss(asset),
                Quantity::Deployments(_) => *n as f64,
                Quantity::ExpertHours(team) => simulation.team_time(team).hours(),
            });
        }
        self.sums.fill((0, 0));
        self.census = Census::default();
    }

    /// The pooled durations, in the order of the pools.
    pub(crate) fn into_pooled(self) -> Vec<DurationHistogram> {
        self.pooled
    }

    /// Counts an incident whose clock started early enough to see the deadline pass.
    fn judge(&mut self, ix: TargetIx, target: &Target, end: Instant, from: Instant, to: Instant) {
        if !from.happened() || from + target.within > end {
            return;
        }
        for quantity in &self.in_time[ix.ix()] {
            let sum = &mut self.sums[*quantity as usize];
            sum.1 += 1;
            sum.0 += i64::from(to.happened() && (to - from) <= target.within);
        }
    }
}

fn in_time(world: &World, quantities: &[Quantity]) -> Vec<Vec<u32>> {
    let mut of = vec![Vec::new(); world.document.targets.len()];
    let mut any = false;
    for (ix, quantity) in quantities.iter().enumerate() {
        if let Quantity::InTime(target) = quantity {
            of[*target].push(ix as u32);
            any = true;
        }
    }
    if any { of } else { Vec::new() }
}

impl Observer for Meter {
    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        if !self.watches_work || !work.fresh || is_warming_up(world, incident) {
            return;
        }
        for (quantity, sum) in self.quantities.iter().zip(&mut self.sums) {
            if let Quantity::Deployments(team) = *quantity {
                sum.1 += u64::from(work.team == Some(team) && work.assigned.happened());
            }
        }
        // A request that was interrupted was judged when its first crew left.
        if work.resumed || self.in_time.is_empty() {
            return;
        }
        let targets = covering(&world.targets.of_work, incident);
        for ix in targets.into_iter().flatten() {
            let target = &world.document.targets[ix.ix()];
            let mine = target
                .team
                .is_some_and(|team| is_asked_of(world, incident, work, team));
            if mine {
                let moment = |moment: Moment| work_moment(incident, work, moment);
                let (from, to) = (moment(target.from), moment(target.to));
                self.judge(*ix, target, world.document.end, from, to);
            }
        }
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        if is_warming_up(world, incident) {
            return;
        }
        let end = world.document.end;
        if !self.census.count(world, incident) {
            return;
        }
        for (quantity, sum) in self.quantities.iter().zip(&mut self.sums) {
            match *quantity {
                Quantity::Mean {
                    measure,
                    severities,
                    horizon,
                } if severities.contains(incident.severity) => {
                    if let Some(took) = measure.restricted(incident, horizon, end) {
                        sum.0 += took.0;
                        sum.1 += 1;
                    }
                }
                _ => {}
            }
        }
        if !self.in_time.is_empty() {
            let targets = covering(&world.targets.of_incidents, incident);
            for ix in targets.into_iter().flatten() {
                let target = &world.document.targets[ix.ix()];
                let (from, to) = (incident.moment(target.from), incident.moment(target.to));
                self.judge(*ix, target, end, from, to);
            }
        }
        for (pool, histogram) in self.pools.iter().zip(&mut self.pooled) {
            if pool.severities.contains(incident.severity) {
                match pool.measure.of(incident, end) {
                    Some(Duration::Ended(span)) => histogram.record(span.0),
                    Some(Duration::Censored(span)) => histogram.censor(span.0),
                    None => {}
                }
            }
        }
    }
}

/// The severities that call for outside help: high and critical.
pub(crate) const GRAVE: SeveritySet =
    SeveritySet(1 << Severity::High as u8 | 1 << Severity::Critical as u8);
