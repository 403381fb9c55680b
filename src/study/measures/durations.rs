//! Durations: means, cut at a horizon, and quantiles, by severity.

use crate::outcome::{GRAVE, Measure, Pool};
use crate::scenario::document::{Document, Severity, SeveritySet};
use crate::scenario::time::Span;

use super::{Better, MeasureSpec, Unit, What};

/// Names of groups of severities.
const GROUPS: [(&str, SeveritySet); 6] = [
    ("", SeveritySet::ALL),
    ("grave", GRAVE),
    ("critical", of(Severity::Critical)),
    ("high", of(Severity::High)),
    ("medium", of(Severity::Medium)),
    ("low", of(Severity::Low)),
];

const fn of(severity: Severity) -> SeveritySet {
    SeveritySet(1 << severity as u8)
}

/// Statistics of a duration: name, words, and the quantile if it is one.
const STATISTICS: [(&str, &str, Option<f64>); 3] = [
    ("", "mean", None),
    ("median", "median", Some(0.5)),
    ("p90", "90% quantile of the", Some(0.9)),
];

/// Adds the durations. `horizon` cuts means; `None` leaves each its own default.
pub(super) fn add(all: &mut Vec<MeasureSpec>, document: &Document, horizon: Option<Span>) {
    for measure in Measure::ALL {
        for (group, severities) in GROUPS {
            for (statistic, words, p) in STATISTICS {
                let mut name = measure.name().to_owned();
                for part in [group, statistic] {
                    if !part.is_empty() {
                        name.push(':');
                        name.push_str(part);
                    }
                }
                let incidents = match group {
                    "" => "all incidents",
                    "grave" => "high and critical incidents",
                    "critical" => "critical incidents",
                    "high" => "high-severity incidents",
                    "medium" => "medium-severity incidents",
                    _ => "low-severity incidents",
                };
                let horizon = horizon.unwrap_or_else(|| measure.horizon(document));
                let (what, note) = match p {
                    None => (
                        What::Mean(measure, severities, horizon),
                        format!("longer ones count as {horizon}"),
                    ),
                    Some(p) => {
                        let pool = Pool {
                            measure,
                            severities,
                        };
                        (What::Quantile(pool, p), "over all incidents".to_owned())
                    }
                };
                all.push(MeasureSpec {
                    name,
                    words: format!("{words} {} of {incidents}", measure.words()),
                    subject: String::new(),
                    note,
                    unit: Unit::Hours,
                    better: Better::Lower,
                    what,
                });
            }
        }
    }
}
