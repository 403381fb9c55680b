//! Replications of several alternatives on common random numbers, in rounds, and what a chunk of them
//! gives.
//!
//! Rounds have fixed sizes, each cut into 20 chunks, one for each section; a chunk is of all
//! alternatives. So where a chunk lies depends on no stopping rule.

use serde::{Deserialize, Serialize};

use crate::outcome::{Meter, Pool, Quantity};
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::stats::DurationHistogram;

use super::alternative::Alternative;
use super::chunk::{Chunk, SECTIONS};
use super::error::CompareError;
use super::error::ReplicationFailure;
use super::job::Task;
use super::measures::MeasureSpec;

/// Replications of the first rounds; all that follow have as many as the last.
const SIZES: [u64; 6] = [20, 20, 40, 80, 160, 320];

/// How many replications a round has.
fn size(round: u64) -> u64 {
    SIZES[round.min(SIZES.len() as u64 - 1) as usize]
}

/// How the replications of a comparison are cut: rounds, and chunks of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounds {
    /// Replications at most; the last round is cut short there.
    most: u64,
}

impl Rounds {
    /// Rounds of so many replications in all.
    pub(crate) const fn new(most: u64) -> Self {
        Self { most }
    }

    /// The first replication of a round.
    fn first(round: u64) -> u64 {
        let listed = SIZES.len() as u64;
        let before: u64 = SIZES.iter().take(round.min(listed) as usize).sum();
        before + round.saturating_sub(listed) * SIZES[SIZES.len() - 1]
    }

    /// Replications of all rounds up to and with one.
    pub(crate) fn ends(self, round: u64) -> u64 {
        Self::first(round + 1).min(self.most)
    }

    /// Replications of a round: none if all have been run before.
    fn count(self, round: u64) -> u64 {
        size(round).min(self.most.saturating_sub(Self::first(round)))
    }

    /// The chunks of a round. Those of the last one need not be as many as there are sections.
    pub(crate) fn chunks(self, round: u64) -> std::ops::Range<u64> {
        let from = round * SECTIONS;
        from..from + SECTIONS.min(self.count(round))
    }

    /// The chunks of all rounds.
    pub(crate) fn all(self) -> std::ops::Range<u64> {
        let Some(last) = self.most.checked_sub(1) else {
            return 0..0;
        };
        let long = SIZES.len() as u64 - 1;
        let round = (0..long)
            .find(|round| last < Self::first(round + 1))
            .unwrap_or_else(|| long + (last - Self::first(long)) / size(long));
        0..self.chunks(round).end
    }

    /// How many times as long as a round the one after it takes, at most.
    pub(crate) fn growth(self, round: u64) -> f64 {
        size(round + 1) as f64 / self.count(round).max(1) as f64
    }

    /// The chunk of a number, if there are so many.
    pub(crate) fn chunk(self, index: u64) -> Option<Chunk> {
        let (round, place) = (index / SECTIONS, index % SECTIONS);
        let count = self.count(round);
        if place >= count {
            return None;
        }
        // With fewer replications than sections, some sections get none.
        let section = if count >= SECTIONS {
            place
        } else {
            ((place + 1) * SECTIONS).div_ceil(count) - 1
        };
        let border = |section: u64| count * section / SECTIONS;
        Some(Chunk {
            index,
            first: Self::first(round) + border(section),
            count: border(section + 1) - border(section),
            section: section as usize,
        })
    }
}

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
        }
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
        for replication in chunk.replications() {
            let counts = simulation
                .run(seed, replication, &mut meter)
                .map_err(
                    |failure| match ReplicationFailure::of(replication, failure) {
                        Ok(failure) => CompareError::Replication {
                            policy: self.alternative.id.clone(),
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
        }
        Ok(Reading {
            values,
            pooled: meter.into_pooled(),
            events,
            incidents,
        })
    }

    /// Whether a reading is of so many replications of this alternative.
    pub(crate) fn fits(&self, count: u64, reading: &Reading) -> bool {
        reading.values.len() as u64 == count * self.quantities.len() as u64
            && reading.pooled.len() == self.pools.len()
    }
}

/// The replications of all alternatives.
#[derive(Debug)]
pub(super) struct PairedRounds<'a> {
    pub rounds: Rounds,
    pub readers: Vec<AlternativeReader<'a>>,
    pub seed: u64,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_replication_once_and_lie_alike_for_any_number() {
        let long = Rounds::new(10_000);
        for most in [1, 5, 19, 20, 21, 45, 80, 1_000, 10_000] {
            let rounds = Rounds::new(most);
            let mut next = 0;
            for round in 0.. {
                let chunks = rounds.chunks(round);
                if chunks.is_empty() {
                    break;
                }
                for index in chunks {
                    let chunk = rounds.chunk(index).expect("a chunk");
                    assert_eq!(chunk.first, next, "{most}");
                    assert!(chunk.count > 0);
                    next += chunk.count;
                    if rounds.count(round) == size(round) {
                        assert_eq!(long.chunk(index), Some(chunk));
                    }
                }
            }
            assert_eq!(next, most);
            let count = (0..).map_while(|round| {
                let chunks = rounds.chunks(round);
                (!chunks.is_empty()).then_some(chunks.end)
            });
            assert_eq!(rounds.all(), 0..count.last().unwrap_or(0));
            assert_eq!(rounds.chunk(rounds.all().end), None);
        }
    }
}
