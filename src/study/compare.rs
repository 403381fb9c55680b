//! Several policies on common random numbers: how many replications, run and reduced in order.
//!
//! Every policy meets replication r with the same seed, so the same attacks (see
//! [`crate::sim::key`]). Replications come in rounds of fixed sizes (see `rounds`), whose
//! chunks are run by any number of threads and reduced in order of replications. So what comes
//! out depends on the number of replications alone: not on threads, nor on whether that number
//! was asked for or found by a stopping rule, nor on interruptions.

use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::outcome::Pool;
use crate::stats::{Contrast, DurationHistogram, bonferroni, sectioned_contrast};

pub use super::alternative::Alternative;
pub(crate) use super::error::{CompareError, StudyError};

use super::chunk::Chunk;
use super::job::{Job, SoFar, Tell};
use super::measures::MeasureSpec;
use super::paired::{Pairs, Sections};
use super::record_columns::{RecordColumns, RecordRow, RowsWanted};
use super::round_reader::{PairedRounds, Reading};
use super::rounds::Rounds;

/// Fewest replications before a precision may stop a comparison: a variance from fewer is a
/// guess, and stopping at a lucky one makes intervals too narrow.
pub(crate) const FLOOR: u64 = 80;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stopping {
    /// At this number of replications at the latest.
    pub most: u64,
    /// When the baseline's mean of the headline measure, and every difference to it, is known to
    /// this share of that mean.
    pub precision: Option<f64>,
    /// When this much time has gone by; results then depend on how fast the machine is, but
    /// are those of the same number of replications anywhere.
    pub budget: Option<Duration>,
}

/// Why a comparison stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// How far a comparison has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// How much of it is done; replications are those of every policy.
    pub so_far: SoFar,
    /// The relative half-width that a precision would be held against, once there is one.
    pub precision: Option<f64>,
}

/// What a comparison found, before it is summed up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paired {
    /// Root seed.
    pub seed: u64,
    /// Replications of every policy.
    pub replications: u64,
    /// Why it stopped.
    pub stopped: Stopped,
    /// Times at which a stopping rule looked at the results.
    pub looks: u64,
    /// Relative half-width of the headline measure at the end; see [`Stopping::precision`].
    pub precision: Option<f64>,
    /// The headline: the first measure in which policies differ, as of the end of the first
    /// round in which any did. So it depends on no stopping rule. `None` if nothing differs.
    pub headline: Option<usize>,
    /// Events over all replications and policies.
    pub events: u64,
    /// Incidents over all replications and policies, warm-up included.
    pub incidents: u64,
    /// Values by replication. Their measures are those that are no quantiles, in order.
    pub pairs: Pairs,
    /// Durations by section, by pool.
    pub sections: Sections,
    /// The pools: the durations among the measures. They are not kept, as measures tell them.
    #[serde(skip)]
    pub pools: Vec<Pool>,
    /// Time spent simulating, which is no result and not kept.
    #[serde(skip)]
    pub elapsed: Duration,
}

/// Where a measure's numbers are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MeasureColumn {
    /// Measure of [`Pairs`].
    Value(usize),
    /// Pool of [`Sections`], and which quantile.
    Quantile(usize, f64),
}

/// The pools that measures need, one for each duration among them, and where each measure's
/// numbers will be.
pub fn places(measures: &[MeasureSpec]) -> (Vec<Pool>, Vec<MeasureColumn>) {
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
                return MeasureColumn::Quantile(pool, p);
            }
            values += 1;
            MeasureColumn::Value(values - 1)
        })
        .collect();
    (pools, places)
}

/// How many measures have a value of each replication.
fn values(places: &[MeasureColumn]) -> usize {
    let value = |place: &&MeasureColumn| matches!(place, MeasureColumn::Value(_));
    places.iter().filter(value).count()
}

