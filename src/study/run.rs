//! R replications of one scenario, in parallel, reduced in order.
//!
//! Replications are cut into chunks by a plan that depends on their number alone, chunks are
//! run by any number of threads, and their tallies merged in order of the replications. So
//! the result is the same, bit for bit, for any number of threads, however the work was
//! parted and as often as it was interrupted, and memory does not grow with the number of
//! replications.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::outcome::{Collector, Measure, Tally};
use crate::sim::run::{Failure, Simulation};
use crate::stats::Moments;
use crate::world::World;

use super::chunk::{Chunk, Plan};
use super::partial::Damage;
use super::pipeline::in_order;
use super::shelf::{Shelf, ShelfError};

/// A replication that could not be finished.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("replication {replication} failed: {failure}")]
pub struct ReplicationFailure {
    /// Its number.
    pub replication: u64,
    /// Why.
    #[source]
    pub failure: Failure,
}

/// Why a study could not be finished.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StudyError {
    /// A replication failed.
    #[error(transparent)]
    Replication(#[from] ReplicationFailure),
    /// No threads could be started.
    #[error("no worker threads could be started: {0}")]
    Threads(String),
    /// Partial results could not be kept.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// It was told to stop.
    #[error("interrupted")]
    Interrupted,
}

/// What a study found.
#[derive(Clone, Debug)]
pub struct Study {
    /// Root seed.
    pub seed: u64,
    /// Replications.
    pub replications: u64,
    /// All of them together.
    pub pooled: Tally,
    /// The same in up to [`SECTIONS`](super::SECTIONS) consecutive blocks.
    pub sections: Vec<Tally>,
    /// Time spent simulating.
    pub elapsed: Duration,
}

/// How far a study has come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Replications done, whether now or before.
    pub done: u64,
    /// Of these, found on disk.
    pub found: u64,
    /// Mean response time by chunk, ms.
    pub response: Moments,
    /// Partial results that were damaged and are worked out again.
    pub damaged: Vec<(Chunk, Damage)>,
}

impl Progress {
    /// Half the width of the mean response time's 95% interval as a share of the mean, from
    /// the spread over chunks: a guide on the way, not a result.
    pub fn precision(&self) -> Option<f64> {
        let interval = self.response.interval(0.95)?;
        let half = (interval.high - interval.low) / 2.0;
        (self.response.count() >= 10 && interval.estimate > 0.0).then(|| half / interval.estimate)
    }
}

/// Where and from when on the results of chunks are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep<'a> {
    /// The folder.
    pub shelf: &'a Shelf,
    /// What was kept there before is used.
    pub resume: bool,
    /// Nothing is kept before this time has passed: to do little work again costs less than
    /// to keep it.
    pub patience: Duration,
}

/// A run to be done.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The scenario.
    pub world: &'a World,
    /// Root seed.
    pub seed: u64,
    /// Replications of the whole run.
    pub replications: u64,
    /// Worker threads; 0 for one per core. No result depends on it.
    pub threads: usize,
    /// Ends the run at the next border of chunks when it becomes true.
    pub stop: &'a AtomicBool,
    /// Where partial results are kept, if anywhere.
    pub keep: Option<Keep<'a>>,
}

/// Runs a study. `progress` is told how many replications are done, from one thread.
///
/// # Errors
/// If a replication fails (the first that does), or no threads can be had.
pub fn run(
    world: &World,
    replications: u64,
    seed: u64,
    threads: usize,
    mut progress: impl FnMut(u64),
) -> Result<Study, StudyError> {
    let run = Run {
        world,
        seed,
        replications,
        threads,
        stop: &AtomicBool::new(false),
        keep: None,
    };
    run.study(|so_far| progress(so_far.done))
}

