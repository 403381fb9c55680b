//! A selection in numbers, ready for files, tables and charts.

use serde::{Deserialize, Serialize};

use super::super::measures::{Better, Unit};
use super::super::uncertain::summary::AssumptionEntry;

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
    /// What is assumed and was varied; `None` if assumptions stood as they are written.
    pub over_assumptions: Option<OverAssumptions>,
}

/// The points over what is assumed that observations were taken at, one at each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OverAssumptions {
    /// How many, up to the choice.
    pub points: u64,
    /// What was varied, with its value at each point.
    pub assumptions: Vec<AssumptionEntry>,
    /// The observations, by point, then policy: the mean over the replications at the point;
    /// `None` for a policy that was out, or without a value there.
    pub observations: Vec<Vec<Option<f64>>>,
    /// The command that traces the first replication at the first point, under the chosen policy,
    /// or the first one if none was chosen.
    pub trace: String,
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
