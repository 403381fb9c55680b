//! Running the points of a plan, all on common random numbers.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::outcome::Cell;
use crate::scenario::{Overlay, Report};
use crate::sim::brake::Stop;
use crate::world::World;

use super::super::chunk::Chunk;
use super::super::error::{ReplicationFailure, StudyError};
use super::super::job::{Job, SoFar, Task, Tell};
use super::super::measures::MeasureSpec;
use super::super::record_columns::{RecordColumns, RowsWanted};
use super::cut::Cut;
use super::design::Plan;
use super::point_reader::{PointChunk, PointReader, Response, sum_up};

/// Responses at every point.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Responses {
    /// By row of the plan, then measure.
    pub rows: Vec<Vec<Response>>,
    /// Different points: rows that say the same are run once.
    pub runs: usize,
    /// Incidents over all runs, warm-up included.
    pub incidents: u64,
    /// Events over all runs.
    pub events: u64,
}

impl Responses {
    /// Whether they are of a plan, by so many measures.
    pub fn fits(&self, plan: &Plan, measures: usize) -> bool {
        let blocks = |row: &[Response]| row.first().map_or(0, |it| it.blocks.len());
        let all = self.rows.first().map_or(0, |row| blocks(row));
        let whole = |row: &Vec<Response>| {
            row.len() == measures && row.iter().all(|it| it.blocks.len() == all)
        };
        self.rows.len() == plan.rows.len() && self.rows.iter().all(whole)
    }
}

/// Why a sweep could not be finished.
#[derive(Clone, Debug, Error)]
pub(crate) enum PointError {
    /// A point makes no scenario.
    #[error("the scenario has mistakes with {point}")]
    Scenario {
        /// The point, as `--set` arguments.
        point: String,
        /// The mistakes.
        report: Box<Report>,
    },
    /// A replication failed.
    #[error("with {point}: {failure}")]
    Replication {
        /// The point, as `--set` arguments.
        point: String,
        /// Which, and why.
        failure: ReplicationFailure,
    },
    /// No threads could be had, partial results could not be kept, or it was told to stop.
    #[error(transparent)]
    Study(#[from] StudyError),
}

/// Runs every point of a plan with the same seed and replications. `load` makes the world of
/// a point from its overlays; `progress` is told how far it has come, how many points are
/// done, and of how many.
///
/// # Errors
/// For the first point, in order, that can't be loaded or run; or if partial results can't be
/// kept, or it was told to stop.
pub(crate) fn run(
    plan: &Plan,
    measures: &[MeasureSpec],
    (replications, seed): (u64, u64),
    job: Job<'_>,
    load: impl Fn(&[Overlay]) -> Result<World, Report> + Sync,
    records: &mut RowsWanted<'_, '_>,
    mut progress: impl FnMut(&SoFar, usize, usize),
) -> Result<Responses, PointError> {
    let (points, place) = distinct(plan);
    let sums = (replications, seed);
    let wanted = records.columns.map(|columns| Recorded {
        columns,
        plan,
        place: &place,
    });
    let sweep = Points::new(&points, measures, sums, load, wanted);
    let mut responses = Vec::with_capacity(points.len());
    let (mut incidents, mut events) = (0, 0);
    let mut so_far = SoFar::default();
    let chunks = 0..points.len() as u64 * sweep.cut.parts();
    let mut blocks = Vec::new();
    job.work(&sweep, chunks, &mut so_far, |chunk, mut piece, so_far| {
        for block in &mut piece.blocks {
            incidents += block.incidents;
            events += block.events;
            for row in std::mem::take(&mut block.rows) {
                (records.write)(row).map_err(StudyError::Records)?;
            }
        }
        blocks.extend(piece.blocks);
        if blocks.len() as u64 == sweep.cut.blocks() {
            responses.push(sum_up(&piece.places, &blocks));
            blocks.clear();
        }
        sweep.leave(chunk);
        progress(so_far, responses.len(), points.len());
        Ok(())
    })?;
    Ok(Responses {
        rows: place.iter().map(|ix| responses[*ix].clone()).collect(),
        runs: points.len(),
        incidents,
        events,
    })
}

/// Runs a part of the chunks of a sweep, to be kept by the job.
///
/// # Errors
/// Those of [`run`].
pub(crate) fn run_part(
    plan: &Plan,
    measures: &[MeasureSpec],
    sums: (u64, u64),
    job: Job<'_>,
    load: impl Fn(&[Overlay]) -> Result<World, Report> + Sync,
    records: Option<&RecordColumns>,
    (chunks, progress): (Range<u64>, &mut Tell<'_>),
) -> Result<(), PointError> {
    let (points, place) = distinct(plan);
    let wanted = records.map(|columns| Recorded {
        columns,
        plan,
        place: &place,
    });
    let task = Points::new(&points, measures, sums, load, wanted);
    job.part(&task, chunks, progress)
}

/// How many different points a plan has: rows that say the same are run once.
pub(crate) fn different(plan: &Plan) -> u64 {
    distinct(plan).0.len() as u64
}

type PointReaders = BTreeMap<u64, Arc<OnceLock<Result<PointReader, PointError>>>>;

/// Rows that are wanted of each replication.
#[derive(Clone, Copy)]
struct Recorded<'a> {
    columns: &'a RecordColumns,
    plan: &'a Plan,
    /// The point of each row of the plan.
    place: &'a [usize],
}

impl Recorded<'_> {
    /// What tells the rows of a point from others: its number, and the value of each factor.
    fn keys(self, point: usize) -> Vec<Cell> {
        // Counted as in the table of points: the first row that is of this one.
        let row = self.place.iter().position(|it| *it == point);
        let number = row.map_or(Cell::Missing, |row| Cell::Number((row + 1) as f64));
        let levels = row.and_then(|row| self.plan.rows.get(row));
        let values = levels.into_iter().flatten();
        let values = values.map(|level| Cell::Text(level.text.clone()));
        [number].into_iter().chain(values).collect()
    }
}

