//! Choosing the best policy with a promised probability, spending replications where they
//! matter: those that are out are not run any more.
//!
//! Observations are means of a few `replications` of the scenario as it is written, or at `points`
//! over what is assumed. What the procedure makes of them is the same.

mod error;
mod points;
mod replications;
mod selected;

use std::ops::Range;

use crate::scenario::Report;
use crate::stats::Selection;
use crate::world::World;

use super::alternative::Alternative;
use super::job::{Job, SoFar, Task};
use super::measures::{Better, MeasureSpec};
use super::uncertain::Nested;
use points::Points;
use replications::Replications;

pub(crate) use error::SelectError;
pub(crate) use selected::{Candidate, OverAssumptions, Selected};

/// Replications that make one observation: their mean is nearer to normal than they are.
const BATCH: u64 = 5;

/// Observations of every policy before the first can be out.
pub(crate) const FIRST_STAGE: u64 = 32;

/// Observations that are run together.
pub(crate) const STRIDE: u64 = 16;

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

/// A choice that is to be made.
pub(crate) struct Choice<'a> {
    /// Between whom.
    pub alternatives: &'a [Alternative],
    /// By which measure.
    pub measure: &'a MeasureSpec,
    /// Root seed.
    pub seed: u64,
    /// What it must keep to.
    pub criteria: SelectionCriteria,
}

/// Is told, after each chunk, how much is done by the policies still in, and how many those are.
type Tell<'a> = dyn FnMut(&SoFar, usize) + 'a;

/// Where observations come from.
trait Sampling {
    /// Replications in a chunk.
    fn chunk(&self) -> u64;

    /// Whether each chunk is a point, and its mean an observation. Else as many replications make
    /// one as a chunk has, wherever they are from.
    fn points(&self) -> bool;

    /// The values of some chunks, by policy of those inside, then replication; `NaN` for none.
    fn read(
        &self,
        job: Job<'_>,
        inside: &[usize],
        chunks: Range<u64>,
        so_far: &mut SoFar,
        progress: &mut dyn FnMut(&SoFar),
    ) -> Result<Vec<Vec<f64>>, SelectError>;
}

/// The values of some chunks of a task, by each of `width` alternatives, then replication.
fn gather<T: Task>(
    job: Job<'_>,
    (task, width): (&T, usize),
    chunks: Range<u64>,
    so_far: &mut SoFar,
    progress: &mut dyn FnMut(&SoFar),
    values: impl Fn(T::ChunkResult) -> Vec<Vec<f64>>,
) -> Result<Vec<Vec<f64>>, T::Error> {
    let mut rows = vec![Vec::new(); width];
    job.work(task, chunks, so_far, |_, piece, so_far| {
        for (row, more) in rows.iter_mut().zip(values(piece)) {
            row.extend(more);
        }
        progress(so_far);
        Ok(())
    })?;
    Ok(rows)
}

/// Observations by point, then policy; `None` for a policy that was out, or has no value there.
pub(crate) type Observations = Vec<Vec<Option<f64>>>;

/// What the procedure found on its way.
struct Found {
    selection: Selection,
    /// Replications by policy.
    spent: Vec<u64>,
    /// Replications of those still in.
    done: u64,
    /// Replications of these without a value under one of them.
    gaps: u64,
    /// By chunk up to the choice, then policy; none without points.
    observations: Observations,
}

