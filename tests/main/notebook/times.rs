//! Quantiles of histories and durations, made again.

use serde_json::Value;
use sortie::inside::stats::{DurationHistogram, wilson};

use super::{HOUR, Made, Notebook};
use crate::parquet_table::{not_below_zero, sectioned};

impl Notebook {
    /// A quantile of what histories have one of (Woodruff 1952), kept to the thousandth.
    pub(super) fn of_histories(&self, id: &str, key: &str) -> Option<Made> {
        let values = self.replications.numbers(id)?;
        let mut spread = DurationHistogram::new();
        for value in values.into_iter().flatten() {
            spread.record((value * 1_000.0 + 0.5) as i64);
        }
        let n = spread.count();
        let p = match key {
            "n" => return Some(Made::Number(n as f64)),
            "mean_of_highest_5" => {
                let from = spread.quantile(0.95)?;
                let longest = spread.longest()? as f64;
                let all = spread.restricted_mean(longest)?;
                let below = spread.restricted_mean(from).unwrap_or(0.0);
                let highest = (from + (all - below) / 0.05).min(longest);
                return Some(Made::Number(highest / 1_000.0));
            }
            "p5" => 0.05,
            "p10" => 0.10,
            "p50" => 0.50,
            "p90" => 0.90,
            "p95" => 0.95,
            _ => return None,
        };
        let hits = (p * n as f64 + 0.5) as u64;
        let share = wilson(hits, n, 0.95)?;
        let (least, last) = spread.quantile_limits(p)?;
        let low = spread.quantile(share.low.min(p))?.min(least);
        let high = spread.quantile(share.high.max(p))?.max(last);
        let limits = [spread.quantile(p)?, low, high];
        Some(Made::Estimate(limits.map(|it| Some(it / 1_000.0))))
    }

    /// Durations of a measure and severity; of one section or of all.
    fn durations(&self, measure: &str, severity: &Value, part: Option<usize>) -> DurationHistogram {
        let (from, to) = match measure {
            "detection" => (0, 1),
            "response" => (1, 2),
            "containment" => (1, 3),
            "recovery" => (1, 4),
            _ => (0, 4),
        };
        let mut found = DurationHistogram::new();
        for incident in &self.incidents {
            let asked = severity.as_str().is_none_or(|it| it == incident.severity);
            if !asked || part.is_some_and(|it| it != incident.section) {
                continue;
            }
            match (incident.moments[from], incident.moments[to]) {
                (Some(from), Some(to)) => found.record((to - from) as i64),
                (Some(from), None) => found.censor((self.end - from) as i64),
                (None, _) => {}
            }
        }
        found
    }

    pub(super) fn of_durations(&self, entry: &Value, key: &str) -> Option<Made> {
        let (measure, severity) = (entry["measure"].as_str()?, &entry["severity"]);
        let all = self.durations(measure, severity, None);
        let statistic = |of: &DurationHistogram| match key {
            "median" => of.quantile(0.5),
            "p90" => of.quantile(0.9),
            // A longest one that is still running counts as ended (Efron 1967).
            _ => of.restricted_mean(of.follow_up()?.max(1) as f64),
        };
        match key {
            "n" => return Some(Made::Number(all.count() as f64)),
            "censored" => return Some(Made::Number(all.censored() as f64)),
            "median" | "p90" | "mean" => {}
            _ => return None,
        }
        let parts: Vec<Option<f64>> = (0..=*self.sections.last()?)
            .map(|part| statistic(&self.durations(measure, severity, Some(part))))
            .collect();
        let [value, mut low, mut high] = not_below_zero(sectioned(statistic(&all)?, &parts));
        if key != "mean" {
            // The interval holds what buckets of 1/64 leave open.
            let (least, last) = all.quantile_limits(if key == "median" { 0.5 } else { 0.9 })?;
            low = low.map(|low| low.min(least));
            high = high.map(|high| high.max(last));
        }
        let hours = |ms: Option<f64>| ms.map(|ms| ms / HOUR);
        Some(Made::Estimate([hours(value), hours(low), hours(high)]))
    }
}
