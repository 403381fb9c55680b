//! Several policies on the same luck: how many replications, run and reduced in order.
//!
//! Every policy meets replication r with the same seed, so the same attacks (see
//! [`crate::sim::key`]). Replications come in rounds of fixed sizes, cut into 20 chunks, one for
//! each section; chunks of all policies are run by any number of threads and reduced in order
//! of replications. So what comes out depends on the number of replications alone: not on
//! threads, nor on whether that number was asked for or found by a stopping rule.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use thiserror::Error;

use crate::outcome::{Meter, Pool, Quantity};
use crate::sim::run::Simulation;
use crate::stats::{Contrast, DurationHistogram, bonferroni, sectioned_contrast};
use crate::world::World;

use super::chunk::SECTIONS;
use super::measures::Yardstick;
use super::paired::{Pairs, Sections};
use super::run::ReplicationFailure;

/// Replications of the first rounds; all that follow have as many as the last.
const ROUNDS: [u64; 6] = [20, 20, 40, 80, 160, 320];

/// Fewest replications before a precision may stop a comparison: a variance from fewer is a
/// guess, and stopping at a lucky one makes intervals too narrow.
pub const FLOOR: u64 = 80;

/// A policy that takes part, or the scenario as it is.
#[derive(Clone, Debug)]
pub struct Contender {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the scenario's text under it.
    pub hash: String,
    /// The scenario's world under it.
    pub world: World,
}

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stopping {
    /// At this number of replications at the latest.
    pub most: u64,
    /// When the baseline's mean of the first measure, and every difference to it, is known to
    /// this share of that mean.
    pub precision: Option<f64>,
    /// When this much time has gone by; results then depend on how fast the machine is, but
    /// are those of the same number of replications anywhere.
    pub budget: Option<Duration>,
}

/// Why a comparison stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// All replications asked for were run.
    Done,
    /// The precision asked for was reached.
    Precise,
    /// The precision was not reached within the most replications allowed.
    Capped,
    /// Time was up.
    TimeUp,
}

/// Why a comparison could not be finished.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CompareError {
    /// A replication failed.
    #[error("under `{policy}`, {failure}")]
    Replication {
        /// Id of the policy.
        policy: String,
        /// Which, and why.
        failure: ReplicationFailure,
    },
    /// No threads could be started.
    #[error("no worker threads could be started: {0}")]
    Threads(String),
}

/// How far a comparison has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Replications done, of every policy.
    pub done: u64,
    /// The relative half-width that a precision would be held against, once there is one.
    pub precision: Option<f64>,
}

/// What a comparison found, before it is summed up.
#[derive(Clone, Debug)]
pub struct Paired {
    /// Root seed.
    pub seed: u64,
    /// Replications of every policy.
    pub replications: u64,
    /// Why it stopped.
    pub stopped: Stopped,
    /// Times at which a stopping rule looked at the results.
    pub looks: u64,
    /// Relative half-width of the first measure at the end; see [`Stopping::precision`].
    pub precision: Option<f64>,
    /// Events over all replications and policies.
    pub events: u64,
    /// Incidents over all replications and policies, warm-up included.
    pub incidents: u64,
    /// Values by replication. Their measures are those that are no quantiles, in order.
    pub pairs: Pairs,
    /// Durations by section, by pool.
    pub sections: Sections,
    /// The pools: the durations among the measures.
    pub pools: Vec<Pool>,
    /// Time spent simulating.
    pub elapsed: Duration,
}

/// Where a measure's numbers are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Measure of [`Pairs`].
    Value(usize),
    /// Pool of [`Sections`], and which quantile.
    Quantile(usize, f64),
}

/// The pools that measures need, one for each duration among them, and where each measure's
/// numbers will be.
pub fn places(measures: &[Yardstick]) -> (Vec<Pool>, Vec<Place>) {
    let mut pools: Vec<Pool> = Vec::new();
    let mut values = 0;
    let places = measures
        .iter()
        .map(|it| {
            let pool = it.pool().map(|pool| {
                let known = pools.iter().position(|other| *other == pool);
                known.unwrap_or_else(|| {
                    pools.push(pool);
                    pools.len() - 1
                })
            });
            if let (Some(pool), Some(p)) = (pool, it.quantile()) {
                return Place::Quantile(pool, p);
            }
            values += 1;
            Place::Value(values - 1)
        })
        .collect();
    (pools, places)
}

