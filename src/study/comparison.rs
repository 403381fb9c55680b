//! What a comparison says: values, differences to the baseline, and who may be the best.

mod cautions;
mod rows;
mod verdict;

use serde::Serialize;

use crate::scenario::worthwhile::size_for;

use super::compare::{CONFIDENCE, Paired, Stopped, differs, places, value};
use super::compared_policies::{ComparedPolicies, PolicyEntry};
use super::estimate::Estimate;
use super::exposure::Exposure;
use super::measures::{Better, MeasureSpec, Unit};

pub use verdict::Verdict;

/// The smallest difference worth acting on, unless somebody says another: this share of the
/// baseline's value.
const USUAL: f64 = 0.01;

/// A comparison in numbers. Differences are a policy's value minus the baseline's.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
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
    /// Replications of every policy.
    pub replications: u64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Differences that the intervals marked `together` and the adjusted p values hold for.
    pub comparisons: usize,
    /// Why it stopped.
    pub stopped: Stopped,
    /// Precision asked for, if one was.
    pub precision_wanted: Option<f64>,
    /// Relative half-width reached for the headline measure: the widest of the baseline's interval
    /// and of the differences to it, over the baseline's value.
    pub precision_reached: Option<f64>,
    /// Times at which a stopping rule looked.
    pub looks: u64,
    /// Id of the baseline.
    pub baseline: String,
    /// Name of the headline measure: the first in which policies differ, as far as the first
    /// round of replications in which any did shows; the first of all if nothing differs.
    pub headline: String,
    /// Names of the measures in which all policies are the same in every replication.
    pub nothing_differs: Vec<String>,
    /// Who took part, the baseline first.
    pub policies: Vec<PolicyEntry>,
    /// Who was named too, and is the baseline under another name: their scenarios are the same
    /// text.
    pub same_as_baseline: Vec<PolicyEntry>,
    /// Who is on duty when it matters.
    pub exposure: Exposure,
    /// Measures, in the order in which they were asked for.
    pub measures: Vec<MeasureResult>,
    /// What to keep in mind when reading the numbers.
    pub warnings: Vec<String>,
}

/// One measure.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureResult {
    /// Name, e.g. `response:grave`.
    pub name: String,
    /// In words.
    pub words: String,
    /// The name of what it is of, if it is of one thing; empty if not.
    #[serde(skip)]
    pub subject: String,
    /// What must be known of it; may be empty.
    pub note: String,
    /// What it counts in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// Whether any policy differs from the baseline in any replication.
    pub differs: bool,
    /// The smallest difference worth acting on; `None` where none was given and the baseline's
    /// value is 0 or missing.
    pub worthwhile: Option<Worthwhile>,
    /// A row for each who took part, in their order.
    pub rows: Vec<Row>,
}

impl MeasureResult {
    /// Policies of which a verdict is shown.
    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        let differences = self.rows.iter().filter_map(|row| row.difference);
        differences.filter(|it| it.verdict == verdict).count()
    }
}

/// The smallest difference worth acting on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Worthwhile {
    /// In the unit of the measure.
    pub size: f64,
    /// True if somebody gave it; else it is 1% of the baseline's value.
    pub given: bool,
}

/// A policy under one measure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Id of the policy.
    pub policy: String,
    /// Replications with a value; sections with one for a quantile.
    pub n: u64,
    /// Its value; `None` if it has none.
    pub value: Option<Estimate>,
    /// Its difference to the baseline; `None` for the baseline itself, and where one of the
    /// two has no value.
    pub difference: Option<Difference>,
    /// Its distance to the best of the others; `None` where no way is better, or it has no value.
    pub best: Option<Best>,
}

/// A difference to the baseline.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Difference {
    /// Replications that both have a value in; sections for a quantile.
    pub n: u64,
    /// Policy minus baseline, with its own 95% interval.
    #[serde(flatten)]
    pub own: Estimate,
    /// Skewness of the paired differences, where they are values of each replication and kept.
    pub skewness: Option<f64>,
    /// Lower limit of its own that allows for the skewness (`BCa`), where that is material.
    pub bca_low: Option<f64>,
    /// Upper limit of that kind.
    pub bca_high: Option<f64>,
    /// Lower limit such that all differences hold together with 95%.
    pub together_low: Option<f64>,
    /// Upper limit of that kind.
    pub together_high: Option<f64>,
    /// Lower limit for the two one-sided tests of whether it is practically the same: all
    /// together with 5%.
    pub equivalence_low: Option<f64>,
    /// Upper limit of that kind.
    pub equivalence_high: Option<f64>,
    /// The difference as a share of the baseline's value, unless that is 0.
    pub relative: Option<f64>,
    /// Two-sided p value for itself.
    pub p_value: Option<f64>,
    /// The same, adjusted by Holm for all differences.
    pub p_holm: Option<f64>,
    /// How many times smaller common random numbers made the variance of the difference.
    pub variance_saved: Option<f64>,
    /// What it comes to.
    pub verdict: Verdict,
}

