//! How long things took, over the incidents of all replications.

use serde::Serialize;

use crate::outcome::{GRAVEST_FIRST, Measure};
use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, sectioned};
use crate::study::estimate::{CONFIDENCE, Estimate};
use crate::study::run::Study;

/// Durations of one measure and severity, hours.
#[derive(Clone, Debug, Serialize)]
pub struct DurationSummary {
    /// What is measured.
    pub measure: Measure,
    /// Severity, or `None` for all.
    pub severity: Option<&'static str>,
    /// Incidents whose clock started, over all replications.
    pub n: u64,
    /// Of these, still running at the end (right-censored).
    pub censored: u64,
    /// Kaplan–Meier median; `None` if censoring hides it.
    pub median: Option<Estimate>,
    /// Kaplan–Meier 90% quantile; `None` if censoring hides it.
    pub p90: Option<Estimate>,
    /// Mean; with censoring, the Kaplan–Meier mean restricted to the longest time watched.
    pub mean: Option<Estimate>,
}

/// The durations of all measures, each of all severities and then of each one, gravest first.
pub(super) fn all(study: &Study) -> Vec<DurationSummary> {
    let severities = || [None].into_iter().chain(GRAVEST_FIRST.map(Some));
    let measures = Measure::ALL.into_iter();
    measures
        .flat_map(|measure| severities().filter_map(move |it| durations(study, measure, it)))
        .collect()
}

/// Mean of durations in ms, up to the longest time watched (Efron 1967 treats the last one,
/// if censored, as ended there).
fn mean(histogram: &DurationHistogram) -> Option<f64> {
    histogram.restricted_mean((histogram.follow_up()? as f64).max(1.0))
}

fn durations(
    study: &Study,
    measure: Measure,
    severity: Option<Severity>,
) -> Option<DurationSummary> {
    let pooled = study.pooled.durations(measure, severity);
    if pooled.count() == 0 {
        return None;
    }
    let sections: Vec<DurationHistogram> = study
        .sections
        .iter()
        .map(|section| section.durations(measure, severity))
        .collect();
    let hour = 1.0 / Span::HOUR.0 as f64;
    let estimate = |statistic: &dyn Fn(&DurationHistogram) -> Option<f64>| {
        let value = statistic(&pooled)?;
        let parts: Vec<Option<f64>> = sections.iter().map(statistic).collect();
        let estimate = sectioned(value, &parts, CONFIDENCE)
            .map_or_else(|| Estimate::bare(value), Estimate::from_interval);
        Some(Estimate {
            estimate: estimate.estimate * hour,
            low: estimate.low.map(|low| low.max(0.0) * hour),
            high: estimate.high.map(|high| high * hour),
        })
    };
    // The interval holds what the buckets leave open, too.
    let quantile = |p: f64| {
        let (low, last) = pooled.quantile_limits(p)?;
        let estimate = estimate(&|histogram| histogram.quantile(p))?;
        Some(estimate.covering((low * hour, last * hour)))
    };
    Some(DurationSummary {
        measure,
        severity: severity.map(Severity::name),
        n: pooled.count(),
        censored: pooled.censored(),
        median: quantile(0.5),
        p90: quantile(0.9),
        mean: estimate(&mean),
    })
}
