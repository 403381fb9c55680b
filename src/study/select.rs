//! Choosing the best policy with a promised probability, spending replications where they
//! matter: those that are out are not run any more.

use serde::{Deserialize, Serialize};

use crate::sim::brake::Stop;
use crate::stats::Selection;

use super::alternative::Alternative;
use super::chunk::Chunk;
use super::error::CompareError;
use super::job::{Job, SoFar, Task};
use super::measures::{Better, MeasureSpec, Unit};
use super::round_reader::{AlternativeReader, Reading, State};

/// Replications that make one observation: their mean is nearer to normal than they are.
pub(crate) const BATCH: u64 = 5;

/// Observations of every policy before the first can be out.
pub(crate) const FIRST_STAGE: u64 = 32;

/// Observations that are run together.
const STRIDE: u64 = 16;

/// What a selection must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SelectionCriteria {
    /// Probability that the choice is the best, if the best is ahead by the indifference.
    pub confidence: f64,
    /// A difference that does not matter, in the measure's unit.
    pub indifference: f64,
    /// Replications of a policy at most.
    pub most: u64,
}

/// How a selection came out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Selected {
    /// Version of this file's layout.
    pub format: u32,
    /// Version of Sortie.
    pub sortie: String,
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// Root seed.
    pub seed: u64,
    /// Name of the measure.
    pub measure: String,
    /// In words.
    pub words: String,
    /// What must be known of it; may be empty.
    pub note: String,
    /// What it counts in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// Probability promised.
    pub confidence: f64,
    /// A difference that does not matter.
    pub indifference: f64,
    /// Replications behind an observation.
    pub replications_per_observation: u64,
    /// Observations before the first could be out.
    pub first_stage: u64,
    /// Id of the chosen policy; `None` if the most replications allowed were not enough.
    pub chosen: Option<String>,
    /// Those that come out level with the chosen one, or are still in without a choice.
    pub level: Vec<String>,
    /// Everyone, in the order given.
    pub policies: Vec<Candidate>,
    /// Replications over all policies.
    pub replications: u64,
    /// What as many replications of every policy as of the last would have taken.
    pub replications_if_equal: u64,
    /// What to keep in mind.
    pub warnings: Vec<String>,
}

/// One who took part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the scenario's text under it.
    pub scenario_hash: String,
    /// Mean of its observations, until it was out.
    pub mean: f64,
    /// Replications spent on it.
    pub replications: u64,
    /// After how many observations it was out; `None` if it never was.
    pub out_after: Option<u64>,
    /// Id of the one that was ahead of it by most then.
    pub out_by: Option<String>,
}

/// Why nothing can be selected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum SelectError {
    /// A replication failed, or no threads could be had.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The measure has no better way.
    #[error("by `{0}` no policy is better than another: it only tells how much there is")]
    NoBetter(String),
    /// The measure has no value for each replication.
    #[error(
        "`{0}` is a quantile over the incidents of all replications, and a selection needs one value of \
         each; take the mean"
    )]
    Quantile(String),
    /// A policy has no value.
    #[error("`{measure}` has no value under `{policy}`: leave that policy out")]
    NoValue {
        /// Name of the measure.
        measure: String,
        /// Id of the policy.
        policy: String,
    },
    /// The criteria make no sense.
    #[error(
        "a selection among {count} needs a confidence above {least:.1}% and below 100%, and an indifference \
         above 0"
    )]
    Criteria {
        /// How many take part.
        count: usize,
        /// What blind choice would give, per cent.
        least: f64,
    },
}