/// Runs contenders on the same luck; the first is the baseline.
/// `progress` is told after each round, from one thread.
///
/// # Errors
/// If a replication fails (the first in order of replications, then contenders), or no threads
/// can be had.
pub fn compare(
    contenders: &[Contender],
    measures: &[Yardstick],
    seed: u64,
    threads: usize,
    stopping: Stopping,
    mut progress: impl FnMut(Progress),
) -> Result<Paired, CompareError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| CompareError::Threads(error.to_string()))?;
    let started = Instant::now();
    let (pools, places) = places(measures);
    let gauges: Vec<Gauge<'_>> = contenders
        .iter()
        .map(|contender| Gauge::new(contender, measures, &pools))
        .collect();
    let values = places
        .iter()
        .filter(|place| matches!(place, Place::Value(_)))
        .count();
    let mut study = Paired {
        seed,
        replications: 0,
        stopped: Stopped::Done,
        looks: 0,
        precision: None,
        events: 0,
        incidents: 0,
        pairs: Pairs::new(contenders.len(), values),
        sections: Sections::new(contenders.len(), pools.len()),
        pools: pools.clone(),
        elapsed: Duration::ZERO,
    };
    let sequential = stopping.precision.is_some() || stopping.budget.is_some();
    for round in 0_usize.. {
        let size = ROUNDS[round.min(ROUNDS.len() - 1)].min(stopping.most - study.replications);
        let before = started.elapsed();
        run_round(&pool, &gauges, &mut study, size)?;
        let now = started.elapsed();
        if sequential {
            study.looks += 1;
        }
        study.precision = places
            .first()
            .and_then(|place| reached(&study, *place, contenders.len()));
        progress(Progress {
            done: study.replications,
            precision: study.precision,
        });
        if let (Some(wanted), Some(reached)) = (stopping.precision, study.precision)
            && study.replications >= FLOOR
            // The relative error of an estimate is not that of the truth: γ / (1 + γ) for γ
            // (Law 2015, section 9.4.1), on the stopping rule of Chow & Robbins (1965).
            && reached <= wanted / (1.0 + wanted)
        {
            study.stopped = Stopped::Precise;
            break;
        }
        if study.replications >= stopping.most {
            study.stopped = match stopping.precision {
                Some(_) => Stopped::Capped,
                None => Stopped::Done,
            };
            break;
        }
        // Not begun if it would most likely end late: rounds at most double.
        let next = ROUNDS[(round + 1).min(ROUNDS.len() - 1)] as f64 / size as f64;
        if let Some(budget) = stopping.budget
            && now + now.saturating_sub(before).mul_f64(next) > budget
        {
            study.stopped = Stopped::TimeUp;
            break;
        }
    }
    study.elapsed = started.elapsed();
    Ok(study)
}

/// A contender with what is read off its replications.
struct Gauge<'a> {
    contender: &'a Contender,
    /// `None` where its world has no such thing.
    quantities: Vec<Option<Quantity>>,
    pools: &'a [Pool],
}

/// What a chunk of one contender's replications gave.
struct Chunk {
    /// By replication, then measure.
    values: Vec<f64>,
    pooled: Vec<DurationHistogram>,
    events: u64,
    incidents: u64,
}

impl<'a> Gauge<'a> {
    fn new(contender: &'a Contender, measures: &[Yardstick], pools: &'a [Pool]) -> Self {
        Self {
            contender,
            quantities: measures
                .iter()
                .filter(|it| it.quantile().is_none())
                .map(|it| it.quantity(&contender.world))
                .collect(),
            pools,
        }
    }

    fn run(&self, seed: u64, from: u64, to: u64) -> Result<Chunk, CompareError> {
        let world: &World = &self.contender.world;
        let known: Vec<Quantity> = self.quantities.iter().copied().flatten().collect();
        let mut meter = Meter::new(world, known, self.pools.to_vec());
        let mut simulation = Simulation::new(world);
        let mut row = Vec::new();
        let (mut events, mut incidents) = (0, 0);
        let mut values = Vec::with_capacity((to - from) as usize * self.quantities.len());
        for replication in from..to {
            let counts = simulation
                .run(seed, replication, &mut meter)
                .map_err(|failure| CompareError::Replication {
                    policy: self.contender.id.clone(),
                    failure: ReplicationFailure {
                        replication,
                        failure,
                    },
                })?;
            events += counts.events;
            incidents += counts.all_incidents;
            row.clear();
            meter.close(&simulation, counts, &mut row);
            let mut read = row.iter();
            values.extend(self.quantities.iter().map(|quantity| {
                let value = quantity.and_then(|_| read.next());
                value.copied().unwrap_or(f64::NAN)
            }));
        }
        Ok(Chunk {
            values,
            pooled: meter.into_pooled(),
            events,
            incidents,
        })
    }
}