impl Difference {
    /// A difference of `n` pairs before anything is said of it.
    pub const fn bare(n: u64, own: Estimate) -> Self {
        Self {
            n,
            own,
            skewness: None,
            bca_low: None,
            bca_high: None,
            together_low: None,
            together_high: None,
            equivalence_low: None,
            equivalence_high: None,
            relative: None,
            p_value: None,
            p_holm: None,
            variance_saved: None,
            verdict: Verdict::NotShown,
        }
    }
}

/// How far behind the best of the others, in the measure's unit, whatever way is better.
#[allow(clippy::struct_field_names, reason = "the name of a column of results")]
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Best {
    /// True if no other is shown to be better.
    pub may_be_best: bool,
    /// Ahead of all others by at most this.
    pub ahead: f64,
    /// Behind the best of the others by at most this.
    pub behind: f64,
    /// Ahead of each of the others by at least this; 0 where no lead is shown.
    pub lead: f64,
}

impl Comparison {
    /// Sums up a comparison, in which a precision may have been wanted.
    pub fn new(
        compared: &ComparedPolicies,
        measures: &[MeasureSpec],
        study: &Paired,
        precision_wanted: Option<f64>,
    ) -> Self {
        let policies = &compared.policies;
        let (_, places) = places(measures);
        let mut results: Vec<MeasureResult> = measures
            .iter()
            .zip(&places)
            .map(|(measure, place)| MeasureResult {
                name: measure.name.clone(),
                words: measure.words.clone(),
                subject: measure.subject.clone(),
                note: measure.note.clone(),
                unit: measure.unit,
                better: measure.better,
                differs: differs(study, *place, policies.len()),
                worthwhile: worthwhile(
                    &compared.worthwhile,
                    measure,
                    value(study, *place, 0).map(|(value, _)| value),
                ),
                rows: rows::rows(policies, measure, *place, study),
            })
            .collect();
        let comparisons = verdict::judge(&mut results, study, &places);
        let headline = results.get(study.headline.unwrap_or(0));
        let mut comparison = Self {
            format: 1,
            sortie: env!("CARGO_PKG_VERSION"),
            scenario: compared.scenario.clone(),
            name: compared.name.clone(),
            seed: study.seed,
            replications: study.replications,
            confidence: CONFIDENCE,
            comparisons,
            stopped: study.stopped,
            precision_wanted,
            precision_reached: study.precision,
            looks: study.looks,
            baseline: policies[0].id.clone(),
            headline: headline.map_or_else(String::new, |it| it.name.clone()),
            nothing_differs: results
                .iter()
                .filter(|it| !it.differs)
                .map(|it| it.name.clone())
                .collect(),
            policies: policies.clone(),
            same_as_baseline: compared.same_as_baseline.clone(),
            exposure: compared.exposure.clone(),
            measures: results,
            warnings: Vec::new(),
        };
        comparison.warnings = cautions::cautions(&comparison, &compared.remarks);
        comparison
    }

    /// Name of a policy.
    pub fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.policies
            .iter()
            .find(|policy| policy.id == id)
            .map_or(id, |policy| policy.name.as_str())
    }

    /// The headline measure; `None` if there is none at all.
    pub fn headline(&self) -> Option<&MeasureResult> {
        self.measures.iter().find(|it| it.name == self.headline)
    }

    /// The measures in which something differs, the headline first.
    pub fn telling(&self) -> impl Iterator<Item = &MeasureResult> {
        let first = self.headline().into_iter();
        let others = self.measures.iter();
        first
            .chain(others.filter(|it| it.name != self.headline))
            .filter(|it| it.differs)
    }
}

/// What is worth acting on by a measure: what was given for it, else a share of the baseline's
/// value.
fn worthwhile(
    sizes: &[(String, f64)],
    measure: &MeasureSpec,
    baseline: Option<f64>,
) -> Option<Worthwhile> {
    if let Some(size) = size_for(sizes, &measure.name) {
        return Some(Worthwhile { size, given: true });
    }
    let size = USUAL * baseline?.abs();
    (size > 0.0).then_some(Worthwhile { size, given: false })
}
