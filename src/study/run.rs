//! R replications of one scenario, in parallel, reduced in order.
//!
//! Replications are cut into chunks of fixed size (it depends on their number alone), chunks
//! are run by any number of threads, and their tallies merged in order of the replications.
//! So the result is the same, bit for bit, for any number of threads, and memory does not
//! grow with the number of replications.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use thiserror::Error;

use crate::outcome::{Collector, Tally};
use crate::sim::run::{Failure, Simulation};
use crate::world::World;

/// Sections of a study: blocks of replications whose spread gives intervals for estimates
/// that are pooled over incidents.
pub const SECTIONS: u64 = 20;

/// Most replications in a chunk.
const CHUNK: u64 = 256;

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
    /// The same in up to [`SECTIONS`] consecutive blocks.
    pub sections: Vec<Tally>,
    /// Time spent simulating.
    pub elapsed: Duration,
}

/// A block of consecutive replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chunk {
    first: u64,
    count: u64,
    section: usize,
}

/// Cuts replications into chunks, none of which crosses a section's border.
fn chunks(replications: u64) -> impl Iterator<Item = Chunk> {
    let sections = SECTIONS.min(replications).max(1);
    let size = (replications / (sections * 8)).clamp(1, CHUNK);
    (0..sections).flat_map(move |section| {
        let border =
            |n: u64| (u128::from(replications) * u128::from(n) / u128::from(sections)) as u64;
        let (from, to) = (border(section), border(section + 1));
        (from..to).step_by(size as usize).map(move |first| Chunk {
            first,
            count: size.min(to - first),
            section: section as usize,
        })
    })
}

/// Runs a study. `progress` is told how many replications are done, from one thread.
///
/// # Errors
/// If a replication fails (the one of lowest number among those that were run), or no
/// threads can be had.
pub fn run(
    world: &World,
    replications: u64,
    seed: u64,
    threads: usize,
    mut progress: impl FnMut(u64),
) -> Result<Study, StudyError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| StudyError::Threads(error.to_string()))?;
    let started = Instant::now();
    let mut sections: Vec<Tally> = Vec::new();
    let mut queue = chunks(replications);
    // A few chunks per thread at a time: enough to keep all busy, few enough to keep in
    // memory until they are merged in order.
    let batch = pool.current_num_threads() * 4;
    let mut done = 0;
    loop {
        let chunks: Vec<Chunk> = queue.by_ref().take(batch).collect();
        if chunks.is_empty() {
            break;
        }
        let tallies: Vec<Result<Tally, ReplicationFailure>> = pool.install(|| {
            chunks
                .par_iter()
                .with_max_len(1)
                .map_init(
                    || Simulation::new(world),
                    |simulation, chunk| run_chunk(world, simulation, seed, *chunk),
                )
                .collect()
        });
        for (chunk, tally) in chunks.iter().zip(tallies) {
            let tally = tally?;
            done += tally.replications;
            match sections.get_mut(chunk.section) {
                Some(section) => section.merge(&tally),
                None => sections.push(tally),
            }
        }
        progress(done);
    }
    let mut pooled = Tally::new(world);
    for section in &sections {
        pooled.merge(section);
    }
    Ok(Study {
        seed,
        replications,
        pooled,
        sections,
        elapsed: started.elapsed(),
    })
}

fn run_chunk(
    world: &World,
    simulation: &mut Simulation<'_>,
    seed: u64,
    chunk: Chunk,
) -> Result<Tally, ReplicationFailure> {
    let mut collector = Collector::new(world);
    for replication in chunk.first..chunk.first + chunk.count {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_replication_once_and_respect_sections() {
        for replications in [1, 2, 19, 20, 21, 100, 1_000, 12_345] {
            let mut next = 0;
            let mut last_section = 0;
            for chunk in chunks(replications) {
                assert_eq!(chunk.first, next);
                assert!(chunk.count >= 1 && chunk.section >= last_section);
                next += chunk.count;
                last_section = chunk.section;
            }
            assert_eq!(next, replications);
            assert_eq!(last_section as u64 + 1, SECTIONS.min(replications));
        }
    }
}