/// Runs the next `size` replications of every contender and takes them in, in order.
fn run_round(
    pool: &rayon::ThreadPool,
    gauges: &[Gauge<'_>],
    study: &mut Paired,
    size: u64,
) -> Result<(), CompareError> {
    let first = study.replications;
    let border = |section: u64| first + size * section / SECTIONS;
    let tasks: Vec<(u64, &Gauge<'_>)> = (0..SECTIONS)
        .flat_map(|section| gauges.iter().map(move |gauge| (section, gauge)))
        .collect();
    let seed = study.seed;
    let chunks: Vec<Result<Chunk, CompareError>> = pool.install(|| {
        tasks
            .par_iter()
            .with_max_len(1)
            .map(|(section, gauge)| gauge.run(seed, border(*section), border(section + 1)))
            .collect()
    });
    let chunks: Vec<Chunk> = chunks.into_iter().collect::<Result<_, _>>()?;
    for (section, chunks) in chunks.chunks(gauges.len()).enumerate() {
        let count = (border(section as u64 + 1) - border(section as u64)) as usize;
        let mut row: Vec<&[f64]> = Vec::with_capacity(gauges.len());
        for replication in 0..count {
            row.clear();
            row.extend(chunks.iter().map(|chunk| {
                let measures = chunk.values.len() / count;
                &chunk.values[replication * measures..(replication + 1) * measures]
            }));
            study.pairs.push(&row);
        }
        for (policy, chunk) in chunks.iter().enumerate() {
            study.sections.add(policy, section, &chunk.pooled);
            study.events += chunk.events;
            study.incidents += chunk.incidents;
        }
    }
    study.replications += size;
    Ok(())
}

/// Confidence of every interval.
pub const CONFIDENCE: f64 = super::summary::CONFIDENCE;

/// The half-width, relative to the baseline's value, of the widest interval of a measure: that
/// of the baseline's value itself, or of a difference to it (all of these together at 95%).
fn reached(study: &Paired, place: Place, policies: usize) -> Option<f64> {
    let (base, own) = value(study, place, 0)?;
    let mut widest = own?.interval(CONFIDENCE)?.half_width();
    let each = bonferroni(CONFIDENCE, policies - 1);
    for policy in 1..policies {
        if let Some(contrast) = contrast(study, place, policy, 0) {
            widest = widest.max(contrast.interval(each)?.half_width());
        }
    }
    (base.abs() > 0.0).then(|| widest / base.abs())
}

/// A policy's value of a measure, and its error where there is one.
pub fn value(study: &Paired, place: Place, policy: usize) -> Option<(f64, Option<Contrast>)> {
    match place {
        Place::Value(measure) => {
            let moments = study.pairs.of(policy, measure);
            Some((moments.mean()?, Contrast::of(moments)))
        }
        Place::Quantile(pool, p) => {
            let hours = quantile(&study.sections.pooled(policy, pool), p)?;
            let parts: Vec<Option<f64>> = study
                .sections
                .of(policy, pool)
                .iter()
                .map(|section| quantile(section, p))
                .collect();
            Some((hours, sectioned_contrast(hours, &parts)))
        }
    }
}

/// A policy's value of a measure minus another's, on the replications that both have.
pub fn contrast(study: &Paired, place: Place, a: usize, b: usize) -> Option<Contrast> {
    match place {
        Place::Value(measure) => Contrast::of(&study.pairs.difference(a, b, measure)),
        Place::Quantile(pool, p) => {
            let of = |policy| quantile(&study.sections.pooled(policy, pool), p);
            let sections = study.sections.of(a, pool).iter();
            let parts: Vec<Option<f64>> = sections
                .zip(study.sections.of(b, pool))
                .map(|(a, b)| Some(quantile(a, p)? - quantile(b, p)?))
                .collect();
            sectioned_contrast(of(a)? - of(b)?, &parts)
        }
    }
}

/// A quantile in hours.
fn quantile(histogram: &DurationHistogram, p: f64) -> Option<f64> {
    let hour = crate::scenario::time::Span::HOUR.0 as f64;
    histogram.quantile(p).map(|ms| ms / hour)
}
