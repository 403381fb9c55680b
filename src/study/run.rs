//! R replications of one scenario, in parallel, reduced in order.
//!
//! Replications are cut into chunks by a plan that depends on their number alone, chunks are
//! run by any number of threads, and their tallies merged in order of the replications. So
//! the result is the same, bit for bit, for any number of threads, however the work was
//! parted and as often as it was interrupted, and memory does not grow with the number of
//! replications.

use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::outcome::{
    Collector, HistoryMeasure, Measure, Recorder, ReplicationReader, Rows, Tally, columns,
};
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::stats::{Moments, Spread};
use crate::world::World;

use super::chunk::{Chunk, Plan};
use super::error::StudyError;
use super::job::{Job, SoFar, Task};
use super::record_columns::RecordRow;

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
    /// How the values of all [`HistoryMeasure`]s are spread over replications, in their order.
    pub histories: Vec<Spread>,
    /// Time spent simulating.
    pub elapsed: Duration,
}

/// How far a study has come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// How much of it is done.
    pub so_far: SoFar,
    /// Mean response time by chunk, ms.
    pub response: Moments,
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

/// What comes of a chunk of replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunChunk {
    /// What they add up to.
    pub tally: Tally,
    /// Of each replication the values of all [`HistoryMeasure`]s, `NaN` for none.
    histories: Vec<f64>,
    /// What is told of them one by one, if records were asked for.
    pub records: ChunkRecords,
}

/// What is told of a chunk's replications one by one; nothing unless records were asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChunkRecords {
    /// Their incidents, encoded.
    #[serde(with = "serde_bytes")]
    pub incidents: Vec<u8>,
    /// A row of each, as in [`columns`].
    pub(crate) rows: Vec<RecordRow>,
}

/// Encodes the incidents of a chunk of replications.
pub(crate) type Encode = dyn Fn(&Rows) -> Result<Vec<u8>, String> + Sync;

/// Takes the records of one chunk after another.
pub(super) type Write<'a> = dyn FnMut(ChunkRecords) -> Result<(), String> + 'a;

/// A run to be done.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The scenario.
    pub world: &'a World,
    /// Root seed.
    pub seed: u64,
    /// Replications of the whole run.
    pub replications: u64,
    /// How incidents are encoded, if records are wanted.
    pub records: Option<&'a Encode>,
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
        records: None,
    };
    let stop = AtomicBool::new(false);
    let job = Job::new(threads, &stop, None);
    run.study(job, |at| progress(at.so_far.done), &mut |_| Ok(()))
}

impl Run<'_> {
    /// Runs all of it. `write` gets the records of one chunk after another.
    ///
    /// # Errors
    /// If a replication fails (the first that does), no threads can be had, partial results
    /// or records can't be written, or it was told to stop.
    pub fn study(
        &self,
        job: Job<'_>,
        progress: impl FnMut(&Progress),
        write: &mut Write<'_>,
    ) -> Result<Study, StudyError> {
        let chunks = 0..Plan::new(self.replications).chunks();
        let mut sections = Sections::new(self.world);
        self.chunks(job, chunks, progress, |chunk, piece| {
            sections.add(chunk, piece.tally, &piece.histories);
            write(piece.records).map_err(StudyError::Records)
        })?;
        let elapsed = job.started.elapsed();
        Ok(sections.study(self.world, self.seed, self.replications, elapsed))
    }

    /// Whether records are of a chunk: there are some if they are wanted.
    fn records_fit(&self, chunk: Chunk, records: &ChunkRecords) -> bool {
        if self.records.is_none() {
            return records.incidents.is_empty() && records.rows.is_empty();
        }
        let width = columns(self.world).len();
        records.rows.len() as u64 == chunk.count
            && records.rows.iter().all(|row| row.len() == width)
    }

    fn chunks(
        &self,
        job: Job<'_>,
        chunks: Range<u64>,
        mut progress: impl FnMut(&Progress),
        mut take: impl FnMut(Chunk, RunChunk) -> Result<(), StudyError>,
    ) -> Result<(), StudyError> {
        let mut so_far = SoFar::default();
        let mut at = Progress::default();
        job.work(
            self,
            chunks,
            &mut so_far,
            |chunk, piece: RunChunk, so_far| {
                at.so_far.clone_from(so_far);
                at.response.extend(
                    piece
                        .tally
                        .durations(Measure::Response, None)
                        .mean_of_ended(),
                );
                take(chunk, piece)?;
                progress(&at);
                Ok(())
            },
        )
    }
}