/// Selects the best of the alternatives by a measure, on common random numbers. `progress` is
/// told, after each chunk, how much is done by the policies still in, and how many those are.
///
/// # Errors
/// If a replication fails, the measure does not serve, the criteria make no sense, partial
/// results can't be kept, or it was told to stop.
pub(crate) fn select(
    alternatives: &[Alternative],
    measure: &MeasureSpec,
    seed: u64,
    job: Job<'_>,
    criteria: SelectionCriteria,
    mut progress: impl FnMut(&SoFar, usize),
) -> Result<Selected, SelectError> {
    if measure.better == Better::Neither {
        return Err(SelectError::NoBetter(measure.name.clone()));
    }
    if measure.quantile().is_some() {
        return Err(SelectError::Quantile(measure.name.clone()));
    }
    if let Some(none) = alternatives
        .iter()
        .find(|alternative| measure.quantity(&alternative.world).is_none())
    {
        return Err(no_value(measure, none));
    }
    let count = alternatives.len();
    let mut selection = Selection::new(
        count,
        criteria.confidence,
        criteria.indifference,
        FIRST_STAGE,
    )
    .ok_or(SelectError::Criteria {
        count,
        least: 100.0 / count.max(1) as f64,
    })?;
    let reader =
        |alternative| AlternativeReader::new(alternative, std::slice::from_ref(measure), &[]);
    let readers: Vec<AlternativeReader<'_>> = alternatives.iter().map(reader).collect();
    let turn = if measure.better == Better::Higher {
        -1.0
    } else {
        1.0
    };
    let mut spent = vec![0_u64; count];
    let mut done = 0;
    let mut gaps = 0;
    let mut observation = Observation::new(count);
    let mut so_far = SoFar::default();
    while selection.chosen().is_none() && done < criteria.most {
        let size = (STRIDE * BATCH).min(criteria.most - done);
        let stride = Stride {
            readers: &readers,
            inside: selection.remaining(),
            most: criteria.most,
            seed,
        };
        let mut rows: Vec<Vec<f64>> = vec![Vec::new(); stride.inside.len()];
        let first = done / BATCH;
        let chunks = first..first + size.div_ceil(BATCH);
        job.work(&stride, chunks, &mut so_far, |_, piece, so_far| {
            for (row, reading) in rows.iter_mut().zip(piece.readings) {
                row.extend(reading.values);
            }
            progress(so_far, stride.inside.len());
            Ok(())
        })?;
        let inside = stride.inside;
        for i in &inside {
            spent[*i] += size;
        }
        done += size;
        for replication in 0..size as usize {
            let row: Vec<f64> = rows.iter().map(|values| values[replication]).collect();
            if row.iter().all(|value| value.is_finite()) {
                if let Some(means) = observation.push(&inside, &row, turn) {
                    selection.push(&means);
                }
            } else {
                gaps += 1;
            }
        }
        if done >= FIRST_STAGE * BATCH
            && let Some(ix) = rows
                .iter()
                .position(|values| values.iter().all(|value| value.is_nan()))
            && selection.stage() == 0
        {
            return Err(no_value(measure, &alternatives[inside[ix]]));
        }
    }
    let mut warnings = Vec::new();
    if gaps * 10 > done {
        warnings.push(format!(
            "{gaps} of {done} replications have no value under one of the policies and were left out."
        ));
    }
    if selection.chosen().is_none() {
        let inside = selection.remaining().len();
        let longest = selection.longest().saturating_mul(BATCH);
        warnings.push(if longest == 0 {
            format!(
                "No choice within {done} replications: the first stage alone takes {} with a value under \
                 every policy.",
                FIRST_STAGE * BATCH
            )
        } else {
            format!(
                "No choice within {done} replications: {inside} are still in. As far as the first stage \
                 tells, it takes at most {longest} in all."
            )
        });
    }
    let id = |i: usize| alternatives[i].id.clone();
    let chosen = selection.chosen();
    Ok(Selected {
        format: 1,
        sortie: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: alternatives[0].world.document.id.clone(),
        name: alternatives[0].world.document.name.clone(),
        seed,
        measure: measure.name.clone(),
        words: measure.words.clone(),
        note: measure.note.clone(),
        unit: measure.unit,
        better: measure.better,
        confidence: criteria.confidence,
        indifference: criteria.indifference,
        replications_per_observation: BATCH,
        first_stage: FIRST_STAGE,
        chosen: chosen.map(id),
        level: selection
            .remaining()
            .into_iter()
            .filter(|i| Some(*i) != chosen)
            .map(id)
            .collect(),
        policies: selection
            .systems()
            .iter()
            .enumerate()
            .map(|(i, system)| Candidate {
                id: id(i),
                name: alternatives[i].name.clone(),
                scenario_hash: alternatives[i].hash.clone(),
                mean: system.mean * turn,
                replications: spent[i],
                out_after: system.out.map(|out| out.stage),
                out_by: system.out.map(|out| id(out.by)),
            })
            .collect(),
        replications: spent.iter().sum(),
        replications_if_equal: done * count as u64,
        warnings,
    })
}

fn no_value(measure: &MeasureSpec, alternative: &Alternative) -> SelectError {
    SelectError::NoValue {
        measure: measure.name.clone(),
        policy: alternative.id.clone(),
    }
}

/// Adds up replications until they make an observation.
struct Observation {
    sums: Vec<f64>,
    count: u64,
}

impl Observation {
    fn new(count: usize) -> Self {
        Self {
            sums: vec![0.0; count],
            count: 0,
        }
    }

    /// Takes in a replication's values of those inside; the means once there are enough.
    fn push(&mut self, inside: &[usize], row: &[f64], turn: f64) -> Option<Vec<f64>> {
        for (i, value) in inside.iter().zip(row) {
            self.sums[*i] += turn * value;
        }
        self.count += 1;
        if self.count < BATCH {
            return None;
        }
        let means = self.sums.iter().map(|sum| sum / BATCH as f64).collect();
        self.sums.fill(0.0);
        self.count = 0;
        Some(means)
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