impl Run<'_> {
    /// Runs all of it.
    ///
    /// # Errors
    /// If a replication fails (the first that does), no threads can be had, partial results
    /// can't be kept, or it was told to stop.
    pub fn study(&self, progress: impl FnMut(&Progress)) -> Result<Study, StudyError> {
        let started = Instant::now();
        let chunks = 0..Plan::new(self.replications).chunks();
        let mut sections = Sections::default();
        self.chunks(chunks, progress, |chunk, tally| sections.add(chunk, tally))?;
        Ok(sections.study(self.world, self.seed, self.replications, started.elapsed()))
    }

    /// Runs a part of the chunks, to be kept on the shelf and nowhere else.
    ///
    /// # Errors
    /// Those of [`study`](Self::study).
    pub fn part(
        &self,
        chunks: Range<u64>,
        progress: impl FnMut(&Progress),
    ) -> Result<(), StudyError> {
        self.chunks(chunks, progress, |_, _| ())
    }

    fn chunks(
        &self,
        chunks: Range<u64>,
        mut progress: impl FnMut(&Progress),
        mut take: impl FnMut(Chunk, Tally),
    ) -> Result<(), StudyError> {
        let started = Instant::now();
        let plan = Plan::new(self.replications);
        let damaged = Mutex::new(Vec::new());
        let mut so_far = Progress::default();
        let wanted = chunks.end - chunks.start;
        let work = |simulation: &mut Simulation<'_>, index: u64| {
            let Some(chunk) = plan.chunk(index) else {
                return Err(StudyError::Interrupted);
            };
            if let Some(keep) = self.keep.filter(|keep| keep.resume) {
                match keep.shelf.get::<Tally>(chunk) {
                    Ok(Some(tally)) if tally.replications == chunk.count => {
                        return Ok((tally, true));
                    }
                    Ok(None) => {}
                    Ok(Some(_)) => damaged_list(&damaged).push((chunk, Damage::Foreign)),
                    Err(damage) => damaged_list(&damaged).push((chunk, damage)),
                }
            }
            let tally = run_chunk(self.world, simulation, self.seed, chunk)?;
            if let Some(keep) = self.keep
                && started.elapsed() >= keep.patience
            {
                keep.shelf.put(chunk, &tally)?;
            }
            Ok((tally, false))
        };
        let done = in_order(
            chunks,
            self.threads,
            self.stop,
            || Simulation::new(self.world),
            work,
            |index, (tally, found): (Tally, bool)| {
                let Some(chunk) = plan.chunk(index) else {
                    return Ok(());
                };
                so_far.done += chunk.count;
                so_far.found += if found { chunk.count } else { 0 };
                so_far
                    .response
                    .extend(tally.durations(Measure::Response, None).mean_of_ended());
                so_far.damaged.append(&mut damaged_list(&damaged));
                take(chunk, tally);
                progress(&so_far);
                Ok(())
            },
        )?;
        if done == wanted {
            Ok(())
        } else {
            Err(StudyError::Interrupted)
        }
    }
}

type Damaged = Vec<(Chunk, Damage)>;

fn damaged_list(list: &Mutex<Damaged>) -> std::sync::MutexGuard<'_, Damaged> {
    // A list of remarks has no broken state.
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tallies of chunks, added up in order.
#[derive(Debug, Default)]
pub(super) struct Sections(Vec<Tally>);

impl Sections {
    /// Adds the chunk that follows.
    pub fn add(&mut self, chunk: Chunk, tally: Tally) {
        match self.0.get_mut(chunk.section) {
            Some(section) => section.merge(&tally),
            None => self.0.push(tally),
        }
    }

    /// All of them together.
    pub fn study(self, world: &World, seed: u64, replications: u64, elapsed: Duration) -> Study {
        let mut pooled = Tally::new(world);
        for section in &self.0 {
            pooled.merge(section);
        }
        Study {
            seed,
            replications,
            pooled,
            sections: self.0,
            elapsed,
        }
    }
}

fn run_chunk(
    world: &World,
    simulation: &mut Simulation<'_>,
    seed: u64,
    chunk: Chunk,
) -> Result<Tally, ReplicationFailure> {
    let mut collector = Collector::new(world);
    for replication in chunk.replications() {
        let counts = simulation
            .run(seed, replication, &mut collector)
            .map_err(|failure| ReplicationFailure {
                replication,
                failure,
            })?;
        collector.close(simulation, counts);
    }
    Ok(collector.into_tally())
}