impl Task for Run<'_> {
    type State<'s>
        = Simulation<'s>
    where
        Self: 's;
    type ChunkResult = RunChunk;
    type Error = StudyError;

    fn cut(&self, index: u64) -> Option<Chunk> {
        Plan::new(self.replications).chunk(index)
    }

    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> Simulation<'s> {
        Simulation::new(self.world).stopping(stop)
    }

    fn fits(&self, chunk: Chunk, piece: &RunChunk) -> bool {
        let values = chunk.count * HistoryMeasure::all(self.world).len() as u64;
        piece.tally.replications == chunk.count
            && piece.tally.is_of(self.world)
            && piece.histories.len() as u64 == values
            && self.records_fit(chunk, &piece.records)
    }

    fn work<'s>(
        &self,
        simulation: &mut Simulation<'s>,
        chunk: Chunk,
    ) -> Result<RunChunk, StudyError>
    where
        Self: 's,
    {
        let mut collector = Collector::new(self.world);
        let mut histories = Vec::new();
        let mut recording = self.records.map(|encode| Recording {
            encode,
            recorder: Recorder::new(chunk.first),
            reader: ReplicationReader::new(self.world, &columns(self.world), Vec::new()),
            rows: Vec::with_capacity(chunk.count as usize),
        });
        for replication in chunk.replications() {
            let counts = match &mut recording {
                None => simulation.run(self.seed, replication, &mut collector),
                Some(recording) => {
                    recording.recorder.next(replication);
                    let one_by_one = (&mut recording.recorder, &mut recording.reader);
                    simulation.run(self.seed, replication, &mut (&mut collector, one_by_one))
                }
            };
            let counts = counts.map_err(|failure| StudyError::of(replication, failure))?;
            collector.close(simulation, counts);
            histories.extend_from_slice(collector.history());
            if let Some(recording) = &mut recording {
                let row = recording.reader.close(replication, simulation, counts);
                recording.rows.push(row);
            }
        }
        let records = match recording {
            Some(recording) => ChunkRecords {
                incidents: (recording.encode)(&recording.recorder.into_rows())
                    .map_err(StudyError::Records)?,
                rows: recording.rows,
            },
            None => ChunkRecords::default(),
        };
        Ok(RunChunk {
            tally: collector.into_tally(),
            histories,
            records,
        })
    }
}

/// What records are made with.
struct Recording<'a> {
    encode: &'a Encode,
    recorder: Recorder,
    reader: ReplicationReader<'a>,
    rows: Vec<RecordRow>,
}

/// What chunks gave, added up in order.
#[derive(Debug)]
struct Sections {
    tallies: Vec<Tally>,
    histories: Vec<Spread>,
}

impl Sections {
    /// Nothing yet.
    fn new(world: &World) -> Self {
        Self {
            tallies: Vec::new(),
            histories: vec![Spread::default(); HistoryMeasure::all(world).len()],
        }
    }

    /// Adds the chunk that follows, with the values of its histories.
    fn add(&mut self, chunk: Chunk, tally: Tally, values: &[f64]) {
        match self.tallies.get_mut(chunk.section) {
            Some(section) => section.merge(&tally),
            None => self.tallies.push(tally),
        }
        for row in values.chunks_exact(self.histories.len()) {
            for (spread, value) in self.histories.iter_mut().zip(row) {
                // None, if there was no incident to speak of.
                if value.is_finite() {
                    spread.push(*value);
                }
            }
        }
    }

    /// All of them together.
    fn study(self, world: &World, seed: u64, replications: u64, elapsed: Duration) -> Study {
        let sums = (seed, replications);
        Study {
            elapsed,
            ..Study::of_sections(world, sums, self.tallies, self.histories)
        }
    }
}

impl Study {
    /// A study of so many replications from a root seed, of the tallies of its sections, in order,
    /// and the spreads of what histories have one of.
    pub fn of_sections(
        world: &World,
        (seed, replications): (u64, u64),
        sections: Vec<Tally>,
        histories: Vec<Spread>,
    ) -> Self {
        let mut pooled = Tally::new(world);
        for section in &sections {
            pooled.merge(section);
        }
        Self {
            seed,
            replications,
            pooled,
            sections,
            histories,
            elapsed: Duration::ZERO,
        }
    }
}