/// Runs alternatives on common random numbers; the first is the baseline.
/// `progress` is told after each chunk, from one thread.
///
/// # Errors
/// If a replication fails (the first in order of chunks, then alternatives), no threads can be
/// had, partial results can't be kept, or it was told to stop.
pub fn compare(
    alternatives: &[Alternative],
    measures: &[MeasureSpec],
    seed: u64,
    job: Job<'_>,
    stopping: Stopping,
    progress: impl FnMut(&Progress),
) -> Result<Paired, CompareError> {
    let mut records = RowsWanted {
        columns: None,
        write: &mut |_| Ok(()),
    };
    compare_recorded(
        alternatives,
        measures,
        seed,
        job,
        stopping,
        &mut records,
        progress,
    )
}

/// The same, and hands on a row of each replication and alternative, if they are wanted: in order
/// of replications, then of alternatives.
///
/// # Errors
/// Those of [`compare`], and that a row could not be written.
pub(crate) fn compare_recorded(
    alternatives: &[Alternative],
    measures: &[MeasureSpec],
    seed: u64,
    job: Job<'_>,
    stopping: Stopping,
    records: &mut RowsWanted<'_, '_>,
    mut progress: impl FnMut(&Progress),
) -> Result<Paired, CompareError> {
    let (pools, places) = places(measures);
    let rounds = Rounds::new(stopping.most);
    let sums = (stopping.most, seed);
    let columns = records.columns;
    let paired_rounds = PairedRounds::new(alternatives, measures, &pools, sums, columns);
    let mut study = Paired::new(alternatives.len(), seed, pools, &places);
    let sequential = stopping.precision.is_some() || stopping.budget.is_some();
    let mut so_far = SoFar::default();
    let mut at = Progress::default();
    let mut looked = 0;
    for round in 0.. {
        let before = job.started.elapsed();
        // Nobody looks in between without a stopping rule: no thread has to wait for others.
        let chunks = if sequential {
            rounds.chunks(round)
        } else {
            rounds.all()
        };
        job.work(
            &paired_rounds,
            chunks,
            &mut so_far,
            |chunk, mut piece, so_far| {
                let of_each = piece.iter_mut().map(|it| std::mem::take(&mut it.rows));
                for row in in_turns(of_each.collect()) {
                    (records.write)(row).map_err(StudyError::Records)?;
                }
                study.add(chunk, &piece);
                if study.headline.is_none() && rounds.ends(looked) <= study.replications {
                    looked += 1;
                    study.headline = headline(&study, &places, alternatives.len());
                }
                at.so_far.clone_from(so_far);
                progress(&at);
                Ok(())
            },
        )?;
        let now = job.started.elapsed();
        study.looks += u64::from(sequential);
        study.precision = places
            .get(study.headline.unwrap_or(0))
            .and_then(|place| reached(&study, *place, alternatives.len()));
        at.precision = study.precision;
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
        if let Some(budget) = stopping.budget
            && now + now.saturating_sub(before).mul_f64(rounds.growth(round)) > budget
        {
            study.stopped = Stopped::TimeUp;
            break;
        }
    }
    study.elapsed = job.started.elapsed();
    Ok(study)
}

/// Rows of each alternative, in order of replications, then of alternatives.
fn in_turns(of_each: Vec<Vec<RecordRow>>) -> Vec<RecordRow> {
    let mut in_turns = Vec::with_capacity(of_each.iter().map(Vec::len).sum());
    let mut of_each: Vec<_> = of_each.into_iter().map(Vec::into_iter).collect();
    for _ in 0..of_each.first().map_or(0, ExactSizeIterator::len) {
        in_turns.extend(of_each.iter_mut().filter_map(Iterator::next));
    }
    in_turns
}

