//! A study of assumptions in numbers, ready for files, tables and charts.

use serde::{Deserialize, Serialize};

use crate::scenario::assumption::Assumption;

use super::super::compared_policies::PolicyEntry;
use super::super::comparison::Verdict;
use super::super::estimate::Estimate;
use super::super::measures::{Better, Unit};
use super::acceptability::Acceptability;

/// A comparison, or one policy, over what is assumed; durations are in hours, shares between 0
/// and 1. Differences are a policy's value minus the baseline's.
#[derive(Clone, Debug, Serialize)]
pub struct UncertainSummary {
    /// Version of this file's layout.
    pub format: u32,
    /// Version of Sortie.
    pub sortie: &'static str,
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// Root seed.
    pub seed: u64,
    /// Points over the assumptions.
    pub points: usize,
    /// Independent designs that the points come in.
    pub designs: usize,
    /// Replications of each policy at each point.
    pub replications: u64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Id of the baseline.
    pub baseline: String,
    /// Who took part, the baseline first.
    pub policies: Vec<PolicyEntry>,
    /// What was varied.
    pub assumptions: Vec<AssumptionEntry>,
    /// Measures, the headline first.
    pub measures: Vec<MeasureUnder>,
    /// What to keep in mind when reading the numbers.
    pub remarks: Vec<String>,
    /// Chances to be the best by the headline measure, by what a unit of it is worth in
    /// expert-days; `None` if all cost the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptability: Option<Acceptability>,
}

impl UncertainSummary {
    /// The headline: the first measure in which policies differ at all; the first one if they
    /// differ in none.
    pub fn headline(&self) -> Option<&MeasureUnder> {
        self.measures.get(self.headline_place()?)
    }

    /// The name of a policy; its id if it has none.
    pub(crate) fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        let known = self.policies.iter().find(|it| it.id == id);
        known.map_or(id, |it| it.name.as_str())
    }

    /// The place of that measure among all.
    pub(super) fn headline_place(&self) -> Option<usize> {
        let differs = self.measures.iter().position(MeasureUnder::differs);
        differs.or((!self.measures.is_empty()).then_some(0))
    }
}

impl MeasureUnder {
    /// Whether any policy differs from the baseline at any point.
    pub fn differs(&self) -> bool {
        let moves = |it: &DifferenceUnder| {
            let spread = it.spread;
            [spread.mean.estimate, spread.luck_sd, spread.assumptions_sd]
                .iter()
                .any(|it| it.abs() > 0.0)
        };
        let mut differences = self.rows.iter().filter_map(|row| row.difference.as_ref());
        differences.any(moves)
    }
}

/// An assumption that was varied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AssumptionEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it is not known.
    pub reason: String,
    /// What it changes.
    pub paths: Vec<String>,
    /// What it may be, in words.
    pub may_be: String,
    /// Its value at each point, in words.
    pub values: Vec<String>,
}

impl AssumptionEntry {
    /// An assumption, with its value at each point.
    pub(crate) fn of(assumption: &Assumption, values: Vec<String>) -> Self {
        Self {
            id: assumption.id.clone(),
            name: assumption.name.clone(),
            reason: assumption.reason.clone(),
            paths: assumption.paths.clone(),
            may_be: assumption.words.clone(),
            values,
        }
    }
}

/// One measure.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureUnder {
    /// Name, e.g. `response:grave`.
    pub name: String,
    /// In words.
    pub words: String,
    /// What must be known of it; may be empty.
    pub note: String,
    /// What it counts in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// Points at which it has a value in two replications or more.
    pub points: usize,
    /// The smallest difference worth acting on.
    pub worthwhile: Option<f64>,
    /// A row for each who took part, in their order.
    pub rows: Vec<RowUnder>,
    /// What it is worth to know the assumptions before choosing; `None` where no way is better.
    pub knowing: Option<Knowing>,
    /// Assumptions on which it depends which of two is better, as far as that is shown.
    pub flips: Vec<Flip>,
}

/// A policy under one measure.
#[derive(Clone, Debug, Serialize)]
pub struct RowUnder {
    /// Id of the policy.
    pub policy: String,
    /// Its value; `None` if it has none.
    pub value: Option<Spread>,
    /// Its difference to the baseline; `None` for the baseline itself.
    pub difference: Option<DifferenceUnder>,
    /// How it does against the best at each point; `None` where no way is better.
    pub choice: Option<Choice>,
}

/// A mean over assumptions and luck, and what makes it vary.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    /// The mean over the points, with its interval over both.
    pub mean: Estimate,
    /// Standard deviation of one election period, luck alone.
    pub luck_sd: f64,
    /// Standard deviation of the expected value over the assumptions, luck taken out.
    pub assumptions_sd: f64,
    /// The assumptions' share of the variance of one election period.
    pub assumptions_share: f64,
    /// The expected value at the least favourable twentieth of the points, or the most.
    pub p5: f64,
    /// The same at the other end.
    pub p95: f64,
}

/// A difference to the baseline.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DifferenceUnder {
    /// Its mean, and what makes it vary.
    pub spread: Spread,
    /// Lower limit; those of all differences in this measure hold together at the confidence.
    pub together_low: Option<f64>,
    /// Upper limit.
    pub together_high: Option<f64>,
    /// Share of the points at which the policy is better by what is worth acting on.
    pub better: f64,
    /// At which it is worse by that much.
    pub worse: f64,
    /// At which the two are practically the same.
    pub same: f64,
    /// What the average shows. Practically the same is shown by two one-sided tests (Schuirmann
    /// 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657).
    pub verdict: Verdict,
}

/// How a policy does against the best at each point.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Choice {
    /// Chance that it is the best.
    pub best: f64,
    /// How far it falls short of the best on average.
    pub regret: f64,
    /// How far at the worst of the points: the maximal regret.
    pub worst_regret: f64,
    /// The number of that point, from 1.
    pub worst_point: usize,
}

/// What it is worth to know the assumptions before choosing.
#[derive(Clone, Debug, Serialize)]
pub struct Knowing {
    /// Id of the policy that is best on average.
    pub choice: String,
    /// How much better one would do on average who knew all assumptions.
    pub all: f64,
    /// Who knew one of them, by assumption.
    pub each: Vec<KnowingOne>,
}

/// What it is worth to know one assumption.
#[derive(Clone, Debug, Serialize)]
pub struct KnowingOne {
    /// Its id.
    pub assumption: String,
    /// How much better one would do on average who knew it; `None` with too few points to tell.
    pub value: Option<f64>,
    /// Standard error.
    pub error: Option<f64>,
}

/// An assumption on which it depends whether a policy is better than the baseline.
#[derive(Clone, Debug, Serialize)]
pub struct Flip {
    /// Id of the policy.
    pub policy: String,
    /// Id of the assumption.
    pub assumption: String,
    /// With which values the policy is better, in words.
    pub better: String,
    /// With which it is worse.
    pub worse: String,
    /// For an amount: the value at which it changes, in words.
    pub at: Option<String>,
    /// For an amount: the place of that value among all of them, from 0 to 1, and the places
    /// between which it lies.
    pub place: Option<(f64, f64, f64)>,
    /// For an amount: its least and its greatest value, in words.
    pub ends: Option<(String, String)>,
    /// For an amount: whether the policy is better beyond that value.
    pub rises: bool,
}
