//! What a comparison says: values, differences to the baseline, and who may be the best.

mod cautions;

use serde::Serialize;

use crate::stats::{BehindBest, Contrast, bonferroni, compare_with_best, holm};

use super::compare::{CONFIDENCE, MeasureColumn, Paired, Stopped, contrast, places, value};
use super::compared_policies::{ComparedPolicies, PolicyEntry};
use super::estimate::Estimate;
use super::measures::{Better, MeasureSpec, Unit};
use super::skewed;

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
    /// Relative half-width reached for the first measure: the widest of the baseline's interval
    /// and of the differences to it, over the baseline's value.
    pub precision_reached: Option<f64>,
    /// Times at which a stopping rule looked.
    pub looks: u64,
    /// Id of the baseline.
    pub baseline: String,
    /// Who took part, the baseline first.
    pub policies: Vec<PolicyEntry>,
    /// Measures, the headline first.
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
    /// What must be known of it; may be empty.
    pub note: String,
    /// What it counts in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// A row for each who took part, in their order.
    pub rows: Vec<Row>,
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
    /// Two-sided p value for itself.
    pub p_value: Option<f64>,
    /// The same, adjusted by Holm for all differences.
    pub p_holm: Option<f64>,
    /// How many times smaller common random numbers made the variance of the difference.
    pub variance_saved: Option<f64>,
    /// What it comes to.
    pub verdict: Verdict,
}

/// What a difference comes to, all together at 95%.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Shown to be better than the baseline.
    Better,
    /// Shown to be worse.
    Worse,
    /// Shown to differ, where no way is better.
    Different,
    /// Not shown to differ.
    NotShown,
    /// The same in every replication.
    Same,
}

impl Verdict {
    /// `better`, `worse`, `different`, `not_shown` or `same`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Different => "different",
            Self::NotShown => "not_shown",
            Self::Same => "same",
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
                note: measure.note.clone(),
                unit: measure.unit,
                better: measure.better,
                rows: rows(policies, measure, *place, study),
            })
            .collect();
        let comparisons = judge(&mut results, study, &places);
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
            policies: policies.clone(),
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
}

/// The rows of a measure, differences still without what depends on all of them.
fn rows(
    policies: &[PolicyEntry],
    measure: &MeasureSpec,
    place: MeasureColumn,
    study: &Paired,
) -> Vec<Row> {
    let best = best(policies.len(), measure, place, study);
    policies
        .iter()
        .enumerate()
        .map(|(policy, entry)| Row {
            policy: entry.id.clone(),
            n: count(study, place, policy),
            value: value(study, place, policy).map(|(value, error)| {
                let estimate = error
                    .and_then(|error| error.interval(CONFIDENCE))
                    .map_or_else(|| Estimate::bare(value), Estimate::from_interval);
                within(estimate, measure.unit)
            }),
            difference: (policy > 0)
                .then(|| difference(study, place, policy, 0))
                .flatten(),
            best: best.get(policy).copied().flatten(),
        })
        .collect()
}

/// No value of any unit is below 0, and no share above 1; nor are limits.
fn within(estimate: Estimate, unit: Unit) -> Estimate {
    let most = if unit == Unit::Share {
        1.0
    } else {
        f64::INFINITY
    };
    Estimate {
        low: estimate.low.map(|low| low.max(0.0)),
        high: estimate.high.map(|high| high.min(most)),
        ..estimate
    }
}

fn count(study: &Paired, place: MeasureColumn, policy: usize) -> u64 {
    match place {
        MeasureColumn::Value(measure) => study.pairs.of(policy, measure).count(),
        MeasureColumn::Quantile(pool, p) => {
            let sections = study.sections.of(policy, pool).iter();
            sections
                .filter(|section| section.quantile(p).is_some())
                .count() as u64
        }
    }
}

