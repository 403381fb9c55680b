//! How fast things are reached under each policy, as curves laid over each other.

use std::iter;

use crate::chart::{Caption, ResponseCurve, ResponseCurves, TargetLine, Tone};
use crate::outcome::{GRAVE, Measure, Pool};
use crate::scenario::document::{Document, Severity, SeveritySet};
use crate::scenario::time::Span;
use crate::study::compare::Paired;
use crate::study::comparison::Comparison;
use crate::study::curves::{Curve, curve};

use super::figures::points;
use super::words::duration;

/// Milliseconds of an hour.
const HOUR: f64 = Span::HOUR.0 as f64;

/// Curves that can be told apart in one chart.
const MOST: usize = 6;

/// Curves nearer to the baseline's than this, everywhere, are not drawn beside it.
const NEAR: f64 = 0.01;

/// A policy's curve and how far it is from the baseline's, where that is most.
struct PolicyCurve {
    policy: usize,
    curve: Curve,
    median: Option<f64>,
    apart: f64,
}

/// The curves of a pool, the baseline's first; `None` if it has none.
pub(crate) fn curves(
    comparison: &Comparison,
    study: &Paired,
    document: &Document,
    pool: usize,
    caption: Caption,
) -> Option<ResponseCurves> {
    let of = |policy: usize| {
        let pooled = study.sections.pooled(policy, pool);
        let found = curve(
            &pooled,
            study.sections.of(policy, pool),
            comparison.replications,
        )?;
        let median = pooled.median().map(|ms| ms / HOUR);
        Some((found, median, pooled))
    };
    let (base, median, pooled) = of(0)?;
    let mut others: Vec<PolicyCurve> = (1..comparison.policies.len())
        .filter_map(|policy| {
            let (curve, median, other) = of(policy)?;
            Some(PolicyCurve {
                apart: pooled.apart(&other),
                policy,
                curve,
                median,
            })
        })
        .collect();
    let near: Vec<&str> = others
        .iter()
        .filter(|other| other.apart < NEAR)
        .map(|other| comparison.policies[other.policy].name.as_str())
        .collect();
    let mut note = match near.as_slice() {
        [] => String::new(),
        names => format!(
            "Everywhere within a percentage point of {}: {}",
            comparison.policies[0].name,
            names.join(", ")
        ),
    };
    others.retain(|other| other.apart >= NEAR);
    others.sort_by(|a, b| b.apart.total_cmp(&a.apart));
    if others.len() >= MOST {
        let left = others.len() + 1 - MOST;
        note.push_str(&format!("; {left} more differ by less than those shown"));
        others.truncate(MOST - 1);
    }
    others.sort_by_key(|other| other.policy);
    let line = |rank: usize, policy: usize, curve: &Curve, median: Option<f64>| ResponseCurve {
        tone: Tone::Series(rank),
        label: comparison.policies[policy].name.clone(),
        n: curve.n,
        median: median.map_or_else(|| "not reached".to_owned(), duration),
        median_at: median,
        points: points(curve),
    };
    let drawn: Vec<&Curve> = iter::once(&base)
        .chain(others.iter().map(|other| &other.curve))
        .collect();
    let targets = targets(document, study.pools[pool], &drawn);
    let unsure = |share: &Option<(f64, f64)>| share.is_some_and(|(low, high)| high - low >= 0.005);
    if targets
        .iter()
        .any(|target| target.shares.iter().any(unsure))
    {
        note = join(
            &note,
            "A share in time given as a range lies within it: durations are known to 1/64",
        );
    }
    let mut curves = vec![line(0, 0, &base, median)];
    for (rank, other) in others.iter().enumerate() {
        curves.push(line(rank + 1, other.policy, &other.curve, other.median));
    }
    let pool = study.pools[pool];
    Some(ResponseCurves {
        caption: Caption {
            statistic: "Share = 1 − Kaplan–Meier over all incidents of all replications; open ones are \
                        censored"
                .to_owned(),
            interval: "Bands: 95% pointwise, each curve for itself; differences on the same incidents are \
                       surer than bands suggest"
                .to_owned(),
            note,
            ..caption
        },
        reached: format!("Share of {} {}", incidents(pool.severities), verb(pool.measure)),
        clock: match pool.measure {
            Measure::Detection | Measure::Lifetime => "Time since onset",
            Measure::Response | Measure::Containment | Measure::Recovery => "Time since detection",
        }
        .to_owned(),
        curves,
        targets,
    })
}

/// Two sentences.
fn join(first: &str, second: &str) -> String {
    if first.is_empty() {
        second.to_owned()
    } else {
        format!("{first}. {second}")
    }
}

/// Deadlines on the same clock that are for all of these incidents.
fn targets(document: &Document, pool: Pool, curves: &[&Curve]) -> Vec<TargetLine> {
    let mut lines: Vec<TargetLine> = Vec::new();
    for target in &document.targets {
        let fits = (target.from, target.to) == pool.measure.moments()
            && target.team.is_none()
            && target.kinds.is_empty()
            && target.tags.is_empty()
            && pool.severities.0 & !target.severity.0 == 0;
        let hours = target.within.hours();
        if fits && lines.iter().all(|line| (line.hours - hours).abs() > 1e-9) {
            lines.push(TargetLine {
                hours,
                label: format!("target {}", target.within),
                shares: curves
                    .iter()
                    .map(|curve| curve.reached_by(target.within))
                    .collect(),
            });
        }
    }
    lines
}

/// `high and critical incidents`.
fn incidents(severities: SeveritySet) -> String {
    if severities == SeveritySet::ALL {
        return "incidents".to_owned();
    }
    if severities == GRAVE {
        return "high and critical incidents".to_owned();
    }
    let names: Vec<&str> = Severity::ALL
        .into_iter()
        .filter(|severity| severities.contains(*severity))
        .map(Severity::name)
        .collect();
    format!("{} incidents", names.join(" and "))
}

/// What has happened to them, and by when a title asks.
const fn verb(measure: Measure) -> &'static str {
    match measure {
        Measure::Detection => "detected",
        Measure::Response => "with hands on",
        Measure::Containment => "contained",
        Measure::Recovery | Measure::Lifetime => "recovered",
    }
}

/// The title of the curves of a pool.
pub(crate) fn title(pool: Pool) -> &'static str {
    match pool.measure {
        Measure::Detection => "How fast incidents are detected, by policy",
        Measure::Response => "How fast help comes, by policy",
        Measure::Containment => "How fast incidents are contained, by policy",
        Measure::Recovery | Measure::Lifetime => "How fast incidents are over, by policy",
    }
}