/// Runs a part of the chunks of a comparison of so many replications from a root seed, to be kept
/// by the job.
///
/// # Errors
/// Those of [`compare`].
pub(crate) fn compare_part(
    alternatives: &[Alternative],
    measures: &[MeasureSpec],
    sums: (u64, u64),
    records: Option<&RecordColumns>,
    job: Job<'_>,
    (chunks, progress): (Range<u64>, &mut Tell<'_>),
) -> Result<(), CompareError> {
    let (pools, _) = places(measures);
    let task = PairedRounds::new(alternatives, measures, &pools, sums, records);
    job.part(&task, chunks, progress)
}

impl Paired {
    /// Nothing yet.
    fn new(alternatives: usize, seed: u64, pools: Vec<Pool>, places: &[MeasureColumn]) -> Self {
        let values = values(places);
        Self {
            seed,
            replications: 0,
            stopped: Stopped::Done,
            looks: 0,
            precision: None,
            headline: None,
            events: 0,
            incidents: 0,
            pairs: Pairs::new(alternatives, values),
            sections: Sections::new(alternatives, pools.len()),
            pools,
            elapsed: Duration::ZERO,
        }
    }

    /// What was kept and read back, if it is of so many policies by these measures.
    pub fn of_kept(mut self, policies: usize, measures: &[MeasureSpec]) -> Option<Self> {
        let (pools, places) = places(measures);
        let fits =
            self.pairs.fits(policies, values(&places)) && self.sections.fits(policies, pools.len());
        self.pools = pools;
        let known = self.headline.is_none_or(|headline| headline < places.len());
        (fits && known).then_some(self)
    }

    /// Takes in what the next chunk gave, by alternative.
    fn add(&mut self, chunk: Chunk, piece: &[Reading]) {
        let count = chunk.count as usize;
        let mut row: Vec<&[f64]> = Vec::with_capacity(piece.len());
        for replication in 0..count {
            row.clear();
            row.extend(piece.iter().map(|reading| {
                let measures = reading.values.len() / count;
                &reading.values[replication * measures..(replication + 1) * measures]
            }));
            self.pairs.push(&row);
        }
        for (policy, reading) in piece.iter().enumerate() {
            self.sections.add(policy, chunk.section, &reading.pooled);
            self.events += reading.events;
            self.incidents += reading.incidents;
        }
        self.replications += chunk.count;
    }
}

/// Whether some policy has anything else by a measure than the baseline, in any replication
/// (for a quantile: in any section).
pub(crate) fn differs(study: &Paired, place: MeasureColumn, policies: usize) -> bool {
    (1..policies).any(|policy| match place {
        MeasureColumn::Value(measure) => {
            let pairs = study.pairs.difference(policy, 0, measure);
            let absent = |policy| study.pairs.of(policy, measure).count() != pairs.count();
            let apart = |size: Option<f64>| size.is_some_and(|size| size.abs() > 0.0);
            absent(policy) || absent(0) || apart(pairs.mean()) || apart(pairs.variance())
        }
        MeasureColumn::Quantile(pool, p) => {
            let of = |policy| study.sections.of(policy, pool).iter();
            of(policy)
                .zip(of(0))
                .any(|(a, b)| quantile(a, p).map(f64::to_bits) != quantile(b, p).map(f64::to_bits))
        }
    })
}

/// The first measure in which policies differ.
fn headline(study: &Paired, places: &[MeasureColumn], policies: usize) -> Option<usize> {
    let mut measures = places.iter();
    measures.position(|place| differs(study, *place, policies))
}

/// Confidence of every interval.
pub(crate) const CONFIDENCE: f64 = super::estimate::CONFIDENCE;

/// The half-width, relative to the baseline's value, of the widest interval of a measure: that
/// of the baseline's value itself, or of a difference to it (all of these together at 95%).
fn reached(study: &Paired, place: MeasureColumn, policies: usize) -> Option<f64> {
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
pub(crate) fn value(
    study: &Paired,
    place: MeasureColumn,
    policy: usize,
) -> Option<(f64, Option<Contrast>)> {
    match place {
        MeasureColumn::Value(measure) => {
            let moments = study.pairs.of(policy, measure);
            Some((moments.mean()?, Contrast::of(moments)))
        }
        MeasureColumn::Quantile(pool, p) => {
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
pub fn contrast(study: &Paired, place: MeasureColumn, a: usize, b: usize) -> Option<Contrast> {
    match place {
        MeasureColumn::Value(measure) => Contrast::of(&study.pairs.difference(a, b, measure)),
        MeasureColumn::Quantile(pool, p) => {
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
