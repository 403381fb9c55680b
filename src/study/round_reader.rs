//! Replications of several alternatives on common random numbers, and what a chunk of them gives.
//! A chunk is of all alternatives.

use serde::{Deserialize, Serialize};

use crate::outcome::{Cell, Meter, Pool, Quantity};
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::stats::DurationHistogram;

use super::alternative::Alternative;
use super::chunk::Chunk;
use super::error::CompareError;
use super::error::ReplicationFailure;
use super::job::Task;
use super::measures::MeasureSpec;
use super::record_columns::{RecordColumns, RecordRow};
use super::rounds::Rounds;

/// What a chunk of replications gave, by alternative.
pub(crate) type RoundChunk = Vec<Reading>;

/// What a chunk of one alternative's replications gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// By replication, then measure.
    pub values: Vec<f64>,
    /// Durations, by pool.
    pub pooled: Vec<DurationHistogram>,
    /// Events.
    pub events: u64,
    /// Incidents, warm-up included.
    pub incidents: u64,
    /// A row of each replication, if they are wanted.
    pub rows: Vec<RecordRow>,
}

/// Simulations of the alternatives, made when they are first needed.
pub(crate) struct State<'s> {
    simulations: Vec<Option<Simulation<'s>>>,
    stop: &'s Stop<'s>,
}

impl<'s> State<'s> {
    /// Room for so many.
    pub(crate) fn new(alternatives: usize, stop: &'s Stop<'s>) -> Self {
        Self {
            simulations: vec![None; alternatives],
            stop,
        }
    }
}

/// An alternative with what is read off its replications.
#[derive(Clone, Debug)]
pub(crate) struct AlternativeReader<'a> {
    alternative: &'a Alternative,
    /// `None` where its world has no such thing.
    quantities: Vec<Option<Quantity>>,
    pools: Vec<Pool>,
    /// Rows that are wanted of its replications.
    records: Option<&'a RecordColumns>,
}

impl<'a> AlternativeReader<'a> {
    /// Reads the values of the measures that are no quantiles, and some pools.
    pub(crate) fn new(
        alternative: &'a Alternative,
        measures: &[MeasureSpec],
        pools: &[Pool],
    ) -> Self {
        Self {
            alternative,
            quantities: measures
                .iter()
                .filter(|it| it.quantile().is_none())
                .map(|it| it.quantity(&alternative.world))
                .collect(),
            pools: pools.to_vec(),
            records: None,
        }
    }

    /// The same, with a row of each replication if they are wanted.
    pub(crate) const fn recording(mut self, records: Option<&'a RecordColumns>) -> Self {
        self.records = records;
        self
    }

    /// Runs the replications of a chunk.
    ///
    /// # Errors
    /// The first replication that fails.
    pub(crate) fn read<'s>(
        &self,
        states: &mut State<'s>,
        number: usize,
        seed: u64,
        chunk: Chunk,
    ) -> Result<Reading, CompareError>
    where
        'a: 's,
    {
        let world = &self.alternative.world;
        let known: Vec<Quantity> = self.quantities.iter().copied().flatten().collect();
        let mut meter = Meter::new(world, known, self.pools.clone());
        let simulation = states.simulations[number]
            .get_or_insert_with(|| Simulation::new(world).stopping(states.stop));
        let mut row = Vec::new();
        let (mut events, mut incidents) = (0, 0);
        let mut values = Vec::with_capacity(chunk.count as usize * self.quantities.len());
        let id = &self.alternative.id;
        let mut reader = self.records.map(|wanted| wanted.reader(world));
        let (key, mut rows) = ([Cell::Text(id.clone())], Vec::new());
        for replication in chunk.replications() {
            let counts = match &mut reader {
                None => simulation.run(seed, replication, &mut meter),
                Some(reader) => simulation.run(seed, replication, &mut (&mut meter, reader)),
            };
            let counts =
                counts.map_err(
                    |failure| match ReplicationFailure::of(replication, failure) {
                        Ok(failure) => CompareError::Replication {
                            policy: id.clone(),
                            failure,
                        },
                        Err(error) => error.into(),
                    },
                )?;
            events += counts.events;
            incidents += counts.all_incidents;
            row.clear();
            meter.close(simulation, counts, &mut row);
            let mut read = row.iter();
            values.extend(self.quantities.iter().map(|quantity| {
                let value = quantity.and_then(|_| read.next());
                value.copied().unwrap_or(f64::NAN)
            }));
            if let Some(reader) = &mut reader {
                let read = reader.close(replication, simulation, counts);
                let own = &values[values.len() - self.quantities.len()..];
                rows.push(RecordColumns::row(&key, read, own));
            }
        }
        Ok(Reading {
            values,
            pooled: meter.into_pooled(),
            events,
            incidents,
            rows,
        })
    }

    /// Whether a reading is of so many replications of this alternative.
    pub(crate) fn fits(&self, count: u64, reading: &Reading) -> bool {
        reading.values.len() as u64 == count * self.quantities.len() as u64
            && reading.pooled.len() == self.pools.len()
            && RecordColumns::fit(self.records, reading.rows.iter(), count)
    }
}

/// The replications of all alternatives.
#[derive(Debug)]
pub(super) struct PairedRounds<'a> {
    rounds: Rounds,
    readers: Vec<AlternativeReader<'a>>,
    seed: u64,
}

impl<'a> PairedRounds<'a> {
    /// At most `most` replications of each, from a seed, with a row of each if they are wanted.
    pub(super) fn new(
        alternatives: &'a [Alternative],
        measures: &[MeasureSpec],
        pools: &[Pool],
        (most, seed): (u64, u64),
        records: Option<&'a RecordColumns>,
    ) -> Self {
        let reader =
            |alternative| AlternativeReader::new(alternative, measures, pools).recording(records);
        Self {
            rounds: Rounds::new(most),
            readers: alternatives.iter().map(reader).collect(),
            seed,
        }
    }
}

impl Task for PairedRounds<'_> {
    type State<'s>
        = State<'s>
    where
        Self: 's;
    type ChunkResult = RoundChunk;
    type Error = CompareError;

    fn cut(&self, index: u64) -> Option<Chunk> {
        self.rounds.chunk(index)
    }

    fn start<'s>(&'s self, stop: &'s Stop<'s>) -> State<'s> {
        State::new(self.readers.len(), stop)
    }

    fn work<'s>(&self, state: &mut State<'s>, chunk: Chunk) -> Result<RoundChunk, CompareError>
    where
        Self: 's,
    {
        let numbered = self.readers.iter().enumerate();
        numbered
            .map(|(number, reader)| reader.read(state, number, self.seed, chunk))
            .collect()
    }

    fn fits(&self, chunk: Chunk, piece: &RoundChunk) -> bool {
        let mut pairs = self.readers.iter().zip(piece);
        piece.len() == self.readers.len()
            && pairs.all(|(reader, reading)| reader.fits(chunk.count, reading))
    }
}
