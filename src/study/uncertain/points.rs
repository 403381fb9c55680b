//! Running every alternative at every point: the same points for all, and at each of them common
//! random numbers. Points have replications of their own, so they are independent of each other.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::outcome::{Meter, Quantity};
use crate::scenario::Report;
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::world::World;

use super::super::chunk::Chunk;
use super::super::error::{ReplicationFailure, StudyError};
use super::super::job::{Job, SoFar, Task};
use super::super::measures::MeasureSpec;
use super::super::staffing::expert_days;

/// What the replications of a point add up to, in one measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PointSums {
    /// Replications in which every alternative that has the measure has a value.
    pub count: u64,
    /// Mean by alternative over these; `NaN` for one without the measure.
    pub means: Vec<f64>,
    /// Variance of one replication, by alternative.
    pub variances: Vec<f64>,
    /// Variance of one replication's difference to the baseline, by alternative.
    pub difference_variances: Vec<f64>,
}

/// What a point gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PointResult {
    /// By measure.
    pub measures: Vec<PointSums>,
    /// What each alternative's teams cost, expert-days.
    pub costs: Vec<f64>,
    /// Events.
    pub events: u64,
    /// Incidents, warm-up included.
    pub incidents: u64,
}

impl PointResult {
    /// Whether it is of so many policies and measures.
    pub(crate) fn fits(&self, policies: usize, measures: usize) -> bool {
        let whole = |sums: &PointSums| {
            [&sums.means, &sums.variances, &sums.difference_variances]
                .iter()
                .all(|list| list.len() == policies)
        };
        self.costs.len() == policies
            && self.measures.len() == measures
            && self.measures.iter().all(whole)
    }
}

/// What the replications of one alternative gave at a point.
pub(in crate::study) struct PolicyReading {
    /// Whether its world has each measure.
    has: Vec<bool>,
    /// By replication, then measure; `NaN` for none.
    pub(in crate::study) values: Vec<f64>,
    /// What its teams cost, expert-days.
    cost: f64,
    /// Events.
    events: u64,
    /// Incidents, warm-up included.
    incidents: u64,
}

/// Why it could not be finished.
#[derive(Clone, Debug, Error)]
pub(crate) enum UncertainError {
    /// A point makes no scenario.
    #[error("the scenario has mistakes at point {} under `{policy}`", .point + 1)]
    Scenario {
        /// The point, from 0.
        point: usize,
        /// Id of the policy.
        policy: String,
        /// The mistakes.
        report: Box<Report>,
    },
    /// A replication failed.
    #[error("at point {} under `{policy}`, {failure}", .point + 1)]
    Replication {
        /// The point, from 0.
        point: usize,
        /// Id of the policy.
        policy: String,
        /// Which, and why.
        failure: ReplicationFailure,
    },
    /// No threads could be had, partial results could not be kept, or it was told to stop.
    #[error(transparent)]
    Study(#[from] StudyError),
}

/// What is to be run.
pub(crate) struct Nested<'a, L> {
    /// How many points.
    pub points: usize,
    /// Ids of the alternatives, the baseline first.
    pub policies: &'a [String],
    /// Measures that have a value of each replication.
    pub measures: &'a [MeasureSpec],
    /// Replications of each alternative at each point.
    pub replications: u64,
    /// Root seed.
    pub seed: u64,
    /// Makes the world of an alternative at a point.
    pub load: L,
}