fn difference(
    study: &Paired,
    place: MeasureColumn,
    policy: usize,
    base: usize,
) -> Option<Difference> {
    let found = contrast(study, place, policy, base);
    let (estimate, n) = match (found, place) {
        (Some(contrast), MeasureColumn::Quantile(..)) => {
            (contrast.estimate, contrast.df as u64 + 1)
        }
        (None, MeasureColumn::Quantile(..)) => {
            let of = |policy| value(study, place, policy).map(|(value, _)| value);
            (of(policy)? - of(base)?, 0)
        }
        (_, MeasureColumn::Value(measure)) => {
            let moments = study.pairs.difference(policy, base, measure);
            (moments.mean()?, moments.count())
        }
    };
    let own = found
        .and_then(|contrast| contrast.interval(CONFIDENCE))
        .map_or_else(|| Estimate::bare(estimate), Estimate::from_interval);
    let skewed = match place {
        MeasureColumn::Value(measure) => skewed::look(study, policy, base, measure),
        MeasureColumn::Quantile(..) => None,
    };
    let bca = skewed.and_then(|it| it.limits);
    Some(Difference {
        n,
        own,
        skewness: skewed.map(|it| it.skewness),
        bca_low: bca.map(|it| it.low),
        bca_high: bca.map(|it| it.high),
        together_low: None,
        together_high: None,
        p_value: found.map(|contrast| contrast.p_value()),
        p_holm: None,
        variance_saved: variance_saved(study, place, policy, base, found),
        verdict: Verdict::NotShown,
    })
}

fn variance_saved(
    study: &Paired,
    place: MeasureColumn,
    policy: usize,
    base: usize,
    found: Option<Contrast>,
) -> Option<f64> {
    match place {
        MeasureColumn::Value(measure) => study.pairs.pair(policy, base, measure).variance_saved(),
        MeasureColumn::Quantile(..) => {
            let error = |policy| value(study, place, policy)?.1.map(|it| it.error);
            let (a, b) = (error(policy)?, error(base)?);
            let paired = found?.error;
            (paired > 0.0).then(|| (a * a + b * b) / (paired * paired))
        }
    }
}

/// Multiple comparisons with the best, in the order of alternatives.
fn best(
    count: usize,
    measure: &MeasureSpec,
    place: MeasureColumn,
    study: &Paired,
) -> Vec<Option<Best>> {
    let found: Vec<Option<BehindBest>> = match measure.better {
        Better::Neither => return Vec::new(),
        Better::Lower => compare_with_best(count, CONFIDENCE, |i, j| contrast(study, place, i, j)),
        Better::Higher => compare_with_best(count, CONFIDENCE, |i, j| contrast(study, place, j, i)),
    };
    found
        .into_iter()
        .map(|found| {
            found.map(|it| Best {
                may_be_best: it.may_be_best,
                ahead: -it.ahead,
                behind: it.behind,
            })
        })
        .collect()
}

/// Fills in what holds for all differences together; gives their number.
fn judge(results: &mut [MeasureResult], study: &Paired, places: &[MeasureColumn]) -> usize {
    let mut found: Vec<(usize, usize, Option<Contrast>)> = Vec::new();
    for (measure, result) in results.iter().enumerate() {
        for (rank, row) in result.rows.iter().enumerate() {
            if row.difference.is_some() {
                let contrast = contrast(study, places[measure], rank, 0);
                found.push((measure, rank, contrast));
            }
        }
    }
    let tested: Vec<f64> = found
        .iter()
        .map(|(.., contrast)| contrast.map_or(f64::NAN, |it| it.p_value()))
        .collect();
    let comparisons = tested.iter().filter(|p| !p.is_nan()).count();
    let each = bonferroni(CONFIDENCE, comparisons);
    let adjusted = holm(&tested);
    for ((measure, rank, contrast), p_holm) in found.into_iter().zip(adjusted) {
        let better = results[measure].better;
        let Some(difference) = &mut results[measure].rows[rank].difference else {
            continue;
        };
        let Some(contrast) = contrast else {
            continue;
        };
        difference.p_holm = Some(p_holm);
        if let Some(interval) = contrast.interval(each) {
            difference.together_low = Some(interval.low);
            difference.together_high = Some(interval.high);
            difference.verdict = verdict(contrast, interval.low, interval.high, better);
        }
    }
    comparisons
}

fn verdict(contrast: Contrast, low: f64, high: f64, better: Better) -> Verdict {
    if contrast.error <= 0.0 && contrast.estimate.abs() <= 0.0 {
        return Verdict::Same;
    }
    if low <= 0.0 && high >= 0.0 {
        return Verdict::NotShown;
    }
    match better {
        Better::Neither => Verdict::Different,
        Better::Lower if high < 0.0 => Verdict::Better,
        Better::Higher if low > 0.0 => Verdict::Better,
        Better::Lower | Better::Higher => Verdict::Worse,
    }
}