/// Points that are being run.
struct Points<'a, L> {
    cut: Cut,
    all: &'a [Vec<Overlay>],
    measures: &'a [MeasureSpec],
    seed: u64,
    load: L,
    /// Rows that are wanted.
    records: Option<Recorded<'a>>,
    /// Worlds at work, by point. They are compiled when they are first needed, and by one.
    readers: Mutex<PointReaders>,
}

impl<'a, L> Points<'a, L> {
    const fn new(
        all: &'a [Vec<Overlay>],
        measures: &'a [MeasureSpec],
        (replications, seed): (u64, u64),
        load: L,
        records: Option<Recorded<'a>>,
    ) -> Self {
        Self {
            cut: Cut { replications },
            all,
            measures,
            seed,
            load,
            records,
            readers: Mutex::new(BTreeMap::new()),
        }
    }

    fn readers(&self) -> MutexGuard<'_, PointReaders> {
        // Nothing is ever half done in it.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<L: Fn(&[Overlay]) -> Result<World, Report> + Sync> Task for Points<'_, L> {
    type State<'s>
        = &'s Stop<'s>
    where
        Self: 's;
    type ChunkResult = PointChunk;
    type Error = PointError;

    fn cut(&self, index: u64) -> Option<Chunk> {
        let there = self.cut.point(index) < self.all.len() as u64;
        there.then(|| self.cut.chunk(index))
    }

    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> &'s Stop<'s> {
        stop
    }

    fn work<'s>(&self, stop: &mut &'s Stop<'s>, chunk: Chunk) -> Result<PointChunk, PointError>
    where
        Self: 's,
    {
        let number = self.cut.point(chunk.index);
        let point = &self.all[number as usize];
        let reader = Arc::clone(self.readers().entry(number).or_default());
        let reader = reader.get_or_init(|| match (self.load)(point) {
            Ok(world) => {
                let records = self
                    .records
                    .map(|recorded| (recorded.columns.clone(), recorded.keys(number as usize)));
                Ok(PointReader::new(world, self.measures, records))
            }
            Err(report) => Err(PointError::Scenario {
                point: words(point),
                report: Box::new(report),
            }),
        });
        let reader = reader.as_ref().map_err(Clone::clone)?;
        let run = |block: u64| {
            let (from, to) = (self.cut.border(block), self.cut.border(block + 1));
            reader
                .run(self.seed, from, to, stop)
                .map_err(|error| match error {
                    StudyError::Replication(failure) => PointError::Replication {
                        point: words(point),
                        failure,
                    },
                    error => error.into(),
                })
        };
        Ok(PointChunk {
            places: reader.places.clone(),
            blocks: self
                .cut
                .blocks_of(chunk.index)
                .map(run)
                .collect::<Result<_, _>>()?,
        })
    }

    fn fits(&self, chunk: Chunk, piece: &PointChunk) -> bool {
        let blocks = self.cut.blocks_of(chunk.index);
        let columns = self.records.map(|recorded| recorded.columns);
        let rows = piece.blocks.iter().flat_map(|it| &it.rows);
        piece.fits(blocks.end - blocks.start, self.measures.len())
            && RecordColumns::fit(columns, rows, chunk.count)
    }

    /// Worlds of points that are done are given up.
    fn leave(&self, chunk: Chunk) {
        let next = self.cut.point(chunk.index + 1);
        self.readers().retain(|point, _| *point >= next);
    }
}

/// The different points of a plan as overlays, and where each row's is.
fn distinct(plan: &Plan) -> (Vec<Vec<Overlay>>, Vec<usize>) {
    let mut known: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut points = Vec::new();
    let place = plan.rows.iter().map(|row| {
        let key = row.iter().map(|level| level.text.as_str()).collect();
        *known.entry(key).or_insert_with(|| {
            let pairs = plan.factors.iter().zip(row);
            let overlays = pairs.flat_map(|(factor, level)| factor.changes(level));
            points.push(overlays.collect());
            points.len() - 1
        })
    });
    let place = place.collect();
    (points, place)
}

/// A point as `--set` arguments.
fn words(point: &[Overlay]) -> String {
    let words: Vec<String> = point
        .iter()
        .map(|(path, value)| {
            let pair = format!("{path}={value}");
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-=%/:+".contains(c);
            if pair.chars().all(plain) {
                format!("--set {pair}")
            } else {
                format!("--set '{pair}'")
            }
        })
        .collect();
    words.join(" ")
}