impl<L: Fn(usize, usize) -> Result<World, Report> + Sync> Nested<'_, L> {
    /// Runs all points; `progress` is told how far it has come.
    ///
    /// # Errors
    /// For the first point, in order, that can't be loaded or run; or if partial results can't be
    /// kept, or it was told to stop.
    pub(crate) fn run(
        &self,
        job: Job<'_>,
        mut progress: impl FnMut(&SoFar, usize),
    ) -> Result<Vec<PointResult>, UncertainError> {
        let mut results = Vec::with_capacity(self.points);
        let mut so_far = SoFar::default();
        job.work(
            self,
            0..self.points as u64,
            &mut so_far,
            |_, result, so_far| {
                results.push(result);
                progress(so_far, results.len());
                Ok(())
            },
        )?;
        Ok(results)
    }

    /// Runs some of the points, to be kept by the job.
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub(crate) fn part(
        &self,
        job: Job<'_>,
        points: Range<u64>,
        progress: &mut dyn FnMut(&SoFar),
    ) -> Result<(), UncertainError> {
        job.part(self, points, progress)
    }

    /// Runs the replications of an alternative at a point, which are those of a chunk.
    ///
    /// # Errors
    /// If the point makes no scenario, or a replication fails.
    pub(in crate::study) fn read(
        &self,
        policy: usize,
        chunk: Chunk,
        stop: &Stop<'_>,
    ) -> Result<PolicyReading, UncertainError> {
        let point = chunk.index as usize;
        let named = || self.policies[policy].clone();
        let world = (self.load)(point, policy).map_err(|report| UncertainError::Scenario {
            point,
            policy: named(),
            report: Box::new(report),
        })?;
        let quantities: Vec<Option<Quantity>> = self
            .measures
            .iter()
            .map(|measure| measure.quantity(&world))
            .collect();
        let known: Vec<Quantity> = quantities.iter().copied().flatten().collect();
        let mut meter = Meter::new(&world, known, Vec::new());
        let mut simulation = Simulation::new(&world).stopping(stop);
        let mut row = Vec::new();
        let mut reading = PolicyReading {
            has: quantities.iter().map(Option::is_some).collect(),
            values: Vec::with_capacity(chunk.count as usize * quantities.len()),
            cost: expert_days(&world),
            events: 0,
            incidents: 0,
        };
        for replication in chunk.replications() {
            let counts = simulation
                .run(self.seed, replication, &mut meter)
                .map_err(
                    |failure| match ReplicationFailure::of(replication, failure) {
                        Ok(failure) => UncertainError::Replication {
                            point,
                            policy: named(),
                            failure,
                        },
                        Err(error) => error.into(),
                    },
                )?;
            reading.events += counts.events;
            reading.incidents += counts.all_incidents;
            row.clear();
            meter.close(&simulation, counts, &mut row);
            let mut read = row.iter();
            reading.values.extend(quantities.iter().map(|quantity| {
                let value = quantity.and_then(|_| read.next());
                value.copied().unwrap_or(f64::NAN)
            }));
        }
        Ok(reading)
    }
}

impl<L: Fn(usize, usize) -> Result<World, Report> + Sync> Task for Nested<'_, L> {
    type State<'s>
        = &'s Stop<'s>
    where
        Self: 's;
    type ChunkResult = PointResult;
    type Error = UncertainError;

    fn cut(&self, index: u64) -> Option<Chunk> {
        (index < self.points as u64).then(|| Chunk {
            index,
            first: index * self.replications,
            count: self.replications,
            section: 0,
        })
    }

    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> &'s Stop<'s> {
        stop
    }

    fn work<'s>(&self, stop: &mut &'s Stop<'s>, chunk: Chunk) -> Result<PointResult, UncertainError>
    where
        Self: 's,
    {
        let readings = (0..self.policies.len())
            .map(|policy| self.read(policy, chunk, stop))
            .collect::<Result<Vec<PolicyReading>, UncertainError>>()?;
        let measures = self.measures.len();
        let of = |measure: usize| {
            let has: Vec<bool> = readings.iter().map(|it| it.has[measure]).collect();
            let value = |policy: usize, replication: usize| -> f64 {
                readings[policy].values[replication * measures + measure]
            };
            sums(&has, chunk.count as usize, value)
        };
        Ok(PointResult {
            measures: (0..measures).map(of).collect(),
            costs: readings.iter().map(|it| it.cost).collect(),
            events: readings.iter().map(|it| it.events).sum(),
            incidents: readings.iter().map(|it| it.incidents).sum(),
        })
    }

    fn fits(&self, _: Chunk, piece: &PointResult) -> bool {
        piece.fits(self.policies.len(), self.measures.len())
    }
}

/// Sums up the replications in which all alternatives that have a measure have a value.
fn sums(has: &[bool], replications: usize, value: impl Fn(usize, usize) -> f64) -> PointSums {
    let policies = has.len();
    let there = |policy: &usize| has[*policy];
    let whole: Vec<usize> = (0..replications)
        .filter(|replication| {
            let mut with = (0..policies).filter(there);
            with.all(|policy| value(policy, *replication).is_finite())
        })
        .collect();
    let count = whole.len() as u64;
    let none = vec![f64::NAN; policies];
    let mut sums = PointSums {
        count,
        means: none.clone(),
        variances: none.clone(),
        difference_variances: none,
    };
    let moments = |of: &dyn Fn(usize) -> f64| {
        let mean = whole.iter().map(|it| of(*it)).sum::<f64>() / count as f64;
        let spread: f64 = whole.iter().map(|it| (of(*it) - mean).powi(2)).sum();
        (mean, spread / (count as f64 - 1.0))
    };
    if count < 2 || !has.contains(&true) {
        return sums;
    }
    for policy in (0..policies).filter(there) {
        let (mean, variance) = moments(&|it| value(policy, it));
        sums.means[policy] = mean;
        sums.variances[policy] = variance;
        if has[0] {
            let (_, variance) = moments(&|it| value(policy, it) - value(0, it));
            sums.difference_variances[policy] = variance;
        }
    }
    sums
}