impl Choice<'_> {
    /// Selects the best of the alternatives by a measure, on common random numbers.
    ///
    /// # Errors
    /// If a replication fails, the measure does not serve, the criteria make no sense, partial
    /// results can't be kept, or it was told to stop.
    pub(crate) fn select(
        &self,
        job: Job<'_>,
        progress: &mut Tell<'_>,
    ) -> Result<Selected, SelectError> {
        let most = self.criteria.most;
        let sampling = Replications::new(self.alternatives, self.measure, self.seed, most);
        let found = self.proceed(&sampling, job, progress)?;
        Ok(self.sum_up(&sampling, &found))
    }

    /// Selects the one that is the best on average over what is assumed as well: an observation is
    /// the mean at one point. The points that `nested` loads must be drawn independently of each
    /// other. Gives the observations, too, up to the choice: by point, then policy.
    ///
    /// # Errors
    /// Those of [`select`](Self::select); or if a point makes no scenario.
    pub(crate) fn select_over<L: Fn(usize, usize) -> Result<World, Report> + Sync>(
        &self,
        nested: &Nested<'_, L>,
        job: Job<'_>,
        progress: &mut Tell<'_>,
    ) -> Result<(Selected, Observations), SelectError> {
        let sampling = Points(nested);
        let found = self.proceed(&sampling, job, progress)?;
        Ok((self.sum_up(&sampling, &found), found.observations))
    }

    /// Goes through the procedure to its end.
    fn proceed(
        &self,
        sampling: &impl Sampling,
        job: Job<'_>,
        progress: &mut Tell<'_>,
    ) -> Result<Found, SelectError> {
        let mut selection = self.begin()?;
        let count = self.alternatives.len();
        let (most, chunk) = (self.criteria.most, sampling.chunk());
        let turn = self.turn();
        let mut spent = vec![0_u64; count];
        let (mut done, mut gaps) = (0, 0);
        let mut observations = Vec::new();
        let mut observation = Observation::new(count);
        let mut so_far = SoFar::default();
        while selection.chosen().is_none() && done < most {
            let size = (STRIDE * chunk).min(most - done);
            let inside = selection.remaining();
            let first = done / chunk;
            let chunks = first..first + size.div_ceil(chunk);
            let rows = sampling.read(job, &inside, chunks, &mut so_far, &mut |so_far| {
                progress(so_far, inside.len());
            })?;
            for i in &inside {
                spent[*i] += size;
            }
            done += size;
            for replication in 0..size as usize {
                let row: Vec<f64> = rows.iter().map(|values| values[replication]).collect();
                if row.iter().all(|value| value.is_finite()) {
                    observation.push(&inside, &row, turn);
                } else {
                    gaps += 1;
                }
                let whole = if sampling.points() {
                    (replication as u64 + 1).is_multiple_of(chunk)
                } else {
                    observation.count == chunk
                };
                if !whole {
                    continue;
                }
                let means = observation.close();
                if sampling.points() && selection.chosen().is_none() {
                    let mut known = vec![None; count];
                    for i in &inside {
                        // Not −0, whichever way is better.
                        known[*i] = means.as_ref().map(|means| means[*i] * turn + 0.0);
                    }
                    observations.push(known);
                }
                if let Some(means) = means {
                    selection.push(&means);
                }
            }
            if done >= FIRST_STAGE * chunk
                && let Some(ix) = rows
                    .iter()
                    .position(|values| values.iter().all(|value| value.is_nan()))
                && selection.stage() == 0
            {
                return Err(self.no_value(&self.alternatives[inside[ix]]));
            }
        }
        Ok(Found {
            selection,
            spent,
            done,
            gaps,
            observations,
        })
    }

    /// A selection of which nothing is known yet.
    fn begin(&self) -> Result<Selection, SelectError> {
        let measure = self.measure;
        if measure.better == Better::Neither {
            return Err(SelectError::NoBetter(measure.name.clone()));
        }
        if measure.quantile().is_some() {
            return Err(SelectError::Quantile(measure.name.clone()));
        }
        if let Some(none) = self
            .alternatives
            .iter()
            .find(|alternative| measure.quantity(&alternative.world).is_none())
        {
            return Err(self.no_value(none));
        }
        let count = self.alternatives.len();
        let SelectionCriteria {
            confidence,
            indifference,
            ..
        } = self.criteria;
        Selection::new(count, confidence, indifference, FIRST_STAGE).ok_or(SelectError::Criteria {
            count,
            least: 100.0 / count.max(1) as f64,
        })
    }

    /// What makes lower better.
    fn turn(&self) -> f64 {
        if self.measure.better == Better::Higher {
            -1.0
        } else {
            1.0
        }
    }

    fn no_value(&self, alternative: &Alternative) -> SelectError {
        SelectError::NoValue {
            measure: self.measure.name.clone(),
            policy: alternative.id.clone(),
        }
    }

    fn sum_up(&self, sampling: &impl Sampling, found: &Found) -> Selected {
        let (alternatives, measure, criteria) = (self.alternatives, self.measure, self.criteria);
        let Found {
            selection, spent, ..
        } = found;
        let id = |i: usize| alternatives[i].id.clone();
        let chosen = selection.chosen();
        Selected {
            format: 1,
            sortie: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: alternatives[0].world.document.id.clone(),
            name: alternatives[0].world.document.name.clone(),
            seed: self.seed,
            measure: measure.name.clone(),
            words: measure.words.clone(),
            note: measure.note.clone(),
            unit: measure.unit,
            better: measure.better,
            confidence: criteria.confidence,
            indifference: criteria.indifference,
            replications_per_observation: sampling.chunk(),
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
                    mean: system.mean * self.turn(),
                    replications: spent[i],
                    out_after: system.out.map(|out| out.stage),
                    out_by: system.out.map(|out| id(out.by)),
                })
                .collect(),
            replications: spent.iter().sum(),
            replications_if_equal: found.done * alternatives.len() as u64,
            warnings: warnings(sampling, found),
            over_assumptions: None,
        }
    }
}

/// What to keep in mind.
fn warnings(sampling: &impl Sampling, found: &Found) -> Vec<String> {
    let (selection, done, gaps) = (&found.selection, found.done, found.gaps);
    let chunk = sampling.chunk();
    let mut warnings = Vec::new();
    if gaps * 10 > done {
        warnings.push(format!(
            "{gaps} of {done} replications have no value under one of the policies and were left out."
        ));
    }
    let none = |row: &&Vec<Option<f64>>| row.iter().all(Option::is_none);
    let empty = found.observations.iter().filter(none).count();
    if empty > 0 {
        warnings.push(format!(
            "At {empty} of {} points no replication has a value under every policy: the choice is on \
             average over the other points alone.",
            found.observations.len()
        ));
    }
    if selection.chosen().is_none() {
        let inside = selection.remaining().len();
        let (unit, each) = if sampling.points() {
            ("points", 1)
        } else {
            ("replications", chunk)
        };
        let within = done * each / chunk;
        let longest = selection.longest().saturating_mul(each);
        warnings.push(if longest == 0 {
            format!(
                "No choice within {within} {unit}: the first stage alone takes {} with a value under \
                 every policy.",
                FIRST_STAGE * each
            )
        } else {
            format!(
                "No choice within {within} {unit}: {inside} are still in. As far as the first stage \
                 tells, it takes at most {longest} in all."
            )
        });
    }
    warnings
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

    /// Takes in a replication's values of those inside.
    fn push(&mut self, inside: &[usize], row: &[f64], turn: f64) {
        for (i, value) in inside.iter().zip(row) {
            self.sums[*i] += turn * value;
        }
        self.count += 1;
    }

    /// The means of what was taken in, if anything was; from then on it begins anew.
    fn close(&mut self) -> Option<Vec<f64>> {
        let count = std::mem::take(&mut self.count);
        let none = vec![0.0; self.sums.len()];
        let sums = std::mem::replace(&mut self.sums, none);
        (count > 0).then(|| sums.into_iter().map(|sum| sum / count as f64).collect())
    }
}
