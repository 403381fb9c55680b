//! Observations of the scenario as it is written: means of a few replications.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::sim::brake::Stop;

use super::super::alternative::Alternative;
use super::super::chunk::Chunk;
use super::super::error::CompareError;
use super::super::job::{Job, SoFar, Task};
use super::super::measures::MeasureSpec;
use super::super::round_reader::{AlternativeReader, Reading, State};
use super::error::SelectError;
use super::{BATCH, Sampling, gather};

/// Replications of the scenario as it is written: so many in a row that have a value under
/// everyone make an observation.
pub(super) struct Replications<'a> {
    readers: Vec<AlternativeReader<'a>>,
    seed: u64,
    most: u64,
}

impl<'a> Replications<'a> {
    /// At most `most` of each alternative, read by a measure.
    pub(super) fn new(
        alternatives: &'a [Alternative],
        measure: &MeasureSpec,
        seed: u64,
        most: u64,
    ) -> Self {
        let reader =
            |alternative| AlternativeReader::new(alternative, std::slice::from_ref(measure), &[]);
        Self {
            readers: alternatives.iter().map(reader).collect(),
            seed,
            most,
        }
    }
}

impl Sampling for Replications<'_> {
    fn chunk(&self) -> u64 {
        BATCH
    }

    fn points(&self) -> bool {
        false
    }

    fn read(
        &self,
        job: Job<'_>,
        inside: &[usize],
        chunks: Range<u64>,
        so_far: &mut SoFar,
        progress: &mut dyn FnMut(&SoFar),
    ) -> Result<Vec<Vec<f64>>, SelectError> {
        let stride = Stride {
            readers: &self.readers,
            inside: inside.to_vec(),
            most: self.most,
            seed: self.seed,
        };
        let values = |piece: StrideChunk| {
            let readings = piece.readings.into_iter();
            readings.map(|reading| reading.values).collect()
        };
        let task = (&stride, inside.len());
        Ok(gather(job, task, chunks, so_far, progress, values)?)
    }
}

/// The replications of those who are still in, an observation to a chunk.
struct Stride<'a> {
    readers: &'a [AlternativeReader<'a>],
    inside: Vec<usize>,
    most: u64,
    seed: u64,
}

/// What a chunk of replications gave.
#[derive(Serialize, Deserialize)]
struct StrideChunk {
    /// Positions of those who were in.
    inside: Vec<usize>,
    /// Their values.
    readings: Vec<Reading>,
}

impl Task for Stride<'_> {
    type State<'s>
        = State<'s>
    where
        Self: 's;
    type ChunkResult = StrideChunk;
    type Error = CompareError;

    fn cut(&self, index: u64) -> Option<Chunk> {
        let first = index.checked_mul(BATCH)?;
        let left = self.most.checked_sub(first).filter(|left| *left > 0)?;
        Some(Chunk {
            index,
            first,
            count: left.min(BATCH),
            section: 0,
        })
    }

    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> State<'s> {
        State::new(self.inside.len(), stop)
    }

    fn work<'s>(&self, state: &mut State<'s>, chunk: Chunk) -> Result<StrideChunk, CompareError>
    where
        Self: 's,
    {
        let mut readings = Vec::with_capacity(self.inside.len());
        for (number, ix) in self.inside.iter().enumerate() {
            readings.push(self.readers[*ix].read(state, number, self.seed, chunk)?);
        }
        Ok(StrideChunk {
            inside: self.inside.clone(),
            readings,
        })
    }

    fn fits(&self, chunk: Chunk, piece: &StrideChunk) -> bool {
        let mut pairs = self.inside.iter().zip(&piece.readings);
        piece.inside == self.inside
            && piece.readings.len() == self.inside.len()
            && pairs.all(|(ix, reading)| self.readers[*ix].fits(chunk.count, reading))
    }
}
